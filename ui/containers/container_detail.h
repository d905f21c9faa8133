#pragma once

#include "runtime/base/ids.h"
#include "ui/containers/container_actions.h"
#include "ui/places/detail_tab.h"

#include <QWidget>

#include <functional>
#include <vector>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace firkin::ui {

class ContainerCommands;
class ElidedLabel;
class IconLabel;
class Services;
class ToneLabel;

/// One tab: made at its first visit, told the container when it is shown.
struct DetailTabEntry {
    DetailTab tab;
    QString title;
    QLatin1StringView iconName;
    std::function<QWidget *(QWidget *parent)> make;
    std::function<void(QWidget *widget, const ContainerId &id)> setContainer;
};

/// A container's header with its verbs, and its tabs. Only the visible tab follows the container.
class ContainerDetail : public QWidget {
    Q_OBJECT
public:
    ContainerDetail(Services &services, ContainerCommands &commands, QWidget *parent = nullptr);

    void addTab(DetailTabEntry entry);
    void setContainer(const ContainerId &id);
    [[nodiscard]] const ContainerId &container() const { return m_container; }
    void setTab(DetailTab tab);
    [[nodiscard]] DetailTab tab() const;
    [[nodiscard]] QWidget *tabWidget() const;
    void setAlone(bool alone);

Q_SIGNALS:
    void tabChanged();
    void closeRequested();
    void aloneRequested(bool alone);

    bool event(QEvent *event) override;

private:
    struct Slot {
        DetailTabEntry entry;
        QWidget *widget = nullptr;
        ContainerId shown;
    };
    void refreshHeader();
    void showSlot(int index);

    Services &m_services;
    ContainerCommands &m_commands;
    ContainerId m_container;
    std::vector<Slot> m_slots;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    IconLabel *m_glyph;
    ElidedLabel *m_name;
    ElidedLabel *m_image;
    ToneLabel *m_state;
    QPushButton *m_cancel;
    QToolButton *m_alone;
    bool m_isAlone = false;
};

} // namespace firkin::ui
