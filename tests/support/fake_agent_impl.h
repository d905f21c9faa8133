// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_agent.h"

#include "runtime/agent/client/agent_types.h"
#include "runtime/agent/stream/stream_reader.h"
#include "runtime/agent/stream/stream_writer.h"

#include "agent.grpc.pb.h"
#include "sandbox_context.grpc.pb.h"

#include <grpcpp/server.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace firkin::test {

namespace v3 = com::apple::containerization::sandbox::v3;
namespace v1 = firkin::agent::v1;

/// One standard stream of a fake process: framed or plain, with a way back after a break.
struct FakeStream {
    std::mutex mutex;
    std::condition_variable_any attached;
    bool framed = false;
    agent::StreamReader reader;
    agent::StreamWriter writer;
    UniqueFd plain;
    std::optional<std::uint64_t> newOffset; ///< of a writer
    UniqueFd fresh;                         ///< a connection to go on with
    bool waiting = false;                   ///< the old one is known to be gone, and read to its end

    std::size_t read(std::span<std::byte> buffer, const std::stop_token &stop);
    bool write(std::span<const std::byte> bytes, const std::stop_token &stop);
    void close(const std::stop_token &stop);

private:
    bool takeFresh(const std::stop_token &stop, bool isReader);
};

struct FakeProcess {
    agent::ProcessKey key;
    std::vector<std::string> args;
    std::vector<std::string> env;
    std::string cwd;
    int columns = 0;
    int rows = 0;
    std::unique_ptr<FakeStream> in, out, err;
    bool started = false;
    std::optional<int> code;
    int signal = 0;
    bool stubborn = false;
    std::stop_source kill;
    std::jthread thread;
};

struct FakeAgent::Impl {
    Impl(FakeMachine &machine, FakeAgentOptions options);
    ~Impl();

    /// What connections come through to the server, as long as there is one.
    struct Gate {
        std::mutex mutex;
        grpc::Server *server = nullptr; ///< guarded
    };
    const std::function<Result<UniqueFd>(vmm::VsockPort)> dial;
    const FakeAgentOptions options;
    const std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    mutable std::mutex mutex;
    std::condition_variable_any changed;
    std::vector<std::string> calls;
    std::string failName;
    int failCode = 0;
    std::string failMessage;
    std::string holdName;
    std::vector<std::string> mounts;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<FakeProcess>> processes;
    std::string lastSpec;
    std::uint64_t cpuUsage = 1000;
    std::string instead;
    std::atomic<Lie> lie = Lie::None;
    std::stop_source over;

    std::unique_ptr<v3::SandboxContext::Service> sandbox;
    std::unique_ptr<v1::Agent::Service> agent;
    std::unique_ptr<grpc::Server> server;

    /// Notes the call; what it is to fail with, if it is.
    grpc::Status note(grpc::ServerContext *context, const std::string &call);
    std::shared_ptr<FakeProcess> find(const std::string &container, const std::string &process);
    grpc::Status create(const agent::ProcessKey &key, const std::string &spec, std::optional<std::uint32_t> in,
                        std::optional<std::uint32_t> out, std::optional<std::uint32_t> err, bool framed);
    grpc::Status start(FakeProcess &process);
    grpc::Status wait(grpc::ServerContext *context, FakeProcess &process);
    void kill(FakeProcess &process, int signal);
    void run(FakeProcess &process);
    grpc::Status lieAboutCopy(const v3::CopyRequest &request, grpc::ServerContext &context, grpc::ServerWriter<v3::CopyResponse> &writer);
    grpc::Status copy(const v3::CopyRequest &request, grpc::ServerWriter<v3::CopyResponse> &writer);
    [[nodiscard]] std::filesystem::path hostPath(const std::string &path) const;
    void fillStatistics(const std::string &id, v3::ContainerStats &stats);
};

std::unique_ptr<v3::SandboxContext::Service> makeFakeSandbox(FakeAgent::Impl &impl);
std::unique_ptr<v1::Agent::Service> makeFakeOwnService(FakeAgent::Impl &impl);

} // namespace firkin::test
