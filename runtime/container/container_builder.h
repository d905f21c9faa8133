// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/progress.h"
#include "runtime/container/container.h"
#include "runtime/container/container_config.h"
#include "runtime/container/host_mounts.h"
#include "runtime/container/machine.h"
#include "runtime/container/rootfs.h"
#include "runtime/container/seccomp_profile.h"
#include "runtime/vmm/machine_config.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace firkin::oci {
struct ImageConfig;
}
namespace firkin::vmm {
class MachineFactory;
}

namespace firkin::container {

/// Where the container will run: a machine made for it, which ends with it …
struct ImplicitMachine {
    unsigned vcpus = 4;
    ByteSize memory = ByteSize::ofGiB(1);
    std::filesystem::path kernel;    ///< empty: the product's own
    std::filesystem::path initramfs; ///< empty: the product's own
    std::vector<std::string> kernelArguments;
    std::vector<HostMount> hostMounts;
    std::vector<vmm::Disk> disks; ///< besides the root file system's
    std::optional<vmm::UserNetwork> network;
    std::vector<GuestInterface> interfaces;
    std::filesystem::path stateDirectory; ///< logs of machine and helpers; empty: a temporary folder
    std::optional<Accelerator> accelerator;
    bool nestedVirtualization = false; ///< machines in the machine; an error where the host cannot
    vmm::MachineFactory *factory = nullptr; ///< must outlive the container; null: QEMU
};
/// … or one that is there.
struct OnMachine {
    std::shared_ptr<Machine> machine;
};

/// States of the builder: nothing can be started before there is a root file system; what has a terminal has no
/// stdout and stderr of its own.
struct Init {};
struct Ready {};
struct ReadyPty {};

template <class Where>
struct RootfsOf;
template <>
struct RootfsOf<ImplicitMachine> {
    using Type = Rootfs;
};
template <>
struct RootfsOf<OnMachine> {
    using Type = GuestRootfs;
};

/// What is collected on the way; one type for every state.
template <class Where>
struct BuilderParts {
    Where where;
    ContainerConfig config;
    std::optional<typename RootfsOf<Where>::Type> rootfs;
    StdioConfig stdio;
    TerminalSize size;
    bool commandGiven = false;
    ProgressFn progress;
};

/// Builds and starts a container; a value that is moved from step to step. The machine is booted by spawn().
///   FIRKIN_ASSIGN(auto builder, Container<Streams>::builder("web"));
///   auto container = std::move(builder).command({"echo", "hi"}).rootfs(Rootfs::overlay(image, upper))
///                        .standardOutput(Stdio::Piped).spawn(stop);
template <class Where, class State>
class ContainerBuilder {
public:
    explicit ContainerBuilder(BuilderParts<Where> parts) : m_parts(std::move(parts)) {}

    [[nodiscard]] const ContainerId &id() const { return m_parts.config.id; }
    [[nodiscard]] const std::vector<std::string> &arguments() const { return m_parts.config.process.arguments; }
    [[nodiscard]] const ContainerConfig &config() const { return m_parts.config; }

    // the process
    ContainerBuilder &&command(std::vector<std::string> arguments) &&
    {
        m_parts.config.process.arguments = std::move(arguments);
        m_parts.commandGiven = true;
        return std::move(*this);
    }
    ContainerBuilder &&env(std::string key, std::string_view value) &&
    {
        m_parts.config.process.environment.push_back(std::move(key) + "=" + std::string(value));
        return std::move(*this);
    }
    ContainerBuilder &&envs(const std::vector<std::string> &variables) &&
    {
        auto &all = m_parts.config.process.environment;
        all.insert(all.end(), variables.begin(), variables.end());
        return std::move(*this);
    }
    ContainerBuilder &&workingDirectory(std::string folder) && { m_parts.config.process.workingDirectory = std::move(folder); return std::move(*this); }
    ContainerBuilder &&user(User user) && { m_parts.config.process.user = std::move(user); return std::move(*this); }
    ContainerBuilder &&noNewPrivileges(bool on) && { m_parts.config.process.noNewPrivileges = on; return std::move(*this); }
    ContainerBuilder &&capabilities(Capabilities set) && { m_parts.config.process.capabilities = std::move(set); return std::move(*this); }
    ContainerBuilder &&rlimit(Rlimit limit) && { m_parts.config.process.rlimits.push_back(std::move(limit)); return std::move(*this); }
    /// linux.seccomp as JSON; bad JSON is an error of spawn().
    ContainerBuilder &&seccompProfileJson(std::string json) && { m_parts.config.process.seccompJson = std::move(json); return std::move(*this); }
    ContainerBuilder &&seccomp(const SeccompProfile &profile) && { m_parts.config.process.seccompJson = profile.toJson(); return std::move(*this); }
    /// The image's command unless one was given (before or after), its environment in place of the present one, its folder
    /// and user.
    ContainerBuilder &&imageConfig(const oci::ImageConfig &image) &&;

    // the container
    ContainerBuilder &&hostname(std::string name) && { m_parts.config.hostname = std::move(name); return std::move(*this); }
    ContainerBuilder &&sysctl(std::string key, std::string value) && { m_parts.config.sysctls.insert_or_assign(std::move(key), std::move(value)); return std::move(*this); }
    ContainerBuilder &&mount(oci::Mount mount) && { m_parts.config.mounts.push_back(std::move(mount)); return std::move(*this); }
    ContainerBuilder &&tmpfs(std::string destination, std::optional<ByteSize> size = {}, const std::vector<std::string> &options = {}) &&
    {
        m_parts.config.mounts.push_back(tmpfsMount(std::move(destination), size, options));
        return std::move(*this);
    }
    /// A volume that is used for the first time gets what the root file system has there.
    ContainerBuilder &&volumeFill(VolumeFill fill) && { m_parts.config.fills.push_back(std::move(fill)); return std::move(*this); }
    ContainerBuilder &&sysctls(std::map<std::string, std::string> all) && { m_parts.config.sysctls = std::move(all); return std::move(*this); }
    ContainerBuilder &&defaultMounts(std::vector<oci::Mount> mounts) && { m_parts.config.defaultMounts = std::move(mounts); return std::move(*this); }
    ContainerBuilder &&readOnlyRoot(bool on) && { m_parts.config.readOnlyRoot = on; return std::move(*this); }
    ContainerBuilder &&maskedPaths(std::vector<std::string> paths) && { m_parts.config.maskedPaths = std::move(paths); return std::move(*this); }
    ContainerBuilder &&readOnlyPaths(std::vector<std::string> paths) && { m_parts.config.readOnlyPaths = std::move(paths); return std::move(*this); }
    ContainerBuilder &&useInit(bool on) && { m_parts.config.useInit = on; return std::move(*this); }
    ContainerBuilder &&memoryLimit(ByteSize size) && { m_parts.config.memory = size; return std::move(*this); }
    ContainerBuilder &&cpuLimit(double cpus) && { m_parts.config.cpus = cpus; return std::move(*this); }
    ContainerBuilder &&pidsLimit(std::int64_t count) && { m_parts.config.pids = count; return std::move(*this); }
    ContainerBuilder &&dns(DnsConfig dns) && { m_parts.config.dns = std::move(dns); return std::move(*this); }
    ContainerBuilder &&hosts(HostsConfig hosts) && { m_parts.config.hosts = std::move(hosts); return std::move(*this); }
    ContainerBuilder &&socket(SocketConfig socket) && { m_parts.config.sockets.push_back(std::move(socket)); return std::move(*this); }
    ContainerBuilder &&sockets(std::vector<SocketConfig> list) &&
    {
        for (SocketConfig &socket : list)
            m_parts.config.sockets.push_back(std::move(socket));
        return std::move(*this);
    }
    ContainerBuilder &&progress(ProgressFn progress) && { m_parts.progress = std::move(progress); return std::move(*this); }

    // the machine, where it is made for the container
    ContainerBuilder &&cpus(unsigned count) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.vcpus = count;
        return std::move(*this);
    }
    ContainerBuilder &&memory(ByteSize size) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.memory = size;
        return std::move(*this);
    }
    ContainerBuilder &&network(vmm::UserNetwork network, std::vector<GuestInterface> interfaces) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.network = std::move(network);
        m_parts.where.interfaces = std::move(interfaces);
        return std::move(*this);
    }
    ContainerBuilder &&kernel(std::filesystem::path kernel, std::filesystem::path initramfs) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.kernel = std::move(kernel);
        m_parts.where.initramfs = std::move(initramfs);
        return std::move(*this);
    }
    ContainerBuilder &&accelerator(Accelerator accelerator) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.accelerator = accelerator;
        return std::move(*this);
    }
    ContainerBuilder &&kernelArgument(std::string argument) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.kernelArguments.push_back(std::move(argument));
        return std::move(*this);
    }
    /// A folder or a single file of the host at `destination`. Of a file, neither container nor guest sees its siblings.
    ContainerBuilder &&hostMount(std::filesystem::path source, std::string destination, bool readOnly = false) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.hostMounts.push_back({std::move(source), std::move(destination), readOnly});
        return std::move(*this);
    }
    /// Another disk with a file system on it (a volume), mounted at `destination`. Who writes to one has it alone.
    ContainerBuilder &&diskMount(vmm::Disk disk, std::string filesystem, std::string destination) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.config.mounts.push_back(container::diskMount(disk.serial, std::move(filesystem), std::move(destination), disk.readOnly));
        m_parts.where.disks.push_back(std::move(disk));
        return std::move(*this);
    }
    ContainerBuilder &&nestedVirtualization(bool on) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.nestedVirtualization = on;
        return std::move(*this);
    }
    ContainerBuilder &&stateDirectory(std::filesystem::path folder) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.stateDirectory = std::move(folder);
        return std::move(*this);
    }
    ContainerBuilder &&machineFactory(vmm::MachineFactory &factory) &&
        requires std::same_as<Where, ImplicitMachine>
    {
        m_parts.where.factory = &factory;
        return std::move(*this);
    }

    // the root file system: from here on it can be started
    ContainerBuilder<Where, Ready> rootfs(typename RootfsOf<Where>::Type rootfs) &&
        requires std::same_as<State, Init>
    {
        m_parts.rootfs = std::move(rootfs);
        return ContainerBuilder<Where, Ready>(std::move(m_parts));
    }

    // streams or a terminal
    ContainerBuilder &&standardInput(Stdio how) &&
        requires(!std::same_as<State, ReadyPty>)
    {
        m_parts.stdio.standardInput = how;
        return std::move(*this);
    }
    ContainerBuilder &&standardOutput(Stdio how) &&
        requires(!std::same_as<State, ReadyPty>)
    {
        m_parts.stdio.standardOutput = how;
        return std::move(*this);
    }
    ContainerBuilder &&standardError(Stdio how) &&
        requires(!std::same_as<State, ReadyPty>)
    {
        m_parts.stdio.standardError = how;
        return std::move(*this);
    }
    ContainerBuilder<Where, ReadyPty> pty(TerminalSize size) &&
        requires std::same_as<State, Ready>
    {
        m_parts.size = size;
        return ContainerBuilder<Where, ReadyPty>(std::move(m_parts));
    }

    /// The OCI specification that spawn() will use. Pure.
    [[nodiscard]] Result<oci::RuntimeSpec> runtimeSpec() const
        requires(!std::same_as<State, Init>);

    /// Boots the machine if it is to have one of its own, and starts the container; returns once its program runs. A failed
    /// or stopped start leaves nothing behind.
    Result<Container<Streams>> spawn(std::stop_token stop) &&
        requires std::same_as<State, Ready>;
    Result<Container<Pty>> spawn(std::stop_token stop) &&
        requires std::same_as<State, ReadyPty>;
    /// spawn() and wait().
    Result<ExitStatus> status(std::stop_token stop) &&
        requires(!std::same_as<State, Init>)
    {
        auto container = std::move(*this).spawn(stop);
        if (!container)
            return fail(std::move(container).error());
        return container->wait(stop);
    }
    /// spawn() and waitWithOutput(), with stdout and stderr piped.
    Result<Output> output(std::stop_token stop) &&
        requires(!std::same_as<State, Init>)
    {
        if constexpr (std::same_as<State, Ready>) {
            m_parts.stdio.standardOutput = Stdio::Piped;
            m_parts.stdio.standardError = Stdio::Piped;
        }
        auto container = std::move(*this).spawn(stop);
        if (!container)
            return fail(std::move(container).error());
        return std::move(*container).waitWithOutput(stop);
    }

private:
    BuilderParts<Where> m_parts;
};

} // namespace firkin::container
