// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error_text.h"
#include "runtime/container/container_builder.h"
#include "tests/contract/require_ok.h"
#include "tests/support/bytes.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace firkin::test {

/// One real machine for several test classes, with a busybox container that runs until the end, and a second place for
/// containers of a moment.
class SharedMachine {
public:
    static Result<std::unique_ptr<SharedMachine>> boot();
    ~SharedMachine();

    [[nodiscard]] std::filesystem::path path(const std::string &name) const { return std::filesystem::path(m_folder.path().toStdString()) / name; }
    [[nodiscard]] container::Machine &machine() { return *m_machine; }
    [[nodiscard]] container::Container<container::Streams> &box() { return *m_box; }
    /// An id that no process has had.
    std::string nextId() { return "p" + std::to_string(++m_nextId); }

    /// A script in the long-lived container, with what the container's first process has.
    Result<container::Output> shell(const std::string &script);
    /// All that it prints, or the error's sentence.
    std::string text(const std::string &script);

    using Builder = container::ContainerBuilder<container::OnMachine, container::Ready>;
    /// A container in the second place, whose writable layer is the same each time; the caller ends it with leave().
    Result<Builder> place(const std::string &id, std::vector<std::string> command);
    /// Runs it to its end and leaves its place.
    Result<container::Output> run(Builder builder);
    template <class Container>
    Status leave(Container &container)
    {
        const auto status = container.wait({});
        const Status unmounted = container.mounted()->unmount({});
        return status ? unmounted : Status(fail(status.error()));
    }

private:
    SharedMachine() = default;
    QTemporaryDir m_folder;
    std::shared_ptr<container::Machine> m_machine;
    std::optional<container::Container<container::Streams>> m_box;
    std::atomic<int> m_nextId = 0;
};

} // namespace firkin::test
