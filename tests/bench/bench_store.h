// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/engine/engine.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace firkin::bench {

/// A store of its own in a temporary folder, with the starter image in it; removed at the end.
class BenchStore {
public:
    static Result<std::unique_ptr<BenchStore>> create();
    ~BenchStore();
    BenchStore(const BenchStore &) = delete;
    BenchStore &operator=(const BenchStore &) = delete;

    [[nodiscard]] engine::Engine &engine() const { return *m_engine; }
    [[nodiscard]] const std::filesystem::path &directory() const { return m_directory; }
    [[nodiscard]] std::filesystem::path storeDirectory() const { return m_directory / "store"; }
    /// A container of the starter image that runs `command`.
    Result<ContainerId> createContainer(std::vector<std::string> command);
    Status removeContainer(const ContainerId &id);

private:
    explicit BenchStore(std::filesystem::path directory) : m_directory(std::move(directory)) {}
    std::filesystem::path m_directory;
    std::unique_ptr<engine::Engine> m_engine;
    std::string m_image;
};

} // namespace firkin::bench
