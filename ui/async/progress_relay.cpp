#include "ui/async/progress_relay.h"

#include <mutex>
#include <optional>

namespace firkin::ui {

namespace {
constexpr int intervalMilliseconds = 33;
}

struct ProgressRelay::Shared {
    std::mutex mutex;
    ProgressRelay *relay = nullptr; ///< null once it is gone
    std::optional<Progress> newest; ///< set: a wake-up is on its way
};

ProgressRelay::ProgressRelay(QObject *parent) : QObject(parent), m_shared(std::make_shared<Shared>())
{
    m_shared->relay = this;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ProgressRelay::take);
}

ProgressRelay::~ProgressRelay()
{
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->relay = nullptr;
}

ProgressFn ProgressRelay::sink() const
{
    return [shared = m_shared](const Progress &progress) {
        const std::scoped_lock lock(shared->mutex);
        if (!shared->relay)
            return;
        const bool woken = shared->newest.has_value();
        shared->newest = progress;
        if (!woken)
            QMetaObject::invokeMethod(shared->relay, &ProgressRelay::take, Qt::QueuedConnection);
    };
}

void ProgressRelay::take()
{
    if (m_sinceLast.isValid() && m_sinceLast.elapsed() < intervalMilliseconds) {
        m_timer.start(intervalMilliseconds - static_cast<int>(m_sinceLast.elapsed()));
        return;
    }
    {
        const std::scoped_lock lock(m_shared->mutex);
        if (!m_shared->newest)
            return;
        m_last = std::move(*m_shared->newest);
        m_shared->newest.reset();
    }
    m_sinceLast.start();
    Q_EMIT progressed(m_last);
}

} // namespace firkin::ui
