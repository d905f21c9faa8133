#include "ui/services/sessions_service.h"

#include <QTimer>

#include <condition_variable>
#include <deque>
#include <variant>

namespace firkin::ui {

namespace {
constexpr qsizetype bufferLimit = 1 << 20; ///< then the attachment's thread waits
constexpr qsizetype earlyLimit = 64 << 10; ///< typed before the attachment is there

struct Attached {
    quint64 firstOffset;
    quint64 lost;
};
struct Preamble {
    QByteArray bytes;
};
struct Live {};
using Event = std::variant<Attached, Preamble, QByteArray, Live, engine::ProcessStatus, Error>;
} // namespace

/// Between the attachment's thread, which pushes, and the GUI thread, which drains.
struct SessionLink::Shared {
    std::mutex mutex;
    std::condition_variable room;
    SessionLink *link = nullptr; ///< null once it is gone
    std::deque<Event> events;
    qsizetype buffered = 0;
    bool woken = false;

    void push(Event event)
    {
        std::unique_lock lock(mutex);
        if (auto *bytes = std::get_if<QByteArray>(&event)) {
            room.wait(lock, [this] { return !link || buffered < bufferLimit; });
            buffered += bytes->size();
            auto *last = events.empty() ? nullptr : std::get_if<QByteArray>(&events.back());
            if (last && last->size() < bufferLimit / 4)
                last->append(*bytes);
            else
                events.push_back(std::move(event));
        } else {
            events.push_back(std::move(event));
        }
        if (link && !woken) {
            woken = true;
            QMetaObject::invokeMethod(link, &SessionLink::drain, Qt::QueuedConnection);
        }
    }
};

SessionLink::SessionLink(SessionId session, Pools &pools, ContainerId container, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_container(std::move(container))
    , m_pools(pools)
    , m_shared(std::make_shared<Shared>())
    , m_timer(new QTimer(this))
{
    m_shared->link = this;
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &SessionLink::drain);
}

SessionLink::~SessionLink()
{
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->link = nullptr;
        m_shared->events.clear();
        m_shared->buffered = 0;
    }
    m_shared->room.notify_all();
    m_stop.request_stop();
    destroyOn(m_pools.lane(m_container), std::move(m_attachment));
}

Status SessionLink::write(const QByteArray &bytes)
{
    if (m_attachment)
        return m_attachment->write(std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
    if (m_early.size() + bytes.size() > earlyLimit)
        return fail(firkin::Operation::AttachSession, m_session.str(), Reason::ConnectionLost);
    m_early += bytes;
    return {};
}

void SessionLink::resize(engine::TerminalSize size)
{
    m_size = size;
    if (m_attachment)
        m_attachment->resize(size);
}

void SessionLink::setBudget(int bytesPerTurn, int turnMilliseconds)
{
    m_budget = std::max(bytesPerTurn, 1);
    m_turn = turnMilliseconds;
}

void SessionLink::take(Result<std::unique_ptr<engine::Attachment>> attachment)
{
    if (!attachment) {
        if (!attachment.error().isCancelled())
            Q_EMIT lost(attachment.error());
        return;
    }
    m_attachment = std::move(*attachment);
    m_attachment->resize(m_size);
    if (!m_early.isEmpty())
        (void)write(std::exchange(m_early, {}));
}

void SessionLink::drain()
{
    if (m_timer->isActive())
        return;
    const QPointer<SessionLink> alive(this);
    qsizetype left = m_budget;
    while (left > 0) {
        Event event;
        {
            const std::scoped_lock lock(m_shared->mutex);
            if (m_shared->events.empty()) {
                m_shared->woken = false;
                return;
            }
            auto &front = m_shared->events.front();
            if (auto *bytes = std::get_if<QByteArray>(&front); bytes && bytes->size() > left) {
                event = bytes->first(left);
                bytes->remove(0, left);
            } else {
                event = std::move(front);
                m_shared->events.pop_front();
            }
            if (const auto *bytes = std::get_if<QByteArray>(&event)) {
                left -= bytes->size();
                m_shared->buffered -= bytes->size();
            }
        }
        m_shared->room.notify_all();
        if (const auto *bytes = std::get_if<QByteArray>(&event))
            Q_EMIT output(*bytes);
        else if (const auto *first = std::get_if<Attached>(&event))
            Q_EMIT attached(first->firstOffset, first->lost);
        else if (const auto *modes = std::get_if<Preamble>(&event))
            Q_EMIT preamble(modes->bytes);
        else if (std::holds_alternative<Live>(event))
            Q_EMIT live();
        else if (const auto *status = std::get_if<engine::ProcessStatus>(&event))
            Q_EMIT ended(*status);
        else if (const auto *error = std::get_if<Error>(&event))
            Q_EMIT lost(*error);
        if (!alive)
            return; // a slot deleted us
    }
    m_timer->start(m_turn);
}

SessionsService::SessionsService(engine::Engine &engine, Pools &pools, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools)
{
}

Operation<engine::SessionInfo> SessionsService::open(const ContainerId &container, engine::SessionSpec spec)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, spec = std::move(spec)](std::stop_token stop) {
        return engine.sessions().open(container, spec, stop);
    });
}

Operation<std::vector<engine::SessionInfo>> SessionsService::list(const ContainerId &container)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container](std::stop_token stop) {
        return engine.sessions().list(container, stop);
    });
}

Operation<engine::Foreground> SessionsService::foreground(const ContainerId &container, const SessionId &session)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, session](std::stop_token stop) {
        return engine.sessions().foreground(container, session, stop);
    });
}

Operation<void> SessionsService::close(const ContainerId &container, const SessionId &session)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, session](std::stop_token stop) {
        return engine.sessions().close(container, session, stop);
    });
}

SessionLink *SessionsService::attach(const ContainerId &container,
                                     const SessionId &session,
                                     std::optional<quint64> offset,
                                     engine::TerminalSize size,
                                     QObject *parent)
{
    auto *link = new SessionLink(session, m_pools, container, parent);
    link->m_size = size;
    engine::AttachmentEvents events;
    events.attached = [shared = link->m_shared](std::uint64_t first, std::uint64_t lost) { shared->push(Attached{first, lost}); };
    events.preamble = [shared = link->m_shared](std::span<const std::byte> bytes) {
        shared->push(Preamble{QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()))});
    };
    events.output = [shared = link->m_shared](std::span<const std::byte> bytes) {
        shared->push(QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())));
    };
    events.live = [shared = link->m_shared] { shared->push(Live{}); };
    events.ended = [shared = link->m_shared](engine::ProcessStatus status) { shared->push(status); };
    events.lost = [shared = link->m_shared](const Error &error) { shared->push(error); };
    auto operation = runAsync(m_pools.lane(container),
                              [&engine = m_engine, container, session, offset, size, events](std::stop_token stop) {
                                  return engine.sessions().attach(container, session, offset, size, events, stop);
                              });
    link->m_stop = operation.stop;
    // Through the service: a link that is gone leaves an attachment whose end must not be awaited here.
    operation.then(this, [this, container, guard = QPointer<SessionLink>(link)](Result<std::unique_ptr<engine::Attachment>> result) {
        if (guard)
            guard->take(std::move(result));
        else if (result)
            destroyOn(m_pools.lane(container), std::move(*result));
    });
    return link;
}

} // namespace firkin::ui
