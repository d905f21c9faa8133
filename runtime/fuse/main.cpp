// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/base/unique_fd.h"
#include "runtime/engine/engine.h"
#include "runtime/fuse/file_server.h"
#include "runtime/supervisor/wire/convert.h"

#include <charconv>
#include <csignal>
#include <cstdio>
#include <spdlog/spdlog.h>

namespace {

using namespace firkin;

struct Arguments {
    std::filesystem::path store;
    std::filesystem::path folder;
    ContainerId container;
    int readyFd = -1;
};

Result<Arguments> parse(int argc, const char *const *argv)
{
    Arguments out;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view name = argv[i];
        const std::string_view value = argv[i + 1];
        if (name == "--store")
            out.store = value;
        else if (name == "--folder")
            out.folder = value;
        else if (name == "--container")
            out.container = ContainerId::parse(value).value_or(ContainerId());
        else if (name == "--ready-fd" && std::from_chars(value.data(), value.data() + value.size(), out.readyFd).ec == std::errc())
            continue;
        else
            return fail(Operation::ParseOptions, name, Reason::BadSyntax);
    }
    if (argc % 2 == 0 || out.store.empty() || out.folder.empty() || out.container.empty())
        return fail(Operation::ParseOptions, "firkin-fuse", Reason::BadSyntax, "--store DIR --container ID --folder DIR [--ready-fd N]");
    return out;
}

sigset_t endSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    return set;
}

Status serve(const Arguments &arguments)
{
    UniqueFd ready(arguments.readyFd);
    const auto tell = [&](const Status &status) {
        if (ready)
            (void)writeAll(ready.get(), supervisor::encodeHandshake(status), "handshake");
        ready.reset();
        return status;
    };
    auto engine = engine::openEngine(arguments.store);
    if (!engine)
        return tell(fail(engine.error()));
    auto server = fuse::FileServer::mount((*engine)->files(), arguments.container, arguments.folder, {});
    if (!server)
        return tell(fail(server.error()));
    (void)tell({});
    // Here only, so that it is this thread's wait that a signal interrupts.
    const sigset_t taken = endSignals();
    ::pthread_sigmask(SIG_UNBLOCK, &taken, nullptr);
    (*server)->run();
    return {};
}

} // namespace

/// firkin-fuse: one container's files as a folder of this computer. Started by the machine's supervisor, ends with it.
int main(int argc, char **argv)
{
    const auto arguments = parse(argc, argv);
    if (!arguments) {
        std::fprintf(stderr, "firkin-fuse: %s\n", render(arguments.error()).c_str());
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t blocked = endSignals();
    ::pthread_sigmask(SIG_BLOCK, &blocked, nullptr); // before any thread
    setUpLog("firkin-fuse");
    const Status status = serve(*arguments);
    if (!status)
        spdlog::error("{}", render(status.error()));
    return status ? 0 : 1;
}
