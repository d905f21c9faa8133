// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/container_config.h"
#include "runtime/container/process_core.h"
#include "runtime/container/startup_timing.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

namespace firkin::container {

class MountedContainer;
struct StopOptions;

/// Internal: a running container behind its handles.
class ContainerCore {
public:
    ContainerCore(std::shared_ptr<MountedContainer> mounted, std::shared_ptr<ProcessCore> init, ProcessConfig process, StartupTiming timing);

    [[nodiscard]] const std::shared_ptr<MountedContainer> &mounted() const { return m_mounted; }
    [[nodiscard]] ProcessCore &init() const { return *m_init; }
    [[nodiscard]] const std::shared_ptr<ProcessCore> &sharedInit() const { return m_init; }
    [[nodiscard]] const ProcessConfig &process() const { return m_process; }
    [[nodiscard]] StartupTiming &timing() { return m_timing; }
    /// The machine was made for this container and ends with it.
    void ownMachine() { m_ownsMachine = true; }

    Result<ExitStatus> wait(Deadline deadline, std::stop_token stop);
    Result<ExitStatus> stop(const StopOptions &options, std::stop_token stop);
    /// After the process' end: what goes with it. Once; others wait for the one that does it.
    Status finish(std::stop_token stop);

private:
    const std::shared_ptr<MountedContainer> m_mounted;
    const std::shared_ptr<ProcessCore> m_init;
    const ProcessConfig m_process;
    StartupTiming m_timing;
    bool m_ownsMachine = false;

    enum class Finish : std::uint8_t { Not, Running, Done };
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    Finish m_finish = Finish::Not; ///< guarded
};

/// What an executed process gets after inheriting. Pure.
[[nodiscard]] ProcessConfig inherited(const ProcessConfig &container, ProcessConfig process, const struct ExecInherit &what);

} // namespace firkin::container
