#include "terminal/byte_feed.h"

#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace firkin::terminal {

namespace {
constexpr int throttleTickMs = 100;
}

ByteFeed::ByteFeed(int slave, QObject *parent)
    : QObject(parent)
    , m_slave(slave)
    , m_writable(new QSocketNotifier(slave, QSocketNotifier::Write, this))
{
    m_writable->setEnabled(false);
    connect(m_writable, &QSocketNotifier::activated, this, &ByteFeed::pump);
    m_throttle.setInterval(throttleTickMs);
    connect(&m_throttle, &QTimer::timeout, this, [this] {
        m_allowance = throttledBytesPerSecond / (1000 / throttleTickMs);
        schedule();
    });
}

ByteFeed::~ByteFeed() = default;

void ByteFeed::add(QByteArray bytes)
{
    if (bytes.isEmpty())
        return;
    m_queued += bytes.size();
    m_items.push_back({std::move(bytes), {}});
    schedule();
}

void ByteFeed::addMark(std::function<void()> action)
{
    m_items.push_back({{}, std::move(action)});
    runMarks();
}

void ByteFeed::parsed(qsizetype bytes)
{
    m_parsed += bytes;
    runMarks();
    schedule();
    Q_EMIT advanced();
}

void ByteFeed::setThrottled(bool throttled)
{
    if (m_throttled == throttled)
        return;
    m_throttled = throttled;
    m_allowance = throttledBytesPerSecond / (1000 / throttleTickMs);
    schedule();
}

void ByteFeed::clear()
{
    // Marks stay: they carry the owner's state (a replay that ends), and must run in their order.
    std::erase_if(m_items, [](const Item &item) { return !item.mark; });
    m_offset = 0;
    m_queued = 0;
    runMarks();
}

void ByteFeed::runMarks()
{
    if (m_runningMarks) // a mark may add more
        return;
    m_runningMarks = true;
    while (!m_items.empty() && m_items.front().mark && m_parsed >= m_written) {
        const auto action = std::move(m_items.front().mark);
        m_items.pop_front();
        action();
    }
    m_runningMarks = false;
    schedule();
}

void ByteFeed::schedule()
{
    const bool bytesFirst = !m_items.empty() && !m_items.front().mark;
    const bool wait = m_throttled && m_allowance <= 0;
    m_writable->setEnabled(bytesFirst && !wait);
    const bool tick = m_throttled && bytesFirst;
    if (tick != m_throttle.isActive())
        tick ? m_throttle.start() : m_throttle.stop();
}

void ByteFeed::pump()
{
    qsizetype budget = m_throttled ? std::min(bytesPerTurn, m_allowance) : bytesPerTurn;
    while (budget > 0 && !m_items.empty() && !m_items.front().mark) {
        const QByteArray &bytes = m_items.front().bytes;
        const qsizetype piece = std::min(budget, bytes.size() - m_offset);
        const ssize_t done = ::write(m_slave, bytes.constData() + m_offset, static_cast<std::size_t>(piece));
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            break; // full: the notifier calls again
        budget -= done;
        m_allowance -= done;
        m_written += done;
        m_queued -= done;
        m_offset += done;
        if (m_offset == bytes.size()) {
            m_items.pop_front();
            m_offset = 0;
        }
    }
    runMarks();
}

} // namespace firkin::terminal
