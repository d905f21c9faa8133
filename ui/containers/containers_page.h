#pragma once

#include "runtime/base/error.h"
#include "runtime/base/ids.h"
#include "ui/consoles/container_consoles.h"
#include "ui/containers/container_actions.h"
#include "ui/places/page_view.h"

#include <map>
#include <optional>

class QComboBox;
class QSplitter;
class QStackedLayout;
class QTimer;

namespace firkin::ui {

class Banner;
class ContainerCommands;
class ContainerDetail;
class ContainerModel;
class ContainerTable;
class FirstRunPage;
class NewContainerDialog;
class PodCommands;
class Services;
class StarterRun;
class StatePage;
class Toasts;
class ToolRow;
struct ContainerRow;

/// The Containers page in its three states: List, Split (a narrow list beside the detail), Detail alone. Esc goes back
/// by one. Owns model, table and detail.
class ContainersPage : public PageView {
    Q_OBJECT
public:
    enum class Layout : std::uint8_t { List, Split, Alone };

    ContainersPage(Services &services, Toasts &toasts, ConsoleMemory memory = {}, QWidget *parent = nullptr);
    ~ContainersPage() override;

    QString searchHint() const override;
    void setSearch(const QString &text) override;
    Primary primary() const override;
    void runPrimary() override { newContainer(); }
    /// Opens a container's detail; keeps "alone" when that is how the page stands.
    void open(const ContainerId &id, DetailTab tab);
    void showList();
    void setLayoutState(Layout layout);
    [[nodiscard]] Layout layoutState() const { return m_layout; }
    [[nodiscard]] std::optional<ContainerId> openContainer() const;
    [[nodiscard]] DetailTab openTab() const;
    /// One step back by Esc; false when there is none.
    bool goBack();

    /// One verb on one container, as its menu does it.
    void run(const ContainerId &id, ContainerAction action);
    NewContainerDialog *newContainer(const QString &image = {});
    /// The first-run action.
    void runStarter();

    [[nodiscard]] ContainerTable &table() { return *m_table; }
    [[nodiscard]] ContainerDetail &detail() { return *m_detail; }
    [[nodiscard]] QByteArray saveTable() const;
    void restoreTable(const QByteArray &state);

Q_SIGNALS:
    /// Another container, tab or layout: the address has changed.
    void placeChanged();
    /// The starter container exists; or the first run failed.
    void starterCreated(const firkin::ContainerId &id);
    void starterFailed(const firkin::Error &error);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void refreshRows();
    void refreshState();
    void onRemoved(const ContainerId &id, const QString &name);
    void onPlaceRequested(const ContainerId &id, ContainerAction action);

    Services &m_services;
    Toasts &m_toasts;
    ContainerModel *m_model;
    ContainerTable *m_table;
    ContainerCommands *m_listCommands;
    ContainerCommands *m_detailCommands;
    PodCommands *m_podCommands;
    ContainerCommands *m_otherCommands; ///< of the palette: on whatever it names
    ContainerDetail *m_detail;
    FirstRunPage *m_firstRun;
    StatePage *m_statePage;
    StatePage *m_noMatch;
    StarterRun *m_starter;
    QSplitter *m_splitter;
    QWidget *m_left;
    ToolRow *m_tools;
    QComboBox *m_states;
    QWidget *m_toolsLine;
    QStackedLayout *m_stack;
    QStackedLayout *m_leftStack;
    QWidget *m_content;
    Layout m_layout = Layout::List;
    std::map<ContainerId, ContainerRow> m_ghosts; ///< deleted rows that keep their place until the pointer leaves
    QByteArray m_wideState;
};

} // namespace firkin::ui
