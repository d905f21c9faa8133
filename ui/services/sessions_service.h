#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/operation.h"

#include <QByteArray>
#include <QObject>

#include <memory>
#include <optional>

class QTimer;

namespace firkin::ui {

/// One viewer of a terminal session, on the GUI thread. Bytes arrive on the attachment's own thread, wait in a bounded
/// buffer (a full one holds that thread back) and are handed over in pieces of at most `budget` bytes a turn.
/// Destroying it detaches; the session goes on.
class SessionLink : public QObject {
    Q_OBJECT
public:
    ~SessionLink() override;

    [[nodiscard]] const SessionId &session() const { return m_session; }
    /// Queues input; an error when the session's machine is too far behind.
    Status write(const QByteArray &bytes);
    void resize(engine::TerminalSize size);
    /// Bytes for one `output`; a hidden tab sets it low.
    void setBudget(int bytesPerTurn, int turnMilliseconds);

Q_SIGNALS:
    void attached(quint64 firstOffset, quint64 lost);
    /// Restores the terminal's modes; no part of the session's bytes.
    void preamble(const QByteArray &bytes);
    void output(const QByteArray &bytes);
    void live();
    void ended(firkin::engine::ProcessStatus status);
    void lost(const firkin::Error &error); ///< also when attaching itself failed

private:
    friend class SessionsService;
    struct Shared;
    SessionLink(SessionId session, Pools &pools, ContainerId container, QObject *parent);
    void take(Result<std::unique_ptr<engine::Attachment>> attachment);
    void drain();

    SessionId m_session;
    ContainerId m_container;
    Pools &m_pools;
    QByteArray m_early;
    std::shared_ptr<Shared> m_shared;
    std::unique_ptr<engine::Attachment> m_attachment;
    engine::TerminalSize m_size;
    std::stop_source m_stop{std::nostopstate};
    int m_budget = 64 * 1024;
    int m_turn = 8;
    QTimer *m_timer;
};

/// Terminal sessions of containers. GUI thread.
class SessionsService : public QObject {
    Q_OBJECT
public:
    SessionsService(engine::Engine &engine, Pools &pools, QObject *parent = nullptr);

    [[nodiscard]] Operation<engine::SessionInfo> open(const ContainerId &container, engine::SessionSpec spec);
    [[nodiscard]] Operation<std::vector<engine::SessionInfo>> list(const ContainerId &container);
    [[nodiscard]] Operation<engine::Foreground> foreground(const ContainerId &container, const SessionId &session);
    [[nodiscard]] Operation<void> close(const ContainerId &container, const SessionId &session);
    /// Returns at once; `attached` or `lost` follows. `offset`: from where (absolute); empty: all that the ring holds.
    [[nodiscard]] SessionLink *attach(const ContainerId &container,
                                      const SessionId &session,
                                      std::optional<quint64> offset,
                                      engine::TerminalSize size,
                                      QObject *parent);

private:
    engine::Engine &m_engine;
    Pools &m_pools;
};

} // namespace firkin::ui
