#include "ui/logs/log_follower.h"

#include "ui/async/operation.h"

#include <atomic>
#include <thread>

namespace firkin::ui {

namespace {
constexpr std::size_t pieceBytes = 256 * 1024;
constexpr int paceMs = 33;
}

/// What the thread shares with its owner; outlives the owner until the thread is joined.
struct LogFollower::Work {
    std::unique_ptr<engine::LogReader> reader;
    std::shared_ptr<LineSpool> spool;
    std::optional<Mailbox::Address> owner;
    LogFollower *follower = nullptr; ///< only ever used on its own thread, through the mailbox
    std::atomic<std::uint64_t> position{0};
    std::atomic<std::uint64_t> lost{0};
    std::atomic<bool> pending{false};
    std::jthread thread;

    void notify()
    {
        if (!pending.exchange(true))
            owner->post([f = follower] { f->tell(); });
    }

    Status run(std::stop_token stop)
    {
        const engine::LogRange range = reader->range();
        const std::uint64_t wanted = position.load();
        if (range.oldest > wanted)
            lost = range.oldest - wanted;
        FIRKIN_TRY(reader->seek(std::max(wanted, range.oldest)));
        LineMaker maker;
        bool caught = false;
        while (!stop.stop_requested()) {
            FIRKIN_ASSIGN(auto records, reader->read(pieceBytes));
            std::vector<LogLine> lines;
            for (const engine::LogRecord &record : records) {
                const std::uint64_t done = position.load();
                if (record.offset + record.bytes.size() <= done && done > 0)
                    continue; // seek goes to the record that holds the offset: seen before
                maker.feed(record, lines);
                position = record.offset + record.bytes.size();
            }
            if (!records.empty()) {
                FIRKIN_TRY(spool->append(lines, maker.unfinished()));
                notify();
                continue;
            }
            if (!caught) {
                caught = true;
                owner->post([f = follower] { Q_EMIT f->caughtUp(); });
            }
            FIRKIN_ASSIGN(const bool more, reader->waitForMore(stop));
            if (more)
                continue;
            if (stop.stop_requested())
                break;
            maker.finish(lines);
            FIRKIN_TRY(spool->append(lines, {}));
            owner->post([f = follower] {
                f->tell();
                Q_EMIT f->ended();
            });
            return {};
        }
        return {};
    }
};

LogFollower::LogFollower(std::unique_ptr<engine::LogReader> reader,
                         std::shared_ptr<LineSpool> spool,
                         std::uint64_t from,
                         Pool &joinOn,
                         QObject *parent)
    : QObject(parent)
    , m_work(std::make_shared<Work>())
    , m_joinOn(joinOn)
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(paceMs);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (std::exchange(m_told, false))
            tell();
    });
    m_work->reader = std::move(reader);
    m_work->spool = std::move(spool);
    m_work->owner = m_mailbox.address();
    m_work->follower = this;
    m_work->position = from;
    m_work->thread = std::jthread([work = m_work.get()](std::stop_token stop) {
        Status status = work->run(stop);
        if (!status && !status.error().isCancelled() && !stop.stop_requested())
            work->owner->post([f = work->follower, error = status.error()] { Q_EMIT f->failed(error); });
    });
}

LogFollower::~LogFollower()
{
    m_work->thread.request_stop();
    auto joined = runAsync(m_joinOn, [work = std::move(m_work)](std::stop_token) -> Result<bool> {
        work->thread.join();
        return true;
    });
}

std::uint64_t LogFollower::position() const
{
    return m_work->position;
}

std::uint64_t LogFollower::lostBytes() const
{
    return m_work->lost;
}

void LogFollower::tell()
{
    if (m_pace.isActive()) {
        m_told = true;
        return;
    }
    m_work->pending = false;
    m_pace.start();
    Q_EMIT advanced();
}

} // namespace firkin::ui
