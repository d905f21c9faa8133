#include "ui/services/services.h"

namespace firkin::ui {

Services::Services(engine::Engine &theEngine, Pools &thePools)
    : engine(theEngine)
    , pools(thePools)
    , containers(theEngine, thePools)
    , statistics(theEngine, thePools)
    , sessions(theEngine, thePools)
    , files(theEngine, thePools, tasks, containers)
    , logs(theEngine, thePools)
    , images(theEngine, thePools, tasks)
    , volumes(theEngine, thePools)
    , networks(theEngine, thePools, containers)
    , snapshots(theEngine, thePools, tasks)
{
    QObject::connect(&containers, &ContainersService::listChanged, &statistics, [this] {
        for (const auto &view : containers.containers())
            if (view.state == engine::ContainerState::Exited || view.state == engine::ContainerState::Created)
                statistics.forget(view.id);
    });
}

void Services::start()
{
    containers.start();
    statistics.start();
    images.refresh();
}

void Services::letGoOfStreams()
{
    containers.stopWatching();
    statistics.stopWatching();
}

} // namespace firkin::ui
