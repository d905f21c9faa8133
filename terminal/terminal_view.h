#pragma once

#include "terminal/terminal_keys.h"
#include "terminal/terminal_profile.h"

#include <QByteArray>
#include <QIcon>
#include <QList>
#include <QPointer>
#include <QSize>
#include <QTimer>
#include <QUrl>
#include <QWidget>

class QMenu;
class QTermWidget;

namespace firkin::terminal {

class ByteFeed;

/// A terminal on a stream of bytes: takes what a program prints, gives what the person types. Knows no program, no
/// container and no transport.
///
/// Bytes flow: feed() → ByteFeed → pseudo terminal → QTermWidget's emulator → screen; keys and the emulator's answers →
/// typed(). Between beginReplay() and endReplay() everything that the emulator wants to send is dropped: it answers
/// queries in old output, and the answers would be typed into the shell. Keys still pass. The marks take effect exactly at
/// their place in the stream. GUI thread only; nothing here blocks.
///
/// Limits that are QTermWidget's: no reflow on resize, one match at a time in Find, no text for screen readers, OSC 7
/// unanswered.
class TerminalView : public QWidget {
    Q_OBJECT
public:
    explicit TerminalView(const TerminalProfile &profile, QWidget *parent = nullptr);
    ~TerminalView() override;

    void feed(QByteArray bytes);
    void beginReplay();
    void endReplay();
    /// Forgets screen, scrollback and what was not yet shown.
    void reset();
    /// A line across the terminal, after undoing the modes a program may have left (alternate screen, mouse, colours):
    /// the end of a program, a lost connection.
    void showDivider(const QString &text);
    /// Off: keys and pastes go nowhere (the program has ended).
    void setInputEnabled(bool enabled);

    void setProfile(const TerminalProfile &profile);
    [[nodiscard]] const TerminalProfile &profile() const { return m_profile; }

    /// Columns and rows, once the view has been laid out; else empty.
    [[nodiscard]] QSize terminalSize() const;
    /// Bytes fed and not yet shown; the owner stops bringing more when it is large.
    [[nodiscard]] qsizetype backlog() const;
    [[nodiscard]] bool isReplaying() const { return m_replaying; }
    /// Scrollback and screen as text.
    [[nodiscard]] QString plainText() const;
    [[nodiscard]] bool hasSelection() const { return m_hasSelection; }

    struct FindIcons {
        QIcon close;
        QIcon previous;
        QIcon next;
        QIcon options;
    };
    /// Find's buttons have letters without.
    void setFindIcons(const FindIcons &icons);

    void run(TerminalCommand command);
    /// As if typed: cleaned, asked about when it has several lines, bracketed when the program wants that.
    void paste(const QString &text);
    /// Typed as it is.
    void type(const QString &text);
    void clearScrollback();

    static constexpr qsizetype comfortableBacklog = 1 << 20;

Q_SIGNALS:
    void typed(const QByteArray &bytes);
    /// After a layout has settled; not for sizes that passed by.
    void resized(int columns, int rows);
    void titleChanged(const QString &title);
    void bell();
    /// Files dropped on the terminal; their paths are not typed.
    void dropped(const QList<QUrl> &urls);
    void linkActivated(const QUrl &url);
    /// Some of the backlog has been shown.
    void advanced();
    void zoomed(int pointSize);
    /// Before the context menu pops up: add to it.
    void menuAboutToShow(QMenu *menu);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QWidget *searchBar() const;
    void applyScheme();
    void reportSize();
    void askBeforePaste(const QString &typedText);
    void sendPaste(const QString &typedText);
    void showMenu(const QPoint &globalPosition);
    void zoom(int step);
    bool onKey(QEvent *event);
    bool onDrag(QEvent *event);
    bool onMousePress(QEvent *event);

    TerminalProfile m_profile;
    int m_basePointSize;
    QTermWidget *m_terminal;
    QPointer<QWidget> m_display; ///< the emulator's own widget, inside m_terminal
    ByteFeed *m_feed = nullptr;
    QTimer m_sizeSettled;
    QSize m_reportedSize;
    QString m_schemeName;
    bool m_replaying = false;
    bool m_passingKey = false; ///< what the emulator sends now is a key, not an answer
    bool m_inputEnabled = true;
    bool m_hasSelection = false;
};

/// A command-line word for a shell: quoted when it has to be.
[[nodiscard]] QString shellQuoted(const QString &word);

} // namespace firkin::terminal
