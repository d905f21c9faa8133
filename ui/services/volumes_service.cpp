#include "ui/services/volumes_service.h"

namespace firkin::ui {

VolumesService::VolumesService(engine::Engine &engine, Pools &pools, QObject *parent) : QObject(parent), m_engine(engine), m_pools(pools) {}

void VolumesService::refresh()
{
    auto operation = runAsync(m_pools.shared(), [&engine = m_engine](std::stop_token stop) { return engine.volumes().list(stop); });
    operation.then(this, [this, generation = ++m_generation](Result<std::vector<engine::VolumeView>> volumes) {
        if (generation != m_generation)
            return; // a later refresh is on its way
        if (volumes) {
            m_volumes = std::move(*volumes);
            m_error.reset();
            m_state = LoadState::Ready;
            Q_EMIT listChanged();
        } else if (!volumes.error().isCancelled()) {
            m_error = volumes.error();
            m_state = LoadState::Failed;
        }
        Q_EMIT stateChanged();
    });
}

Operation<engine::VolumeView> VolumesService::create(const engine::VolumeSpec &spec)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, spec, to = m_mailbox.address(), this](std::stop_token stop) {
        auto made = engine.volumes().create(spec, stop);
        if (made)
            to.post([this] { refresh(); });
        return made;
    });
}

Operation<void> VolumesService::remove(const std::string &name)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, name, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.volumes().remove(name, stop);
        if (status)
            to.post([this] { refresh(); });
        return status;
    });
}

} // namespace firkin::ui
