#pragma once

#include "runtime/engine/sessions.h"
#include "terminal/terminal_profile.h"
#include "ui/consoles/console_bar.h"

#include <QList>
#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <optional>

class QMenu;

namespace firkin::terminal {
class TerminalView;
}

namespace firkin::ui {

class ConsoleUpload;
class Services;
class SessionLink;

/// One terminal on one session of a container. The session is the supervisor's: destroying this detaches.
///
/// | state    | what is true                         | leaves to                                      |
/// |----------|--------------------------------------|------------------------------------------------|
/// | Waiting  | not shown yet, or not laid out       | Opening (new), Attaching (a session that runs) |
/// | Opening  | the exec is being started            | Attaching, Failed                              |
/// | Attaching| asked for the session's bytes        | Live, Lost, Ended                              |
/// | Live     | bytes flow both ways                 | Lost, Ended                                    |
/// | Lost     | connection gone, tries again or not  | Attaching, Gone                                |
/// | Ended    | the program has ended; text stays    | Opening (Restart)                              |
/// | Gone     | the session is not there any more    | Opening (Restart)                              |
/// | Failed   | it could not be started              | Opening (again, or a debug shell)              |
class Console : public QWidget {
    Q_OBJECT
public:
    enum class State : std::uint8_t { Waiting, Opening, Attaching, Live, Lost, Ended, Gone, Failed };

    /// A new session; started once the terminal has been laid out, with its size.
    Console(Services &services, ContainerId container, engine::SessionSpec spec, const terminal::TerminalProfile &profile, QWidget *parent);
    /// One that is there; attached once it is shown.
    Console(Services &services, const engine::SessionInfo &session, const terminal::TerminalProfile &profile, QWidget *parent);
    ~Console() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isRunning() const { return m_state == State::Attaching || m_state == State::Live || m_state == State::Lost; }
    [[nodiscard]] const ContainerId &container() const { return m_container; }
    [[nodiscard]] const std::optional<SessionId> &session() const { return m_session; }
    /// The container's own first process: closing it only detaches.
    [[nodiscard]] bool isInit() const { return m_isInit; }
    /// What the tab says unless the person has named it.
    [[nodiscard]] QString title() const;
    [[nodiscard]] terminal::TerminalView &view() { return *m_view; }

    /// After an end: the same command again, in this tab, below the old text.
    void restart();
    void reconnect();
    /// The container runs again, or not any more.
    void setContainerRunning(bool running);
    /// Uploads files to the folder of the program in the foreground, then types their quoted paths there.
    void upload(const QList<QUrl> &urls);

Q_SIGNALS:
    void stateChanged();
    void titleChanged();
    void activity(); ///< output while hidden
    void bell();
    void closeRequested();
    void noticed(const QString &text); ///< for a toast
    void fullOutputRequested(); ///< more than the scrollback holds: the log view has it
    void menuAboutToShow(QMenu *menu);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    Console(Services &services, ContainerId container, const terminal::TerminalProfile &profile, QWidget *parent);
    void proceed();
    void open();
    void attach();
    void onAttached(quint64 firstOffset, quint64 lost);
    void onOutput(const QByteArray &bytes);
    void onLive();
    void onEnded(engine::ProcessStatus status);
    void onLost(const Error &error);
    void setState(State state);
    [[nodiscard]] std::optional<ConsoleBar::Content> barContent();
    [[nodiscard]] ConsoleBar::Content failureContent();
    void askAboutLink(const QUrl &url);
    void applyPace();
    [[nodiscard]] engine::TerminalSize size() const;

    Services &m_services;
    ContainerId m_container;
    engine::SessionSpec m_spec;
    std::optional<SessionId> m_session;
    bool m_isInit = false;
    bool m_containerRunning = true;
    State m_state = State::Waiting;

    terminal::TerminalView *m_view;
    SessionLink *m_link = nullptr;
    QString m_title;
    std::optional<Error> m_error;

    // Where we are in the session's bytes; empty: nowhere yet, or not where the text on the screen ends.
    std::optional<quint64> m_offset;
    bool m_fresh = false; ///< opened by us just now: no replay of somebody else's size
    bool m_wasLive = false; ///< of this attachment
    int m_attempt = 0;
    QTimer m_retry;
    std::stop_source m_stop{std::nostopstate};

    // Hidden tabs are fed slowly; one that cannot keep up starts anew from the end when it is shown.
    bool m_behind = false;
    qsizetype m_hiddenBytes = 0;
    QTimer m_hiddenSecond;

    ConsoleBar *m_bar;
    ConsoleUpload *m_upload;
};

} // namespace firkin::ui
