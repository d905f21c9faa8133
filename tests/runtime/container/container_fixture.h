// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error_text.h"
#include "runtime/container/container_builder.h"
#include "tests/contract/require_ok.h"
#include "tests/support/fake_agent.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace firkin::test {

/// A factory of fake machines with a fake agent in each, files for the images, and a folder that plays the root.
struct World {
    explicit World(bool ours = true)
        : factory([this, ours](FakeMachine &machine) {
              lastMachine = &machine;
              if (withAgent)
                  agent = std::make_unique<FakeAgent>(machine, FakeAgentOptions{ours, root()});
              if (onBoot)
                  onBoot(machine);
          })
    {
        qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
        std::filesystem::create_directories(root());
        for (const char *name : {"image", "upper", "vmlinux", "initramfs"})
            std::ofstream(path(name)) << "x";
    }
    // The agent's server uses the machine, which the factory's caller owns: gone first.
    ~World()
    {
        agent.reset();
        std::error_code ignored; // names that are no text are beyond QTemporaryDir
        for (const char *name : {"root", "host"})
            std::filesystem::remove_all(path(name), ignored);
    }

    [[nodiscard]] std::filesystem::path path(const char *name) const { return folder.filePath(QString::fromUtf8(name)).toStdString(); }
    [[nodiscard]] std::filesystem::path root() const { return path("root"); }

    container::ContainerBuilder<container::ImplicitMachine, container::Ready> builder(std::vector<std::string> command)
    {
        auto init = container::Container<container::Streams>::builder("c1");
        return std::move(*init)
            .machineFactory(factory)
            .accelerator(Accelerator::Kvm) // whose deadlines are the shorter ones
            .kernel(path("vmlinux"), path("initramfs"))
            .command(std::move(command))
            .rootfs(container::Rootfs::overlay(path("image"), path("upper")));
    }

    /// A machine by itself, with both disks.
    Result<std::shared_ptr<container::Machine>> boot()
    {
        vmm::MachineConfig config;
        config.id = *MachineId::parse("m1");
        config.accelerator = Accelerator::Kvm;
        config.kernel = path("vmlinux");
        config.initramfs = path("initramfs");
        config.disks = {{path("image"), "rootfs", true}, {path("upper"), "upper", false}};
        config.stateDirectory = folder.path().toStdString();
        config.socketDirectory = folder.path().toStdString();
        return container::Machine::boot(factory, config, {}, {});
    }

    QTemporaryDir folder;
    bool withAgent = true;
    std::function<void(FakeMachine &)> onBoot;
    FakeMachine *lastMachine = nullptr; ///< while its owner lives
    std::unique_ptr<FakeAgent> agent;
    FakeMachineFactory factory;
};

} // namespace firkin::test
