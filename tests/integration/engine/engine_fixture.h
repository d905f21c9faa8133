// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"
#include "runtime/engine/store/store.h"
#include "tests/contract/engine_contract.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>

#include <memory>
#include <string>
#include <vector>

namespace firkin::test {

/// A store and a runtime folder of the test's own, with the starter image, and engines on it.
class EngineFixture {
public:
    EngineFixture();
    ~EngineFixture(); ///< forces off whatever still runs

    [[nodiscard]] std::unique_ptr<engine::Engine> open() const;
    [[nodiscard]] const store::Store &store() const { return *m_store; }
    [[nodiscard]] const std::string &image() const { return m_image; }

    /// A small container that runs until it is stopped; sh's `script` if given.
    ContainerId start(engine::Engine &engine, const std::string &name, const std::string &script = "trap 'exit 0' TERM; while :; do sleep 1; done");
    ContainerId create(engine::Engine &engine, engine::ContainerSpec spec);

    [[nodiscard]] pid_t supervisorOf(const ContainerId &id) const;
    /// Processes anywhere on this host whose command line names this store or its runtime folder.
    [[nodiscard]] std::vector<std::string> processes() const;
    /// Waits until no process and no socket of any machine is left.
    [[nodiscard]] bool isClean() const;

private:
    QTemporaryDir m_folder;
    std::filesystem::path m_runtime;
    std::optional<store::Store> m_store;
    std::string m_image;
};

/// All output of a command executed in a container, and how it ended.
struct Executed {
    std::string output;
    std::string errors;
    std::optional<engine::ProcessStatus> status;
    std::optional<Error> failure;
};
Executed execute(engine::Engine &engine, const ContainerId &id, std::vector<std::string> command, const std::string &input = {});
inline Executed sh(engine::Engine &engine, const ContainerId &id, const std::string &script, const std::string &input = {})
{
    return execute(engine, id, {"/bin/sh", "-c", script}, input);
}

/// The whole captured output so far.
std::string logOf(engine::Engine &engine, const ContainerId &id);

} // namespace firkin::test
