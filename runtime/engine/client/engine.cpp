// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/engine.h"

#include "runtime/base/paths.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/engine/client/containers_client.h"
#include "runtime/engine/client/files_client.h"
#include "runtime/engine/client/images_client.h"
#include "runtime/engine/client/registries_client.h"
#include "runtime/engine/client/logs_client.h"
#include "runtime/engine/client/pods_client.h"
#include "runtime/engine/client/networks_client.h"
#include "runtime/engine/client/ports_client.h"
#include "runtime/engine/client/processes_client.h"
#include "runtime/engine/client/sessions_client.h"
#include "runtime/engine/client/snapshots_client.h"
#include "runtime/engine/client/system_check.h"
#include "runtime/engine/client/volumes_client.h"

#include <csignal>

namespace firkin::engine {

namespace {

class StoreEngine final : public Engine {
public:
    StoreEngine(const store::Store &store, const store::SocketLayout &sockets, std::unique_ptr<image::ImageStore> images)
        : m_store(store), m_imageStore(std::move(images)), m_links(store, sockets)
    {
    }

    Containers &containers() override { return m_containers; }
    Pods &pods() override { return m_pods; }
    Sessions &sessions() override { return m_sessions; }
    Processes &processes() override { return m_processes; }
    Logs &logs() override { return m_logs; }
    Statistics &statistics() override { return m_statistics; }
    Files &files() override { return m_files; }
    Images &images() override { return m_images; }
    Networks &networks() override { return m_networks; }
    Ports &ports() override { return m_ports; }
    Volumes &volumes() override { return m_volumes; }
    Registries &registries() override { return m_registries; }
    Snapshots &snapshots() override { return m_snapshots; }
    Status check(const std::function<void(const CheckResult &)> &onResult, std::stop_token stop) override
    {
        return checkSystem(onResult, stop);
    }

private:
    const store::Store m_store;
    const std::unique_ptr<image::ImageStore> m_imageStore;
    SupervisorLinks m_links;
    MachineCalls m_calls{m_links};
    Observer m_observer{m_links};
    ContainersClient m_containers{m_calls, m_observer, *m_imageStore};
    PodsClient m_pods{m_calls, m_containers};
    SessionsClient m_sessions{m_calls};
    LogsClient m_logs{m_links};
    ProcessesClient m_processes{m_calls, m_logs};
    StatisticsClient m_statistics{m_links, m_observer};
    FilesClient m_files{m_calls};
    ImagesClient m_images{m_store, *m_imageStore};
    NetworksClient m_networks{m_store};
    PortsClient m_ports{m_calls, m_containers};
    VolumesClient m_volumes{m_store};
    RegistriesClient m_registries;
    SnapshotsClient m_snapshots{m_calls, [this](const ContainerId &id) { return m_containers.remove(id, true, true, {}); }};
};

} // namespace

Result<std::unique_ptr<Engine>> openEngine(const std::filesystem::path &store)
{
    // A supervisor that dies while it is written to must not take its clients along.
    std::signal(SIGPIPE, SIG_IGN);
    FIRKIN_ASSIGN(const store::Store opened, store::Store::open(store.empty() ? storeDirectory() : store));
    FIRKIN_ASSIGN(const auto runtime, runtimeDirectory());
    FIRKIN_TRY(store::sweep(opened));
    FIRKIN_ASSIGN(std::unique_ptr<image::ImageStore> images, openImages(opened));
    return std::make_unique<StoreEngine>(opened, store::SocketLayout{runtime}, std::move(images));
}

} // namespace firkin::engine
