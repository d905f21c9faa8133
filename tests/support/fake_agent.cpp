// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_agent_impl.h"

#include "runtime/base/socket.h"

#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

#include <algorithm>

namespace firkin::test {

FakeAgent::Impl::Impl(FakeMachine &machine, FakeAgentOptions o) : dial(machine.guestDialer()), options(std::move(o))
{
    sandbox = makeFakeSandbox(*this);
    grpc::ServerBuilder builder;
    builder.RegisterService(sandbox.get());
    if (options.ours) {
        agent = makeFakeOwnService(*this);
        builder.RegisterService(agent.get());
    }
    server = builder.BuildAndStart();
    gate->server = server.get();
    machine.serveInGuest(vmm::agentPort, [gate = gate](UniqueFd connection) {
        const std::lock_guard lock(gate->mutex);
        if (!gate->server)
            return;
        static_cast<void>(setNonBlocking(connection.get(), true));
        grpc::AddInsecureChannelFromFd(gate->server, connection.release());
    });
}

FakeAgent::Impl::~Impl()
{
    over.request_stop();
    {
        const std::lock_guard lock(gate->mutex);
        gate->server = nullptr;
    }
    {
        const std::lock_guard lock(mutex);
        holdName.clear();
        for (auto &[key, process] : processes)
            process->kill.request_stop();
    }
    changed.notify_all();
    server->Shutdown(std::chrono::system_clock::now());
    server->Wait();
    processes.clear();
}

grpc::Status FakeAgent::Impl::note(grpc::ServerContext *context, const std::string &call)
{
    std::unique_lock lock(mutex);
    calls.push_back(call);
    changed.notify_all();
    const auto isCalled = [&](const std::string &name) { return !name.empty() && call.starts_with(name); };
    while (isCalled(holdName) && !context->IsCancelled())
        changed.wait_for(lock, std::chrono::milliseconds(10)); // a cancelled call tells nobody
    if (isCalled(failName))
        return {static_cast<grpc::StatusCode>(failCode), failMessage};
    return grpc::Status::OK;
}

std::shared_ptr<FakeProcess> FakeAgent::Impl::find(const std::string &container, const std::string &process)
{
    const std::lock_guard lock(mutex);
    const auto found = processes.find({container, process});
    return found == processes.end() ? nullptr : found->second;
}

std::filesystem::path FakeAgent::Impl::hostPath(const std::string &path) const
{
    // /run/container/<id>/rootfs/…
    const std::size_t at = path.find("/rootfs");
    const std::string rest = at == std::string::npos ? path : path.substr(at + 7);
    return options.rootfs / (rest.starts_with('/') ? rest.substr(1) : rest);
}

void FakeAgent::Impl::fillStatistics(const std::string &id, v3::ContainerStats &stats)
{
    const std::lock_guard lock(mutex);
    stats.set_container_id(id);
    stats.mutable_process()->set_current(1);
    stats.mutable_memory()->set_usage_bytes(1 << 20);
    stats.mutable_cpu()->set_usage_usec(cpuUsage);
}

FakeAgent::FakeAgent(FakeMachine &machine, FakeAgentOptions options) : m_impl(std::make_unique<Impl>(machine, std::move(options))) { }
FakeAgent::~FakeAgent() = default;

std::vector<std::string> FakeAgent::calls() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->calls;
}

std::size_t FakeAgent::count(std::string_view call) const
{
    const auto all = calls();
    return static_cast<std::size_t>(std::ranges::count_if(all, [&](const std::string &one) { return one.starts_with(call); }));
}

void FakeAgent::awaitCall(std::string_view call)
{
    std::unique_lock lock(m_impl->mutex);
    m_impl->changed.wait_for(lock, std::chrono::seconds(20), [&] {
        return std::ranges::any_of(m_impl->calls, [&](const std::string &one) { return one.starts_with(call); });
    });
}

void FakeAgent::failCalls(std::string name, int grpcCode, std::string message)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->failName = std::move(name);
    m_impl->failCode = grpcCode;
    m_impl->failMessage = std::move(message);
}

void FakeAgent::stopFailing() { failCalls({}, 0, {}); }

void FakeAgent::holdCalls(std::string name)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->holdName = std::move(name);
}

void FakeAgent::release()
{
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->holdName.clear();
    }
    m_impl->changed.notify_all();
}

std::vector<std::string> FakeAgent::mounts() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->mounts;
}

std::vector<std::string> FakeAgent::processes() const
{
    const std::lock_guard lock(m_impl->mutex);
    std::vector<std::string> out;
    for (const auto &[key, process] : m_impl->processes)
        out.push_back(key.second);
    return out;
}

std::string FakeAgent::lastSpec() const
{
    const std::lock_guard lock(m_impl->mutex);
    return m_impl->lastSpec;
}

void FakeAgent::setCpuUsage(std::uint64_t microseconds)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->cpuUsage = microseconds;
}

void FakeAgent::lie(Lie what) { m_impl->lie = what; }

void FakeAgent::sendInstead(std::string archive)
{
    const std::lock_guard lock(m_impl->mutex);
    m_impl->instead = std::move(archive);
}

} // namespace firkin::test
