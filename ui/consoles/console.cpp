#include "ui/consoles/console.h"

#include "terminal/terminal_view.h"
#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/consoles/console_upload.h"
#include "ui/consoles/reconnect.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/error_details.h"
#include "ui/widgets/question_dialog.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;
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

QString baseName(const std::string &command)
{
    return displayText(lastPart(command));
}

/// A session that has set no title has its command for one: its name says enough then.
QString titleOf(const engine::SessionInfo &session)
{
    if (!session.command.empty() && session.title == session.command.front())
        return baseName(session.title);
    return displayText(session.title);
}

} // namespace

Console::Console(Services &services, ContainerId container, const terminal::TerminalProfile &profile, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_container(std::move(container))
    , m_view(new TerminalView(profile, this))
    , m_bar(new ConsoleBar(this))
    , m_upload(new ConsoleUpload(services, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_bar);
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
    connect(m_view, &TerminalView::linkActivated, this, &Console::askAboutLink);
    connect(m_view, &TerminalView::menuAboutToShow, this, [this](QMenu *menu) {
        menu->addSeparator();
        menu->addAction(tr("Show Full Output"), this, &Console::fullOutputRequested)
            ->setEnabled(m_isInit); // what others print is in their ring only
        Q_EMIT menuAboutToShow(menu);
    });
    connect(m_upload, &ConsoleUpload::typed, m_view, &TerminalView::type);
    connect(m_upload, &ConsoleUpload::noticed, this, &Console::noticed);
    connect(m_bar, &ConsoleBar::closeRequested, this, &Console::closeRequested);
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
    connect(m_link, &SessionLink::preamble, m_view, &TerminalView::feed);
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
        m_offset = firstOffset;
        return;
    }
    if (!goesOn) {
        m_view->reset();
        m_offset = firstOffset;
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
    m_bar->show(barContent());
}

void Console::setState(State state)
{
    m_state = state;
    m_bar->show(barContent());
    Q_EMIT stateChanged();
}

/// What the strip below the text says in each state.
std::optional<ConsoleBar::Content> Console::barContent()
{
    const ConsoleBar::Offer again{tr("Restart Shell"), [this] { restart(); }, m_containerRunning};
    switch (m_state) {
    case State::Waiting:
    case State::Live:
        return std::nullopt;
    case State::Attaching:
        if (m_attempt == 0)
            return std::nullopt;
        return ConsoleBar::Content{"refresh"_L1, Tone::Info, tr("Reconnecting…")};
    case State::Opening:
        return ConsoleBar::Content{"clock"_L1, Tone::Muted, tr("Starting %1…").arg(title())};
    case State::Lost:
        return ConsoleBar::Content{"warning"_L1, Tone::Warning,
                                   m_retry.isActive() ? tr("The connection is lost. Trying again (%1 of 5)…").arg(m_attempt)
                                                      : tr("The connection is lost. The program goes on without a viewer."),
                                   ConsoleBar::Offer{tr("Reconnect"), [this] { reconnect(); }}};
    case State::Ended:
        return ConsoleBar::Content{"stop"_L1, Tone::Muted, tr("%1 has ended.").arg(title()), again, {}, true};
    case State::Gone:
        return ConsoleBar::Content{"stop"_L1, Tone::Muted, tr("The session is gone."), again, {}, true};
    case State::Failed:
        return failureContent();
    }
    return std::nullopt;
}

ConsoleBar::Content Console::failureContent()
{
    const ErrorText text = errorText(*m_error, m_services.containers.nameOf(m_container));
    ConsoleBar::Content content{"error"_L1, Tone::Error, text.remedy.isEmpty() ? text.headline : text.headline + u' ' + text.remedy};
    content.second = ConsoleBar::Offer{tr("Details"), [this, text] { showErrorDetails(this, text); }};
    content.action = ConsoleBar::Offer{tr("Try Again"), [this] { restart(); }, m_containerRunning};
    content.closable = true;
    if (hasNoShell(*m_error) && !m_spec.debugShell) {
        content.text = m_spec.command.empty() ? tr("This image has no shell.") : tr("There is no such program in this image.");
        content.action = ConsoleBar::Offer{tr("Open Debug Shell"), [this] {
                                               m_spec = {};
                                               m_spec.debugShell = true;
                                               restart();
                                           }};
    }
    return content;
}

void Console::upload(const QList<QUrl> &urls)
{
    if (m_state == State::Live)
        m_upload->start(m_container, *m_session, urls);
}

/// A program's output may look like anything: the whole address is shown before it is opened.
void Console::askAboutLink(const QUrl &url)
{
    auto *box = new QuestionDialog(icon("globe"_L1), tr("Open this address?"), displayText(url.toString(QUrl::FullyEncoded)), this);
    connect(box->addButton(tr("Open"), QuestionDialog::Weight::Normal), &QPushButton::clicked, this, [url] { QDesktopServices::openUrl(url); });
    connect(box->addButton(tr("Copy"), QuestionDialog::Weight::Normal), &QPushButton::clicked, this,
            [url] { QGuiApplication::clipboard()->setText(url.toString(QUrl::FullyEncoded)); });
    box->addButton(tr("Cancel"), QuestionDialog::Weight::Cancel)->setFocus();
    box->open();
}

} // namespace firkin::ui
