#include "ui/services/logs_service.h"

namespace firkin::ui {

LogsService::LogsService(engine::Engine &engine, Pools &pools, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools)
{
}

Operation<std::unique_ptr<engine::LogReader>> LogsService::open(const ContainerId &container)
{
    return runAsync(m_pools.lane(container),
                    [&engine = m_engine, container](std::stop_token) { return engine.logs().open(container); });
}

Operation<std::string> LogsService::console(const ContainerId &container, std::size_t maxBytes)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, maxBytes](std::stop_token) {
        return engine.logs().console(container, maxBytes);
    });
}

} // namespace firkin::ui
