// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"
#include "runtime/base/process.h"
#include "runtime/supervisor/main_loop.h"

#include <filesystem>
#include <map>
#include <mutex>

namespace firkin::supervisor {

/// The firkin-fuse processes of this machine: one for each container whose files another program was offered. They call the
/// supervisor as every client does. Any thread; the first call for a container waits until the folder is there.
class FileServers {
public:
    FileServers(std::filesystem::path store, std::filesystem::path runtime, MainLoop &loop)
        : m_store(std::move(store)), m_runtime(std::move(runtime)), m_loop(loop)
    {
    }
    ~FileServers(); ///< ends them and removes their folders

    /// The folder, mounted.
    Result<std::filesystem::path> serve(const ContainerId &container, std::stop_token stop);
    /// The machine has ended: nothing is left to be served. Does not wait.
    void end();
    /// What a killed predecessor left mounted.
    void clearStale(const ContainerId &container) const;

private:
    struct Server {
        std::unique_ptr<Process> process;
        bool isEnding = false;
    };
    Result<std::unique_ptr<Process>> launch(const ContainerId &container, const std::filesystem::path &folder, std::stop_token stop);

    const std::filesystem::path m_store;
    const std::filesystem::path m_runtime;
    MainLoop &m_loop;
    std::mutex m_mutex;
    std::map<ContainerId, Server> m_servers;
};

} // namespace firkin::supervisor
