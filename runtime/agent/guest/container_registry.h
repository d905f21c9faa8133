// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/agent/guest/guest_process.h"
#include "runtime/agent/guest/rooted_tree.h"
#include "runtime/base/result.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace firkin::guest {

/// A container that was created: its init process and what is executed into it. Any thread.
class GuestContainer {
public:
    GuestContainer(std::string id, std::string rootPath, std::string cgroupPath, std::shared_ptr<GuestProcess> init);

    [[nodiscard]] const std::string &id() const { return m_id; }
    [[nodiscard]] const std::string &rootPath() const { return m_rootPath; }
    [[nodiscard]] const std::string &cgroupPath() const { return m_cgroupPath; }
    [[nodiscard]] std::string bundle() const;
    [[nodiscard]] std::string execFolder(const std::string &processId) const;
    [[nodiscard]] const std::shared_ptr<GuestProcess> &init() const { return m_init; }

    /// The init by the container's own id. InvalidState for an unknown one, as the protocol has it.
    Result<std::shared_ptr<GuestProcess>> process(const std::string &processId) const;
    Status addExec(std::shared_ptr<GuestProcess> process);
    Result<std::shared_ptr<GuestProcess>> takeExec(const std::string &processId);
    [[nodiscard]] std::vector<std::shared_ptr<GuestProcess>> takeAllExecs();

private:
    const std::string m_id, m_rootPath, m_cgroupPath;
    const std::shared_ptr<GuestProcess> m_init;
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<GuestProcess>> m_execs;
};

/// /run/container/<id>
[[nodiscard]] std::string bundleFolder(const std::string &containerId);

/// All containers of the machine, by id. Any thread.
class ContainerRegistry {
public:
    [[nodiscard]] std::shared_ptr<GuestContainer> find(const std::string &id) const;
    Result<std::shared_ptr<GuestContainer>> require(const std::string &id) const; ///< NoSuchContainer
    Status add(std::shared_ptr<GuestContainer> container);                         ///< AlreadyExists
    void remove(const std::string &id);
    [[nodiscard]] std::vector<std::shared_ptr<GuestContainer>> all() const;

    /// The tree that the container sees: through its init's mount namespace while it runs, else its root file system. The
    /// path of an unknown container's bundle serves, too: one that is looked into and never started.
    Result<RootedTree> treeOf(const std::string &containerId) const;
    /// A path of the machine → the tree it means and the path in it: below /run/container/<id>/rootfs that container's
    /// tree, else the agent's own root.
    struct Place {
        RootedTree tree;
        std::string path;
    };
    Result<Place> resolve(const std::string &machinePath) const;

private:
    mutable std::mutex m_mutex;
    std::map<std::string, std::shared_ptr<GuestContainer>> m_containers;
};

} // namespace firkin::guest
