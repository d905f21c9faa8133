#pragma once

#include <QByteArray>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>

class QSocketNotifier;

namespace firkin::terminal {

/// Brings bytes into an emulator that reads the master side of a pseudo terminal whose slave side we hold.
///
/// The queue is emptied from a write notifier, a bounded piece per turn of the event loop: the descriptor is
/// non-blocking, so that the GUI thread, which is also the emulator's, never waits for itself. Marks run when every byte
/// before them has been parsed, which the owner tells by `parsed()`; what comes after a mark waits for that.
/// `setThrottled` limits the pace to 1 MB/s, for views that nobody sees. GUI thread only.
class ByteFeed : public QObject {
    Q_OBJECT
public:
    /// Does not own `slave`, which must be in raw mode and non-blocking.
    ByteFeed(int slave, QObject *parent);
    ~ByteFeed() override;

    void add(QByteArray bytes);
    /// `action` runs once all earlier bytes are parsed; at once when they are.
    void addMark(std::function<void()> action);
    void parsed(qsizetype bytes);
    void setThrottled(bool throttled);
    void clear();

    /// Bytes that the emulator has not seen yet.
    [[nodiscard]] qsizetype backlog() const { return m_queued + (m_written - m_parsed); }

    static constexpr qsizetype bytesPerTurn = 16 * 1024;
    static constexpr qsizetype throttledBytesPerSecond = 1'000'000;

Q_SIGNALS:
    /// Some of the backlog is done: the owner may bring more.
    void advanced();

private:
    struct Item {
        QByteArray bytes;
        std::function<void()> mark;
    };
    void pump();
    void schedule();
    void runMarks();

    int m_slave;
    QSocketNotifier *m_writable;
    QTimer m_throttle;
    std::deque<Item> m_items;
    qsizetype m_offset = 0; ///< into the first item
    qsizetype m_queued = 0;
    qint64 m_written = 0;
    qint64 m_parsed = 0;
    qsizetype m_allowance = 0; ///< of this tenth of a second, while throttled
    bool m_throttled = false;
    bool m_runningMarks = false;
};

} // namespace firkin::terminal
