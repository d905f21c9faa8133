#pragma once

#include "ui/palette/palette_items.h"
#include "ui/places/address.h"
#include "ui/window/pages.h"
#include "ui/window/shortcuts.h"

#include <QMainWindow>

#include <functional>
#include <optional>
#include <vector>

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace firkin::ui {

class Banner;
class CommandPalette;
class ContainersPage;
class PageView;
class Preferences;
class Services;
class SideBar;
class Toasts;

/// The window: side bar, head with the way back, search and the page's first action, the pages, and the surfaces for
/// messages. Knows places (Address), not what pages do. Runs nothing: everything goes through Services.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Services &services, Preferences &preferences, QWidget *parent = nullptr);
    ~MainWindow() override;

    void go(const Address &address);
    [[nodiscard]] Address address() const;
    [[nodiscard]] ContainersPage &containersPage() { return *m_containers; }
    [[nodiscard]] Toasts &toasts() { return *m_toasts; }
    /// Asks whether containers keep running, when some run and no answer is remembered; then `quitConfirmed`. At once
    /// when nothing runs. Never blocks.
    void requestQuit();
    /// Ctrl+K.
    void openPalette();
    /// Where there is a tray: closing hides.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }
    void saveState();

Q_SIGNALS:
    void quitConfirmed(bool stopAll);
    /// It can be seen, or not: who only feeds the eye may rest.
    void shown(bool visible);
    /// Closed into the tray.
    void hiddenToTray();

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct PageSlot {
        PageEntry entry;
        PageView *view = nullptr;
    };
    /// Makes it at its first visit; nothing for a page that there is not.
    PageView *view(Page page);
    [[nodiscard]] PageView *currentView() const;
    void makeHead(QWidget *head);
    void makeShortcuts();
    void onShortcut(Shortcut shortcut);
    void restoreWindow();
    void refreshHead();
    void refreshNotes();
    void onPlaceChanged();
    void walk(const std::function<std::optional<Address>()> &step);
    void carryOut(const PaletteCommand &command);
    void cycleFocus(int direction);
    void showPage(Page page);

    Services &m_services;
    Preferences &m_preferences;
    AddressHistory m_history;
    SideBar *m_sideBar;
    QStackedWidget *m_pages;
    ContainersPage *m_containers = nullptr;
    std::vector<PageSlot> m_slots;
    Page m_page = Page::Containers;
    Toasts *m_toasts;
    Banner *m_banner;
    CommandPalette *m_palette;
    QToolButton *m_back = nullptr;
    QToolButton *m_forward = nullptr;
    QLabel *m_title = nullptr;
    QLineEdit *m_search = nullptr;
    QToolButton *m_tasks = nullptr;
    QPushButton *m_primary = nullptr;
    bool m_walking = false;
    bool m_hidesOnClose = false;
    bool m_quitting = false;
};

} // namespace firkin::ui
