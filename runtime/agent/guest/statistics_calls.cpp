// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/grpc_status.h"
#include "runtime/agent/guest/proto_convert.h"
#include "runtime/agent/guest/sandbox_service.h"
#include "runtime/agent/guest/statistics_request.h"

namespace firkin::guest {

Result<std::vector<ContainerSample>> sampleContainers(const ContainerRegistry &containers,
                                                      const std::vector<std::string> &ids, const StatisticsSelection &selection)
{
    std::vector<std::shared_ptr<GuestContainer>> wanted;
    for (const auto &id : ids) {
        FIRKIN_ASSIGN(auto container, containers.require(id));
        wanted.push_back(std::move(container));
    }
    if (ids.empty())
        wanted = containers.all();
    const auto links = selection.network ? readMachineLinks() : std::vector<LinkCounters>();
    std::vector<ContainerSample> out;
    for (const auto &container : wanted)
        out.push_back(sampleContainer(container->id(), cgroupFolder(container->cgroupPath()), selection, links));
    return out;
}

grpc::Status SandboxService::ContainerStatistics(grpc::ServerContext *, const v3::ContainerStatisticsRequest *request,
                                                 v3::ContainerStatisticsResponse *reply)
{
    return answer("containerStatistics", [&]() -> Status {
        FIRKIN_ASSIGN(const auto samples,
                      sampleContainers(m_state.containers, {request->container_ids().begin(), request->container_ids().end()},
                                       toSelection(request->categories())));
        for (const auto &sample : samples)
            fill(*reply->add_containers(), sample);
        return {};
    });
}

} // namespace firkin::guest
