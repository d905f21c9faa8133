#pragma once

#include "runtime/base/ids.h"
#include "ui/async/operation.h"
#include "ui/stats/sample_charts.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QBoxLayout;
class QButtonGroup;
class QGridLayout;
class QLabel;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace firkin::ui {

class Banner;
class Services;
class SampleModel;
class StatCard;

/// The Stats tab of one container: four cards over one time axis, from the engine's history and then live. Hidden, it
/// keeps its samples and paints nothing; shown again, it draws the latest state once.
class StatsView : public QWidget {
    Q_OBJECT
public:
    explicit StatsView(Services &services, QWidget *parent = nullptr);
    ~StatsView() override;

    /// Empty: none.
    void setContainer(const ContainerId &container);
    [[nodiscard]] const ContainerId &container() const { return m_container; }
    /// The same numbers, to be read line by line.
    void setShowsTable(bool on);
    [[nodiscard]] bool showsTable() const;
    [[nodiscard]] std::chrono::seconds range() const { return m_range; }
    void setRange(std::chrono::seconds range);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void loadHistory();
    void takeHistory(const Result<engine::SampleSeries> &history);
    void takeSample(const engine::Sample &sample);
    void showSamples();
    void showNewest();
    void showNow();
    void updateRunning();
    void arrangeCards();
    void makeExports(QBoxLayout *bar);
    void saveTo(const QString &caption, const QString &suffix, const QString &filter, std::function<QByteArray()> content);
    [[nodiscard]] std::vector<engine::Sample> inRange() const;
    [[nodiscard]] QByteArray picture() const;
    [[nodiscard]] chart::Milliseconds step() const;

    Services &m_services;
    ContainerId m_container;
    std::chrono::seconds m_range{15 * 60};
    std::vector<engine::Sample> m_samples;
    std::vector<engine::Sample> m_liveWhileLoading;
    bool m_loading = false;
    bool m_running = false;
    bool m_stale = false; ///< samples came while hidden
    std::optional<std::stop_source> m_stop;
    quint64 m_request = 0;

    std::vector<StatCard *> m_cards;
    QGridLayout *m_grid;
    QButtonGroup *m_ranges;
    QBoxLayout *m_head; ///< ranges and facts, side by side or stacked
    QLabel *m_facts;
    Banner *m_banner;
    QTimer m_clock; ///< moves the window on when no sample does
    int m_columns = 0;
    QStackedLayout *m_stack;
    QWidget *m_charts;
    QTableView *m_table;
    SampleModel *m_model;
    QToolButton *m_asTable = nullptr;
};

} // namespace firkin::ui
