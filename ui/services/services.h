#pragma once

#include "ui/services/containers_service.h"
#include "ui/services/files_service.h"
#include "ui/services/images_service.h"
#include "ui/services/logs_service.h"
#include "ui/services/networks_service.h"
#include "ui/services/sessions_service.h"
#include "ui/services/snapshots_service.h"
#include "ui/services/statistics_service.h"
#include "ui/services/task_list.h"
#include "ui/services/volumes_service.h"

#include "runtime/engine/engine.h"

namespace firkin::ui {

/// All services over one engine, in the order in which they need each other. Widgets take a reference to this.
/// The engine and the pools outlive it.
class Services {
public:
    Services(engine::Engine &engine, Pools &pools);

    engine::Engine &engine;
    Pools &pools;
    TaskList tasks;
    ContainersService containers;
    StatisticsService statistics;
    SessionsService sessions;
    FilesService files;
    LogsService logs;
    ImagesService images;
    VolumesService volumes;
    NetworksService networks;
    SnapshotsService snapshots;

    /// Begins to watch containers and statistics, and lists the images.
    void start();
    /// At the end: subscriptions are destroyed on workers. Nothing comes after that.
    void letGoOfStreams();
};

} // namespace firkin::ui
