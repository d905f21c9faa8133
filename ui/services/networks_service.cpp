#include "ui/services/networks_service.h"

namespace firkin::ui {

NetworksService::NetworksService(engine::Engine &engine, Pools &pools, ContainersService &containers, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(200);
    connect(&m_soon, &QTimer::timeout, this, &NetworksService::refresh);
    connect(&containers, &ContainersService::listChanged, this, [this] {
        if (m_watched && !m_soon.isActive())
            m_soon.start();
    });
}

void NetworksService::setWatched(bool watched)
{
    m_watched = watched;
    if (watched)
        refresh();
}

void NetworksService::refresh()
{
    auto operation = runAsync(m_pools.shared(), [&engine = m_engine](std::stop_token stop) { return engine.networks().list(stop); });
    operation.then(this, [this, generation = ++m_generation](Result<std::vector<engine::NetworkView>> networks) {
        if (generation != m_generation)
            return; // a later refresh is on its way
        if (networks) {
            const bool changed = m_networks != *networks || m_state != LoadState::Ready;
            m_networks = std::move(*networks);
            m_error.reset();
            m_state = LoadState::Ready;
            if (changed)
                Q_EMIT listChanged();
        } else if (!networks.error().isCancelled()) {
            m_error = networks.error();
            m_state = LoadState::Failed;
        }
        Q_EMIT stateChanged();
    });
}

Operation<engine::NetworkView> NetworksService::create(const engine::NetworkSpec &spec)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, spec, to = m_mailbox.address(), this](std::stop_token stop) {
        auto made = engine.networks().create(spec, stop);
        if (made)
            to.post([this] { refresh(); });
        return made;
    });
}

Operation<void> NetworksService::remove(const std::string &name)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, name, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.networks().remove(name, stop);
        to.post([this] { refresh(); });
        return status;
    });
}

Operation<std::vector<engine::PortMapping>> NetworksService::publish(const ContainerId &id, const std::vector<engine::PortMapping> &ports)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id, ports](std::stop_token stop) { return engine.ports().publish(id, ports, stop); });
}

Operation<void> NetworksService::unpublish(const ContainerId &id, const std::vector<engine::PortMapping> &ports)
{
    return runAsync(m_pools.lane(id), [&engine = m_engine, id, ports](std::stop_token stop) { return engine.ports().unpublish(id, ports, stop); });
}

} // namespace firkin::ui
