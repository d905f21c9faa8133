#include "ui/consoles/console.h"

#include "terminal/terminal_view.h"
#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/consoles/reconnect.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/error_details.h"
#include "ui/widgets/labels.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace firkin::ui {

using terminal::TerminalView;

namespace {

constexpr int hiddenBytesPerTurn = 100'000; ///< each tenth of a second: 1 MB/s
constexpr int hiddenTurnMs = 100;
constexpr int visibleBytesPerTurn = 64 * 1024;
constexpr int visibleTurnMs = 4;
constexpr qsizetype behindFrom = 900'000; ///< so many bytes in a hidden second: it is being held back

bool hasNoShell(const Error &error)
{
    const Reason reason = error.rootReason();
    return reason == Reason::NoShell || reason == Reason::ExecutableNotFound || reason == Reason::ExecutableNotRunnable;
}

/// Nothing to connect to any more, however often one tries.
bool isGone(const Error &error)
{
    const Reason reason = error.rootReason();
    return reason == Reason::NoSuchSession || reason == Reason::NotRunning || reason == Reason::NoSuchContainer;
}

QString baseName(const std::string &command);

/// A session that has set no title has its command for one: its name says enough then.
QString titleOf(const engine::SessionInfo &session)
{
    if (!session.command.empty() && session.title == session.command.front())
        return baseName(session.title);
    return displayText(session.title);
}

QString baseName(const std::string &command)
{
    return displayText(std::string_view(command).substr(command.rfind('/') + 1));
}

} // namespace

Console::Console(Services &services, ContainerId container, const terminal::TerminalProfile &profile, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_container(std::move(container))
    , m_view(new TerminalView(profile, this))
    , m_bar(new QWidget(this))
    , m_barIcon(new IconLabel(16, m_bar))
    , m_barText(plainLabel({}, m_bar))
    , m_barAction(new QPushButton(m_bar))
    , m_barSecond(new QPushButton(m_bar))
    , m_barClose(new QPushButton(tr("Close"), m_bar))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(metrics::medium, metrics::small, metrics::medium, metrics::small);
    bar->addWidget(m_barIcon);
    bar->addWidget(m_barText, 1);
    bar->addWidget(m_barSecond);
    bar->addWidget(m_barAction);
    bar->addWidget(m_barClose);
    m_barText->setWordWrap(true);
    layout->addWidget(m_bar);
    m_bar->hide();
    setFocusProxy(m_view);
    m_view->setFindIcons({icon(QLatin1StringView("close")), icon(QLatin1StringView("chevron-up")), icon(QLatin1StringView("chevron-down")),
                          icon(QLatin1StringView("more"))});

    connect(m_view, &TerminalView::typed, this, [this](const QByteArray &bytes) {
        if (m_link)
            (void)m_link->write(bytes); // over its limit the program reads nothing: what is typed is lost, as in a tty
    });
    connect(m_view, &TerminalView::resized, this, [this] {
        if (m_state == State::Waiting)
            proceed();
        else if (m_link)
            m_link->resize(size());
    });
    connect(m_view, &TerminalView::titleChanged, this, [this](const QString &title) {
        m_title = displayText(QStringView(title).left(200));
        Q_EMIT titleChanged();
    });
    connect(m_view, &TerminalView::bell, this, &Console::bell);
    connect(m_view, &TerminalView::dropped, this, &Console::upload);
    connect(m_barClose, &QPushButton::clicked, this, &Console::closeRequested);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &Console::attach);
    m_hiddenSecond.setInterval(1000);
    connect(&m_hiddenSecond, &QTimer::timeout, this, [this] {
        m_behind = std::exchange(m_hiddenBytes, 0) >= behindFrom;
        if (!m_behind)
            m_hiddenSecond.stop();
    });
}

Console::Console(Services &services, ContainerId container, engine::SessionSpec spec, const terminal::TerminalProfile &profile, QWidget *parent)
    : Console(services, std::move(container), profile, parent)
{
    m_spec = std::move(spec);
}

Console::Console(Services &services, const engine::SessionInfo &session, const terminal::TerminalProfile &profile, QWidget *parent)
    : Console(services, session.container, profile, parent)
{
    m_session = session.id;
    m_isInit = session.isInit;
    m_spec.command = session.command;
    m_title = titleOf(session);
}

Console::~Console()
{
    m_stop.request_stop();
    disconnect(m_view, nullptr, this, nullptr);
}

QString Console::title() const
{
    if (!m_title.isEmpty())
        return m_title;
    if (m_spec.debugShell)
        return tr("debug shell");
    return m_spec.command.empty() ? tr("shell") : baseName(m_spec.command.front());
}

engine::TerminalSize Console::size() const
{
    const QSize cells = m_view->terminalSize();
    return {static_cast<std::uint16_t>(std::clamp(cells.width(), 2, 4000)), static_cast<std::uint16_t>(std::clamp(cells.height(), 2, 4000))};
}

void Console::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_hiddenSecond.stop();
    applyPace();
    if (m_state == State::Waiting) {
        proceed();
    } else if (std::exchange(m_behind, false) && m_state == State::Live) {
        m_offset.reset(); // from the ring's end, not through all that was missed
        attach();
    }
    m_hiddenBytes = 0;
}

void Console::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    applyPace();
}

void Console::applyPace()
{
    if (!m_link)
        return;
    if (isVisible())
        m_link->setBudget(visibleBytesPerTurn, visibleTurnMs);
    else
        m_link->setBudget(hiddenBytesPerTurn, hiddenTurnMs);
}

/// Out of Waiting, once there is a size.
void Console::proceed()
{
    if (m_view->terminalSize().isEmpty() || !m_containerRunning)
        return;
    if (m_session)
        attach();
    else
        open();
}

void Console::open()
{
    m_error.reset();
    m_spec.size = size();
    setState(State::Opening);
    auto operation = m_services.sessions.open(m_container, m_spec);
    m_stop = operation.stop;
    operation.then(this, [this](const Result<engine::SessionInfo> &session) {
        if (!session) {
            if (session.error().isCancelled())
                return;
            m_error = session.error();
            setState(State::Failed);
            return;
        }
        m_session = session->id;
        if (m_title.isEmpty())
            m_title = titleOf(*session);
        m_fresh = true;
        m_offset = 0;
        Q_EMIT titleChanged();
        attach();
    });
}

void Console::attach()
{
    delete m_link;
    m_wasLive = false;
    setState(State::Attaching);
    engine::TerminalSize wanted = size();
    // One row less, and the real size once it is live: full-screen programs repaint at a change.
    if (!m_fresh && wanted.rows > 2)
        --wanted.rows;
    m_link = m_services.sessions.attach(m_container, *m_session, m_offset, wanted, this);
    connect(m_link, &SessionLink::attached, this, &Console::onAttached);
    connect(m_link, &SessionLink::output, this, &Console::onOutput);
    connect(m_link, &SessionLink::live, this, &Console::onLive);
    connect(m_link, &SessionLink::ended, this, &Console::onEnded);
    connect(m_link, &SessionLink::lost, this, &Console::onLost);
    applyPace();
}

void Console::onAttached(quint64 firstOffset, quint64 lost)
{
    const bool goesOn = m_offset && *m_offset == firstOffset && lost == 0;
    if (m_wasLive) { // in the middle: we were too slow, and bytes were overwritten
        m_view->showDivider(tr("%1 of output skipped").arg(formatSize(lost)));
        m_offset.reset();
        return;
    }
    if (!goesOn) {
        m_view->reset();
        m_offset.reset();
    }
    m_view->beginReplay();
}

void Console::onOutput(const QByteArray &bytes)
{
    if (m_offset)
        *m_offset += static_cast<quint64>(bytes.size());
    m_view->feed(bytes);
    if (isVisible())
        return;
    m_hiddenBytes += bytes.size();
    if (!m_hiddenSecond.isActive())
        m_hiddenSecond.start();
    if (m_wasLive)
        Q_EMIT activity();
}

void Console::onLive()
{
    m_view->endReplay();
    m_wasLive = true;
    m_attempt = 0;
    m_fresh = false;
    m_view->setInputEnabled(true);
    m_link->resize(size());
    setState(State::Live);
}

void Console::onEnded(engine::ProcessStatus status)
{
    m_view->endReplay();
    m_view->setInputEnabled(false);
    if (status.signal)
        m_view->showDivider(tr("%1 has ended by signal %2").arg(title()).arg(status.signal));
    else
        m_view->showDivider(tr("%1 has ended with exit code %2").arg(title()).arg(status.code));
    m_link->deleteLater();
    m_link = nullptr;
    setState(State::Ended);
}

void Console::onLost(const Error &error)
{
    const bool wasLive = m_wasLive;
    m_view->endReplay();
    m_view->setInputEnabled(false);
    m_link->deleteLater();
    m_link = nullptr;
    m_error = error;
    if (isGone(error)) {
        m_view->showDivider(tr("This terminal's session is gone"));
        setState(State::Gone);
        return;
    }
    if (wasLive)
        m_view->showDivider(tr("Connection lost"));
    if (const auto delay = retryDelay(m_attempt)) {
        ++m_attempt;
        m_retry.start(*delay);
    }
    setState(State::Lost);
}

void Console::restart()
{
    m_retry.stop();
    m_session.reset();
    m_isInit = false;
    m_offset.reset();
    m_attempt = 0;
    m_title.clear();
    setState(State::Waiting);
    proceed();
    m_view->setFocus();
}

void Console::reconnect()
{
    if (m_state != State::Lost)
        return;
    m_retry.stop();
    m_attempt = 0;
    attach();
}

void Console::setContainerRunning(bool running)
{
    if (m_containerRunning == running)
        return;
    m_containerRunning = running;
    if (!running && m_retry.isActive()) {
        m_retry.stop();
        setState(State::Gone);
    }
    if (running && m_state == State::Waiting && isVisible())
        proceed();
    showBar();
}

void Console::setState(State state)
{
    m_state = state;
    showBar();
    Q_EMIT stateChanged();
}

/// The strip below the text: what happened and what can be done about it.
void Console::showBar()
{
    m_barAction->disconnect();
    m_barSecond->disconnect();
    m_barAction->hide();
    m_barSecond->hide();
    const auto offer = [this](QPushButton *button, const QString &text, auto action) {
        button->setText(text);
        connect(button, &QPushButton::clicked, this, action);
        button->show();
        button->setEnabled(true);
    };
    bool shown = true;
    switch (m_state) {
    case State::Waiting:
    case State::Attaching:
    case State::Live:
        shown = m_state == State::Attaching && m_attempt > 0;
        m_barIcon->setIcon(icon(QLatin1StringView("refresh"), Tone::Info));
        m_barText->setText(tr("Reconnecting…"));
        break;
    case State::Opening:
        m_barIcon->setIcon(icon(QLatin1StringView("clock"), Tone::Muted));
        m_barText->setText(tr("Starting %1…").arg(title()));
        break;
    case State::Lost:
        m_barIcon->setIcon(icon(QLatin1StringView("warning"), Tone::Warning));
        m_barText->setText(m_retry.isActive() ? tr("The connection is lost. Trying again (%1 of 5)…").arg(m_attempt)
                                              : tr("The connection is lost. The program goes on without a viewer."));
        offer(m_barAction, tr("Reconnect"), &Console::reconnect);
        break;
    case State::Ended:
    case State::Gone:
        m_barIcon->setIcon(icon(QLatin1StringView("stop"), Tone::Muted));
        m_barText->setText(m_state == State::Gone ? tr("The session is gone.") : tr("%1 has ended.").arg(title()));
        offer(m_barAction, tr("Restart Shell"), &Console::restart);
        m_barAction->setEnabled(m_containerRunning);
        break;
    case State::Failed: {
        const ErrorText text = errorText(*m_error, m_services.containers.nameOf(m_container));
        m_barIcon->setIcon(icon(QLatin1StringView("error"), Tone::Error));
        if (hasNoShell(*m_error) && !m_spec.debugShell) {
            m_barText->setText(m_spec.command.empty() ? tr("This image has no shell.") : tr("There is no such program in this image."));
            offer(m_barSecond, tr("Details"), [this, text] { showErrorDetails(this, text); });
            offer(m_barAction, tr("Open Debug Shell"), [this] {
                m_spec = {};
                m_spec.debugShell = true;
                restart();
            });
        } else {
            m_barText->setText(text.remedy.isEmpty() ? text.headline : text.headline + u' ' + text.remedy);
            offer(m_barSecond, tr("Details"), [this, text] { showErrorDetails(this, text); });
            offer(m_barAction, tr("Try Again"), &Console::restart);
            m_barAction->setEnabled(m_containerRunning);
        }
        break;
    }
    }
    m_barClose->setVisible(m_state == State::Ended || m_state == State::Gone || m_state == State::Failed);
    m_bar->setVisible(shown);
}

void Console::upload(const QList<QUrl> &urls)
{
    QStringList paths;
    QList<QUrl> local;
    for (const QUrl &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
            local << url;
        }
    }
    if (paths.isEmpty()) {
        Q_EMIT noticed(tr("Only files of this computer can be dropped here."));
        return;
    }
    if (m_state != State::Live)
        return;
    m_services.sessions.foreground(m_container, *m_session).then(this, [this, paths, local](const Result<engine::Foreground> &foreground) {
        const std::string folder = foreground && !foreground->workingDirectory.empty() ? foreground->workingDirectory : "/";
        const TaskId task = m_services.files.copyIn(m_container, paths, folder);
        // Typed when it is there, and only then.
        auto *once = new QObject(this);
        connect(&m_services.files, &FilesService::copiedIn, once,
                [this, once, task, local](const ContainerId &, const std::string &target, TaskId done) {
                    if (done != task)
                        return;
                    once->deleteLater();
                    const Task *ended = m_services.tasks.find(done);
                    if (ended && ended->state == TaskState::Done)
                        typePaths(local, target);
                    else if (ended && ended->error && !ended->error->isCancelled())
                        Q_EMIT noticed(errorText(*ended->error, m_services.containers.nameOf(m_container)).headline);
                });
        Q_EMIT noticed(tr("Copying %n item(s) to %1", nullptr, static_cast<int>(paths.size())).arg(displayText(folder)));
    });
}

void Console::typePaths(const QList<QUrl> &urls, const std::string &folder)
{
    QStringList words;
    for (const QUrl &url : urls) {
        QString path = QString::fromUtf8(folder.data(), static_cast<qsizetype>(folder.size()));
        if (!path.endsWith(u'/'))
            path += u'/';
        words << terminal::shellQuoted(path + QFileInfo(QDir::cleanPath(url.toLocalFile())).fileName());
    }
    m_view->type(words.join(u' ') + u' ');
}

} // namespace firkin::ui
