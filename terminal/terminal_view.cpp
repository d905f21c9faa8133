#include "terminal/terminal_view.h"

#include "terminal/byte_feed.h"
#include "terminal/paste.h"

#include "terminal/qtermwidget_header.h"

#include <QBuffer>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMessageBox>
#include <QMimeData>
#include <QMouseEvent>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <fcntl.h>
#include <termios.h>

namespace firkin::terminal {

namespace {

constexpr int minPointSize = 5;
constexpr int maxPointSize = 40;

/// As delivered the line discipline rewrites LF, echoes, and honours XOFF; and a blocking write would hang for ever,
/// because the reader is the writer's own thread.
void prepareSlave(int fd)
{
    termios mode{};
    if (::tcgetattr(fd, &mode) == 0) {
        ::cfmakeraw(&mode);
        ::tcsetattr(fd, TCSANOW, &mode);
    }
    const int flags = ::fcntl(fd, F_GETFL);
    ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

QWidget *findDisplay(QTermWidget *terminal)
{
    const auto children = terminal->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
    for (QWidget *child : children) {
        if (child->inherits("Konsole::TerminalDisplay"))
            return child;
    }
    return terminal;
}

} // namespace

TerminalView::TerminalView(const TerminalProfile &profile, QWidget *parent)
    : QWidget(parent)
    , m_profile(profile)
    , m_basePointSize(profile.font.pointSize())
    , m_terminal(new QTermWidget(0, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_terminal);
    // What is left of a row or column at the edges looks like the terminal, not like the window.
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    // A program may ask for a size (CSI 8 t); the window's layout is not its to change.
    m_terminal->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_terminal->setMinimumSize(0, 0);

    // The warning first: it is only taken while flow control is on.
    m_terminal->setFlowControlWarningEnabled(false);
    m_terminal->setFlowControlEnabled(false);
    m_terminal->setTerminalSizeHint(false);
    m_terminal->setScrollBarPosition(QTermWidget::ScrollBarRight);
    m_terminal->setHistorySize(m_profile.clampedScrollback());
    m_terminal->setTerminalFont(m_profile.font);
    m_terminal->setBlinkingCursor(false); // a blinking cursor wakes the whole application twice a second
    m_terminal->setConfirmMultilinePaste(false); // its question would be a nested event loop; ours is not
    m_terminal->setMargin(4);
    m_terminal->setKeyBindings(QStringLiteral("linux"));
    m_terminal->startTerminalTeletype();
    const int slave = m_terminal->getPtySlaveFd();
    prepareSlave(slave);
    m_feed = new ByteFeed(slave, this);

    m_display = findDisplay(m_terminal);
    m_display->installEventFilter(this);
    m_display->setAcceptDrops(true);
    m_terminal->setAccessibleName(tr("Terminal"));
    m_display->setAccessibleName(tr("Terminal"));
    setFocusProxy(m_display);
    applyScheme();

    // receivedData carries one character per parsed byte, after it was parsed: that is how the feed counts.
    connect(m_terminal, &QTermWidget::receivedData, m_feed, [this](const QString &text) { m_feed->parsed(text.size()); });
    connect(m_feed, &ByteFeed::advanced, this, &TerminalView::advanced);
    connect(m_terminal, &QTermWidget::sendData, this, [this](const char *bytes, int size) {
        if ((!m_replaying || m_passingKey) && m_inputEnabled && size > 0)
            Q_EMIT typed(QByteArray(bytes, size));
    });
    connect(m_terminal, &QTermWidget::titleChanged, this, [this] { Q_EMIT titleChanged(m_terminal->title()); });
    connect(m_terminal, &QTermWidget::bell, this, [this] {
        if (!m_replaying && m_profile.bell)
            Q_EMIT bell();
    });
    connect(m_terminal, &QTermWidget::copyAvailable, this, [this](bool available) { m_hasSelection = available; });
    connect(m_terminal, &QTermWidget::urlActivated, this, [this](const QUrl &url) {
        if (url.scheme() == u"http" || url.scheme() == u"https")
            Q_EMIT linkActivated(url);
    });

    if (QWidget *bar = searchBar())
        bar->setFont(font()); // as delivered it has the terminal's
    m_sizeSettled.setSingleShot(true);
    m_sizeSettled.setInterval(40);
    connect(&m_sizeSettled, &QTimer::timeout, this, &TerminalView::reportSize);
    m_feed->setThrottled(true); // until shown
}

TerminalView::~TerminalView()
{
    delete m_feed; // before the descriptor that it writes to
    m_feed = nullptr;
    if (m_display)
        m_display->removeEventFilter(this);
    m_terminal->disconnect(this);
}

void TerminalView::feed(QByteArray bytes)
{
    m_feed->add(std::move(bytes));
}

void TerminalView::beginReplay()
{
    m_feed->addMark([this] { m_replaying = true; });
}

void TerminalView::endReplay()
{
    m_feed->addMark([this] { m_replaying = false; });
}

void TerminalView::reset()
{
    m_feed->clear();
    m_feed->addMark([this] {
        // QTermWidget::clear() also sends a size change; the emulator's screen and history are what it empties.
        m_terminal->clear();
    });
}

void TerminalView::showDivider(const QString &text)
{
    // Leave what the program may have left on: alternate screen, mouse reports, bracketed paste, keypad, colours.
    QByteArray bytes("\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?2004l\x1b[?1l\x1b>\x1b[?25h\x1b[0m"
                     "\x1b" "7\x1b[r\x1b" "8" // resetting the scroll region would go home
                     "\r\n\x1b[2m");
    bytes += QStringLiteral("── %1 ──").arg(text).toUtf8();
    bytes += "\x1b[0m\r\n";
    feed(bytes);
}

void TerminalView::setInputEnabled(bool enabled)
{
    m_inputEnabled = enabled;
}

void TerminalView::setProfile(const TerminalProfile &profile)
{
    if (profile == m_profile)
        return;
    const bool fontChanged = profile.font != m_profile.font;
    const bool historyChanged = profile.clampedScrollback() != m_profile.clampedScrollback();
    m_profile = profile;
    if (fontChanged) {
        m_basePointSize = profile.font.pointSize();
        m_terminal->setTerminalFont(profile.font);
        m_sizeSettled.start();
    }
    if (historyChanged)
        m_terminal->setHistorySize(profile.clampedScrollback());
    applyScheme();
}

QSize TerminalView::terminalSize() const
{
    if (m_reportedSize.isEmpty())
        return {};
    return m_reportedSize;
}

qsizetype TerminalView::backlog() const
{
    return m_feed->backlog();
}

QString TerminalView::plainText() const
{
    QBuffer buffer;
    buffer.open(QIODevice::ReadWrite);
    m_terminal->saveHistory(&buffer);
    return QString::fromUtf8(buffer.data());
}

void TerminalView::run(TerminalCommand command)
{
    switch (command) {
    case TerminalCommand::None:
        break;
    case TerminalCommand::Copy:
        m_terminal->copyClipboard(); // nothing selected: nothing happens, and never a ^C
        break;
    case TerminalCommand::Paste:
        paste(QGuiApplication::clipboard()->text(QClipboard::Clipboard));
        break;
    case TerminalCommand::PasteSelection:
        paste(QGuiApplication::clipboard()->text(QClipboard::Selection));
        break;
    case TerminalCommand::Find:
        m_terminal->toggleShowSearchBar();
        break;
    case TerminalCommand::ZoomIn:
        zoom(1);
        break;
    case TerminalCommand::ZoomOut:
        zoom(-1);
        break;
    case TerminalCommand::ZoomReset:
        zoom(0);
        break;
    case TerminalCommand::SelectAll:
        m_terminal->setSelectionStart(0, 0);
        m_terminal->setSelectionEnd(m_terminal->historyLinesCount() + m_terminal->screenLinesCount() - 1,
                                    m_terminal->screenColumnsCount() - 1);
        m_display->update();
        break;
    }
}

void TerminalView::paste(const QString &text)
{
    const QString typedText = typedFromPaste(text);
    if (typedText.isEmpty() || !m_inputEnabled)
        return;
    QString probe = QStringLiteral("x");
    m_terminal->bracketText(probe);
    const bool bracketed = probe.size() > 1; // the program takes it as one piece and runs nothing by itself
    if (m_profile.confirmMultiLinePaste && !bracketed && isMultiLine(typedText))
        askBeforePaste(typedText);
    else
        sendPaste(typedText);
}

void TerminalView::type(const QString &text)
{
    if (m_inputEnabled)
        Q_EMIT typed(text.toUtf8());
}

void TerminalView::clearScrollback()
{
    m_terminal->clear();
}

void TerminalView::askBeforePaste(const QString &typedText)
{
    const auto lines = typedText.count(u'\r') + (typedText.endsWith(u'\r') ? 0 : 1);
    auto *box = new QMessageBox(QMessageBox::Question,
                                tr("Paste several lines"),
                                tr("Paste %n lines into the terminal? Each of them runs as a command.", nullptr, static_cast<int>(lines)),
                                QMessageBox::Cancel,
                                this);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QString preview = typedText.left(2000);
    box->setDetailedText(preview.replace(u'\r', u'\n'));
    QPushButton *accept = box->addButton(tr("Paste"), QMessageBox::AcceptRole);
    connect(box, &QMessageBox::buttonClicked, this, [this, accept, typedText](QAbstractButton *clicked) {
        if (clicked == accept)
            sendPaste(typedText);
    });
    box->open();
}

void TerminalView::sendPaste(const QString &typedText)
{
    QString text = typedText;
    m_terminal->bracketText(text);
    if (m_inputEnabled)
        Q_EMIT typed(text.toUtf8());
    m_terminal->scrollToEnd();
}

void TerminalView::zoom(int step)
{
    QFont font = m_terminal->getTerminalFont();
    const int size = step == 0 ? m_basePointSize : std::clamp(font.pointSize() + step, minPointSize, maxPointSize);
    if (size == font.pointSize())
        return;
    font.setPointSize(size);
    m_profile.font = font;
    m_terminal->setTerminalFont(font);
    m_sizeSettled.start();
    Q_EMIT zoomed(size);
}

void TerminalView::applyScheme()
{
    bool dark = m_profile.scheme == TerminalProfile::Scheme::Dark;
    if (m_profile.scheme == TerminalProfile::Scheme::Automatic)
        dark = palette().color(QPalette::Base).lightness() < 128;
    const QString name = dark ? QStringLiteral(":/firkin/terminal/firkin-dark.colorscheme")
                              : QStringLiteral(":/firkin/terminal/firkin-light.colorscheme");
    if (name == m_schemeName)
        return;
    m_schemeName = name;
    m_terminal->setColorScheme(name);
}

QWidget *TerminalView::searchBar() const
{
    const auto children = m_terminal->findChildren<QWidget *>(Qt::FindDirectChildrenOnly);
    for (QWidget *child : children) {
        if (child->inherits("SearchBar"))
            return child;
    }
    return nullptr;
}

void TerminalView::setFindIcons(const FindIcons &icons)
{
    QWidget *bar = searchBar();
    if (!bar)
        return;
    const auto dress = [bar](const char *name, const QIcon &icon) {
        if (auto *button = bar->findChild<QToolButton *>(QLatin1StringView(name))) {
            button->setIcon(icon);
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            button->setAutoRaise(true);
        }
    };
    dress("closeButton", icons.close);
    dress("findPreviousButton", icons.previous);
    dress("findNextButton", icons.next);
    dress("optionsButton", icons.options);
}

void TerminalView::reportSize()
{
    if (!isVisible())
        return;
    const QSize size(m_terminal->screenColumnsCount(), m_terminal->screenLinesCount());
    if (size.width() < 2 || size.height() < 2 || size == m_reportedSize)
        return;
    m_reportedSize = size;
    Q_EMIT resized(size.width(), size.height());
}

void TerminalView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_feed->setThrottled(false);
    m_sizeSettled.start();
}

void TerminalView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_feed->setThrottled(true);
}

void TerminalView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        applyScheme();
}

QString shellQuoted(const QString &word)
{
    static const QString safe = QStringLiteral("%+,-./:=@_");
    bool plain = !word.isEmpty();
    for (const QChar c : word) {
        if (!(c.isLetterOrNumber() && c.unicode() < 128) && !safe.contains(c))
            plain = false;
    }
    if (plain)
        return word;
    QString quoted = word;
    quoted.replace(QStringLiteral("'"), QStringLiteral("'\\''"));
    return QStringLiteral("'%1'").arg(quoted);
}

} // namespace firkin::terminal
