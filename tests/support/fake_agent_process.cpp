// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_agent_impl.h"

#include "runtime/base/file.h"
#include "runtime/base/stop_fd.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <poll.h>
#include <unistd.h>

namespace firkin::test {

bool FakeStream::takeFresh(const std::stop_token &stop, bool isReader)
{
    std::unique_lock lock(mutex);
    waiting = true;
    attached.notify_all();
    attached.wait(lock, stop, [&] { return static_cast<bool>(fresh); });
    waiting = false;
    if (!fresh)
        return false;
    return isReader ? reader.resume(std::move(fresh)).has_value() : writer.resume(std::move(fresh), newOffset.value_or(0)).has_value();
}

std::size_t FakeStream::read(std::span<std::byte> buffer, const std::stop_token &stop)
{
    if (!framed) {
        if (!waitReady(plain.get(), POLLIN, Deadline::never(), stop, Operation::RelayStream, {}))
            return 0;
        const ssize_t count = ::read(plain.get(), buffer.data(), buffer.size());
        return count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    for (;;) {
        const auto count = reader.read(buffer, Deadline::never(), stop);
        if (count)
            return *count;
        if (count.error().isCancelled() || !takeFresh(stop, true))
            return 0;
    }
}

bool FakeStream::write(std::span<const std::byte> bytes, const std::stop_token &stop)
{
    if (!framed)
        return writeAll(plain.get(), bytes, {}).has_value();
    while (!bytes.empty()) {
        const auto count = writer.write(bytes, Deadline::never(), stop);
        if (count)
            bytes = bytes.subspan(*count);
        else if (count.error().isCancelled() || !takeFresh(stop, false))
            return false;
    }
    return true;
}

void FakeStream::close(const std::stop_token &stop)
{
    if (!framed) {
        plain.reset();
        return;
    }
    for (;;) {
        const auto done = writer.finish(Deadline::after(std::chrono::milliseconds(500)), stop);
        if (done || done.error().isCancelled() || done.error().code == ErrorCode::Timeout || !takeFresh(stop, false))
            return;
    }
}

grpc::Status FakeAgent::Impl::create(const agent::ProcessKey &key, const std::string &spec, std::optional<std::uint32_t> in,
                                     std::optional<std::uint32_t> out, std::optional<std::uint32_t> err, bool framed)
{
    auto process = std::make_shared<FakeProcess>();
    process->key = key;
    const auto json = nlohmann::json::parse(spec, nullptr, false);
    if (json.is_object()) {
        const auto &part = json["process"];
        process->args = part["args"].get<std::vector<std::string>>();
        process->env = part["env"].get<std::vector<std::string>>();
        process->cwd = part["cwd"].get<std::string>();
        if (part.contains("consoleSize")) {
            process->columns = part["consoleSize"]["width"];
            process->rows = part["consoleSize"]["height"];
        }
    } else {
        process->args = {"cat"}; // the debug shell
    }
    const auto connect = [&](std::optional<std::uint32_t> port, std::unique_ptr<FakeStream> &stream, bool isReader) {
        if (!port)
            return true;
        auto connection = dial(*port);
        if (!connection)
            return false;
        stream = std::make_unique<FakeStream>();
        stream->framed = framed;
        if (!framed)
            stream->plain = std::move(*connection);
        else if (isReader)
            static_cast<void>(stream->reader.resume(std::move(*connection)));
        else
            static_cast<void>(stream->writer.resume(std::move(*connection), 0));
        return true;
    };
    if (!connect(in, process->in, true) || !connect(out, process->out, false) || !connect(err, process->err, false))
        return {grpc::StatusCode::INTERNAL, "createProcess: failed to dial stdio"};
    const std::lock_guard lock(mutex);
    lastSpec = spec;
    if (!processes.try_emplace({key.containerId, key.processId}, process).second)
        return {grpc::StatusCode::ALREADY_EXISTS, "exists"};
    return grpc::Status::OK;
}

grpc::Status FakeAgent::Impl::start(FakeProcess &process)
{
    static const std::set<std::string> programs{"echo", "cat", "true", "false", "exit", "hang", "stubborn", "yes", "stty", "env", "pwd", "complain"};
    if (!programs.contains(process.args.front()))
        return {grpc::StatusCode::INTERNAL, "startProcess: failed to find target executable " + process.args.front()};
    const std::lock_guard lock(mutex);
    process.started = true;
    process.stubborn = process.args.front() == "stubborn";
    process.thread = std::jthread([this, &process] { run(process); });
    return grpc::Status::OK;
}

void FakeAgent::Impl::run(FakeProcess &process)
{
    const std::stop_token stop = process.kill.get_token();
    int code = 0;
    const auto print = [&](std::string_view text) {
        if (process.out)
            process.out->write(std::as_bytes(std::span(text)), stop);
    };
    const std::string &program = process.args.front();
    const auto argument = [&](std::size_t i) { return i < process.args.size() ? process.args[i] : std::string(); };
    if (program == "echo") {
        std::string line;
        for (std::size_t i = 1; i < process.args.size(); ++i)
            line += (i > 1 ? " " : "") + process.args[i];
        print(line + "\n");
    } else if (program == "cat") {
        std::array<std::byte, 4096> buffer;
        while (const std::size_t count = process.in ? process.in->read(buffer, stop) : 0) {
            if (process.out && !process.out->write(std::span(buffer).first(count), stop))
                break;
        }
    } else if (program == "false") {
        code = 1;
    } else if (program == "exit") {
        code = std::atoi(argument(1).c_str());
    } else if (program == "hang" || program == "stubborn") {
        std::unique_lock lock(mutex);
        changed.wait(lock, stop, [] { return false; });
    } else if (program == "yes") {
        for (int left = std::atoi(argument(1).c_str()); left > 0 && !stop.stop_requested(); --left)
            print("yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\n");
    } else if (program == "stty") {
        print(std::to_string(process.rows) + " " + std::to_string(process.columns) + "\n");
    } else if (program == "env") {
        for (const std::string &variable : process.env)
            print(variable + "\n");
    } else if (program == "pwd") {
        print(process.cwd + "\n");
    } else if (program == "complain") {
        if (process.err)
            process.err->write(std::as_bytes(std::span(std::string_view("oh no\n"))), stop);
        code = 3;
    }
    // What was written is delivered before the end is told. A killed process' output ends at once.
    const std::stop_token patience = over.get_token();
    if (process.out)
        process.out->close(patience);
    if (process.err)
        process.err->close(patience);
    const std::lock_guard lock(mutex);
    process.code = process.signal ? 128 + process.signal : code;
    changed.notify_all();
}

grpc::Status FakeAgent::Impl::wait(grpc::ServerContext *context, FakeProcess &process)
{
    std::unique_lock lock(mutex);
    while (!process.code && !over.stop_requested()) {
        changed.wait_for(lock, std::chrono::milliseconds(10));
        if (context->IsCancelled())
            return grpc::Status::CANCELLED;
    }
    return grpc::Status::OK;
}

void FakeAgent::Impl::kill(FakeProcess &process, int signal)
{
    {
        const std::lock_guard lock(mutex);
        if (process.code || (process.stubborn && signal != 9))
            return;
        process.signal = signal;
    }
    process.kill.request_stop();
}

} // namespace firkin::test
