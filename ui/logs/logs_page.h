#pragma once

#include "runtime/base/ids.h"
#include "ui/logs/line_spool.h"

#include <QWidget>

#include <vector>

class QLabel;
class QLineEdit;
class QStackedLayout;
class QToolButton;

namespace firkin::ui {

class Banner;
class LogFollower;
class LogView;
class Services;
class StatePage;

/// The Logs tab of one container: bar and view. Opens the output when it is first shown; goes on where it was when the
/// container is started again.
class LogsPage : public QWidget {
    Q_OBJECT
public:
    explicit LogsPage(Services &services, QWidget *parent = nullptr);
    ~LogsPage() override;

    void setContainer(const ContainerId &container);
    [[nodiscard]] LogView &view() { return *m_view; }
    void focusSearch();

protected:
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildBar();
    QToolButton *addToggle(QLatin1StringView icon, const QString &text, const QKeySequence &keys, bool checked);
    void open(std::uint64_t from);
    void openMerged();
    void chooseOthers();
    void restart();
    void showSearch();
    void follow(std::unique_ptr<engine::LogReader> reader, std::uint64_t from);
    void updateState();
    void updateCount();
    void updateRunning();
    void save();

    Services &m_services;
    ContainerId m_container;
    std::shared_ptr<LineSpool> m_spool;
    LogFollower *m_follower = nullptr;
    std::uint64_t m_position = 0;
    quint64 m_request = 0;
    bool m_opened = false;
    bool m_loading = false;
    bool m_ended = false;

    QWidget *m_bar;
    QLineEdit *m_search;
    QLabel *m_count;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
    QToolButton *m_case = nullptr;
    QToolButton *m_regular = nullptr;
    QToolButton *m_context = nullptr;
    QToolButton *m_merge = nullptr;
    std::vector<ContainerId> m_others; ///< shown merged with this one
    QToolButton *m_filter = nullptr;
    QToolButton *m_wrap = nullptr;
    QToolButton *m_times = nullptr;
    QToolButton *m_followButton = nullptr;
    QToolButton *m_save = nullptr;
    Banner *m_banner;
    Banner *m_notice;
    StatePage *m_state;
    LogView *m_view;
    QStackedLayout *m_stack;
};

} // namespace firkin::ui
