// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/process_service.h"

#include "runtime/agent/guest/cgroup.h"
#include "runtime/agent/guest/debug_shell.h"
#include "runtime/agent/guest/guest_files.h"
#include "runtime/agent/guest/kernel_file.h"
#include "runtime/agent/guest/log.h"
#include "runtime/agent/guest/mounter.h"
#include "runtime/agent/guest/spec_normaliser.h"
#include "runtime/base/file.h"
#include "runtime/base/ids.h"

#include <cerrno>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sched.h>
#include <sys/mount.h>
#include <thread>
#include <unistd.h>

namespace firkin::guest {

namespace {

constexpr std::size_t longestUserFile = std::size_t{4} << 20;

Status checkId(std::string_view id)
{
    if (!isValidId(id))
        return fail(Operation::StartProcess, id.substr(0, 80), Reason::BadId);
    return {};
}

/// The whole file, resolved in the container's tree; empty when it is not there.
std::string readUserFile(const RootedTree &tree, std::string_view path)
{
    const auto fd = tree.openFile(path);
    if (!fd)
        return {};
    return readFile("/proc/self/fd/" + std::to_string(fd->get()), longestUserFile).value_or("");
}

Result<ResolvedUser> userOf(const RootedTree &tree, const SpecSummary &summary)
{
    return resolveUser(summary.user, readUserFile(tree, "etc/passwd"), readUserFile(tree, "etc/group"), summary.additionalGids,
                       summary.additionalGroups);
}

Status writeBundleFile(const std::string &path, std::string_view content)
{
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd)
        return fail(systemError(Operation::CreateContainer, path, errno));
    return writeAll(fd.get(), content, path);
}

/// Only what we put there: were a file system still mounted below, a blind removal would empty it.
void removeBundle(const GuestContainer &container)
{
    const std::string bundle = container.bundle();
    for (const char *name : {"/config.json", "/crun.log", "/pid"})
        ::unlink((bundle + name).c_str());
    static_cast<void>(removeTree(bundle + "/execs"));
    for (const char *name : {"/rootfs", "/lower", "/upper", ""})
        ::rmdir((bundle + name).c_str());
}

/// The machine's settings: the specification asks for them, and the container has no namespace for them.
Status applySysctls(const std::map<std::string, std::string> &settings)
{
    for (const auto &[name, value] : settings)
        FIRKIN_TRY(writeSysctl(name, value));
    return {};
}

} // namespace

ProcessService::ProcessService(ContainerRegistry &registry, Crun &crun, EventLoop &loop, HostDialer dialer)
    : m_registry(registry), m_crun(crun), m_loop(loop), m_dialer(dialer)
{
}

Status ProcessService::create(const Creation &creation)
{
    FIRKIN_TRY(checkId(creation.containerId));
    FIRKIN_TRY(checkId(creation.processId));
    if (const auto container = m_registry.find(creation.containerId))
        return createExec(creation, *container);
    return createContainer(creation);
}

Status ProcessService::createContainer(const Creation &creation)
{
    const std::string &id = creation.containerId;
    if (creation.processId != id)
        return fail(Operation::CreateContainer, creation.processId, Reason::BadId, "init process id must match container id");
    FIRKIN_ASSIGN(auto spec, parseSpec(creation.specification));
    FIRKIN_ASSIGN(const SpecSummary summary, summarise(spec, id));
    FIRKIN_ASSIGN(const RootedTree rootfs, RootedTree::open(summary.rootPath));
    FIRKIN_ASSIGN(const ResolvedUser user, userOf(rootfs, summary));
    FIRKIN_TRY(resolveDiskSources(spec));
    const NormalisedSpec normalised = normaliseContainer(std::move(spec), id, user);
    if (!summary.hostname.empty()) {
        // A root file system that cannot be written, one of the guest's folders perhaps, has its name by the UTS namespace.
        if (auto written = writeEtcFile(summary.rootPath, "hostname", summary.hostname); !written)
            logWarning("hostname of " + id + ": " + written.error().detail);
    }
    FIRKIN_TRY(applySysctls(normalised.machineSysctls));

    StdioPlan stdio = creation.stdio;
    stdio.terminal = summary.terminal;
    FIRKIN_ASSIGN(auto io, ProcessIo::dial(m_loop, stdio, m_dialer));
    auto container = std::make_shared<GuestContainer>(id, summary.rootPath, summary.cgroupPath, std::make_shared<GuestProcess>(id, std::move(io)));
    FIRKIN_TRY(m_registry.add(container));
    const auto prepare = [&]() -> Status {
        FIRKIN_TRY(makeDirectories(container->bundle()));
        FIRKIN_TRY(writeBundleFile(container->bundle() + "/config.json", normalised.config));
        return makeCgroup(summary.cgroupPath);
    };
    auto prepared = prepare();
    if (!prepared) {
        m_registry.remove(id);
        static_cast<void>(removeCgroup(summary.cgroupPath));
        removeBundle(*container);
    }
    return prepared;
}

Status ProcessService::createExec(const Creation &creation, GuestContainer &container)
{
    const std::string &id = creation.processId;
    if (id == container.id())
        return fail(Operation::CreateContainer, id, Reason::NameTaken);
    if (!container.init()->isRunning())
        return fail(Operation::StartProcess, id, Reason::NotRunning, "container " + container.id() + " is not running");
    FIRKIN_ASSIGN(auto spec, parseSpec(creation.specification));
    FIRKIN_ASSIGN(const SpecSummary summary, summarise(spec, container.id()));
    FIRKIN_ASSIGN(const RootedTree tree, m_registry.treeOf(container.id()));
    FIRKIN_ASSIGN(const ResolvedUser user, userOf(tree, summary));
    // crun makes a missing folder for the first process only. Where it cannot be made, crun's own error says why.
    static_cast<void>(tree.makeFolders(summary.cwd));

    StdioPlan stdio = creation.stdio;
    stdio.terminal = summary.terminal;
    FIRKIN_ASSIGN(auto io, ProcessIo::dial(m_loop, stdio, m_dialer));
    const std::string folder = container.execFolder(id);
    FIRKIN_TRY(makeDirectories(folder));
    FIRKIN_TRY(writeBundleFile(folder + "/process.json", normaliseProcess(std::move(spec), user)));
    return container.addExec(std::make_shared<GuestProcess>(id, std::move(io)));
}

Status ProcessService::createDebug(const DebugCreation &creation)
{
    FIRKIN_TRY(checkId(creation.processId));
    FIRKIN_ASSIGN(const auto container, m_registry.require(creation.containerId));
    if (!container->init()->isRunning())
        return fail(Operation::StartProcess, creation.processId, Reason::NotRunning);
    StdioPlan stdio = creation.stdio;
    stdio.terminal = true;
    FIRKIN_ASSIGN(auto io, ProcessIo::dial(m_loop, stdio, m_dialer));
    const std::string folder = container->execFolder(creation.processId);
    FIRKIN_TRY(makeDirectories(folder));
    FIRKIN_TRY(writeBundleFile(folder + "/debug", std::to_string(creation.rows) + " " + std::to_string(creation.columns)));
    return container->addExec(std::make_shared<GuestProcess>(creation.processId, std::move(io)));
}

Result<pid_t> ProcessService::start(const std::string &containerId, const std::string &processId, const std::function<bool()> &stopped)
{
    FIRKIN_ASSIGN(const auto container, m_registry.require(containerId));
    FIRKIN_ASSIGN(const auto process, container->process(processId));
    const auto kills = oomKills(container->cgroupPath());
    const auto oomProbe = [path = container->cgroupPath(), kills] { return oomKills(path) > kills; };
    return process->start(
        [&](const ProcessIo &io, Reaper::Callback onEnd) -> Result<Started> {
            if (process == container->init())
                return m_crun.run(container->bundle(), containerId, io, stopped, std::move(onEnd));
            const auto init = container->init()->pid();
            if (!init)
                return fail(Operation::StartProcess, processId, Reason::NotRunning, "container " + containerId + " is not running");
            const std::string folder = container->execFolder(processId);
            if (const auto size = readKernelFile(folder + "/debug"))
                return startDebugShell(m_crun.reaper(), *init, *size, std::move(onEnd));
            return m_crun.exec(folder, containerId, folder + "/process.json", io, stopped, std::move(onEnd));
        },
        oomProbe);
}

Result<std::shared_ptr<GuestProcess>> ProcessService::find(const std::string &containerId, const std::string &processId) const
{
    FIRKIN_ASSIGN(const auto container, m_registry.require(containerId));
    return container->process(processId);
}

Status ProcessService::remove(const std::string &containerId, const std::string &processId)
{
    FIRKIN_ASSIGN(const auto container, m_registry.require(containerId));
    if (processId == containerId)
        return removeContainer(*container);
    FIRKIN_ASSIGN(const auto process, container->takeExec(processId));
    process->forget();
    static_cast<void>(removeTree(container->execFolder(processId)));
    return {};
}

Status ProcessService::removeContainer(GuestContainer &container)
{
    if (container.init()->wasStarted())
        FIRKIN_TRY(m_crun.remove(container.id()));
    FIRKIN_TRY(unmountIfMounted(container.bundle() + "/rootfs"));
    FIRKIN_TRY(removeCgroup(container.cgroupPath()));
    for (const auto &exec : container.takeAllExecs())
        exec->forget();
    container.init()->forget();
    removeBundle(container);
    m_registry.remove(container.id());
    return {};
}

Result<std::uint64_t> ProcessService::attach(const std::string &containerId, const std::string &processId, StdStream stream,
                                             std::uint32_t port, std::uint64_t offset)
{
    FIRKIN_ASSIGN(const auto process, find(containerId, processId));
    FIRKIN_ASSIGN(UniqueFd connection, m_dialer(port));
    return process->attach(stream, std::move(connection), offset);
}

Status ProcessService::setHostname(const std::string &containerId, const std::string &hostname)
{
    constexpr std::size_t longest = 64;
    if (hostname.empty() || hostname.size() > longest)
        return fail(Operation::ConfigureGuest, hostname.substr(0, longest), Reason::BadName);
    FIRKIN_ASSIGN(const auto container, m_registry.require(containerId));
    const auto pid = container->init()->pid();
    if (!pid)
        return fail(Operation::ConfigureGuest, containerId, Reason::NotRunning);
    const UniqueFd space(::open(("/proc/" + std::to_string(*pid) + "/ns/uts").c_str(), O_RDONLY | O_CLOEXEC));
    if (!space)
        return fail(systemError(Operation::ConfigureGuest, containerId, errno, "uts namespace"));
    // A namespace is entered by a thread for good: by one that ends.
    Status set;
    std::thread([&] {
        if (::setns(space.get(), CLONE_NEWUTS) != 0 || ::sethostname(hostname.data(), hostname.size()) != 0)
            set = fail(systemError(Operation::ConfigureGuest, containerId, errno, "hostname"));
    }).join();
    FIRKIN_TRY(set);
    if (auto written = writeEtcFile(container->rootPath(), "hostname", hostname); !written)
        logWarning("hostname of " + containerId + ": " + written.error().detail);
    return {};
}

} // namespace firkin::guest
