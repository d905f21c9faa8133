// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/container/shared_machine.h"

#include "tests/integration/container/boot_machine.h"
#include "tests/integration/container/busybox_rootfs.h"

namespace firkin::test {

using namespace container;

Result<std::unique_ptr<SharedMachine>> SharedMachine::boot()
{
    std::unique_ptr<SharedMachine> shared(new SharedMachine);
    FIRKIN_TRY(makeBusyboxRootfs(shared->path("tree"), shared->path("rootfs.img")));
    FIRKIN_TRY(makeEmptyExt4(shared->path("upper1.img"), std::uint64_t{1} << 30));
    FIRKIN_TRY(makeEmptyExt4(shared->path("upper2.img"), std::uint64_t{1} << 30));
    vmm::MachineConfig config;
    config.id = *MachineId::parse("flows");
    config.vcpus = 2;
    config.memory = ByteSize::ofMiB(768);
    config.disks = {{shared->path("rootfs.img"), "rootfs", true}, {shared->path("upper1.img"), "upper1", false}, {shared->path("upper2.img"), "upper2", false}};
    FIRKIN_ASSIGN(shared->m_machine, bootMachine(shared->path(""), std::move(config)));
    FIRKIN_ASSIGN(auto builder, shared->m_machine->container("box"));
    FIRKIN_ASSIGN(auto box, std::move(builder)
                                .command({"/bin/sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"})
                                .rootfs(GuestRootfs::overlay("rootfs", "upper1"))
                                .spawn({}));
    shared->m_box.emplace(std::move(box));
    return shared;
}

SharedMachine::~SharedMachine()
{
    if (m_box)
        static_cast<void>(m_box->kill(sigKill, {}));
    if (m_machine)
        static_cast<void>(m_machine->stop({}));
}

Result<Output> SharedMachine::shell(const std::string &script)
{
    FIRKIN_ASSIGN(auto process,
                  m_box->exec(nextId(),
                              execBuilder().command({"/bin/sh", "-c", script}).inherit().standardOutput(Stdio::Piped).standardError(Stdio::Piped).build(),
                              {}));
    return std::move(process).waitWithOutput({});
}

std::string SharedMachine::text(const std::string &script)
{
    const auto output = shell(script);
    return output ? output->standardOutput + output->standardError : render(output.error());
}

Result<SharedMachine::Builder> SharedMachine::place(const std::string &id, std::vector<std::string> command)
{
    FIRKIN_ASSIGN(auto builder, m_machine->container(id));
    return std::move(builder).command(std::move(command)).rootfs(GuestRootfs::overlay("rootfs", "upper2"));
}

Result<Output> SharedMachine::run(Builder builder)
{
    FIRKIN_ASSIGN(auto container, std::move(builder).standardOutput(Stdio::Piped).standardError(Stdio::Piped).spawn({}));
    const auto mounted = container.mounted();
    auto output = std::move(container).waitWithOutput({});
    FIRKIN_TRY(mounted->unmount({}));
    return output;
}

} // namespace firkin::test
