#pragma once

#include "runtime/engine/logs.h"
#include "ui/async/mailbox.h"
#include "ui/logs/line_spool.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace firkin::ui {

class Pool;

/// Reads a container's output on a thread of its own and spools its lines, from where it begins until it ends. Signals
/// come on the GUI thread, at most thirty a second. Destroying it stops the thread without waiting: the thread is joined
/// on `joinOn`, since the reader's calls may take as long as the machine is silent.
class LogFollower : public QObject {
    Q_OBJECT
public:
    LogFollower(std::unique_ptr<engine::LogReader> reader,
                std::shared_ptr<LineSpool> spool,
                std::uint64_t from,
                Pool &joinOn,
                QObject *parent);
    ~LogFollower() override;

    /// Behind the last byte that was spooled: where a later follower goes on.
    [[nodiscard]] std::uint64_t position() const;
    /// So much had been dropped before reading began.
    [[nodiscard]] std::uint64_t lostBytes() const;

Q_SIGNALS:
    void advanced();
    void caughtUp(); ///< once: all that there was at first has been read
    void ended();    ///< the program has ended and all is read
    void failed(const firkin::Error &error);

private:
    struct Work;
    void tell();

    std::shared_ptr<Work> m_work;
    Pool &m_joinOn;
    QTimer m_pace;
    bool m_told = false;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
