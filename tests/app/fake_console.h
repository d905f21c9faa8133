// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/program.h"
#include "runtime/base/file.h"
#include "tests/support/fake_engine.h"

#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

namespace firkin::cli {

/// Passes everything on: the program owns its engine, the test keeps the fake one.
class Borrowed final : public engine::Engine {
public:
    explicit Borrowed(engine::Engine &borrowed) : m_engine(borrowed) {}
    engine::Containers &containers() override { return m_engine.containers(); }
    engine::Pods &pods() override { return m_engine.pods(); }
    engine::Sessions &sessions() override { return m_engine.sessions(); }
    engine::Processes &processes() override { return m_engine.processes(); }
    engine::Logs &logs() override { return m_engine.logs(); }
    engine::Statistics &statistics() override { return m_engine.statistics(); }
    engine::Files &files() override { return m_engine.files(); }
    engine::Images &images() override { return m_engine.images(); }
    engine::Volumes &volumes() override { return m_engine.volumes(); }
    engine::Networks &networks() override { return m_engine.networks(); }
    engine::Ports &ports() override { return m_engine.ports(); }
    engine::Registries &registries() override { return m_engine.registries(); }
    engine::Snapshots &snapshots() override { return m_engine.snapshots(); }
    Status check(const std::function<void(const engine::CheckResult &)> &onResult, std::stop_token stop) override { return m_engine.check(onResult, stop); }

private:
    engine::Engine &m_engine;
};

inline std::string contentOf(int fd)
{
    std::string text(static_cast<std::size_t>(::lseek(fd, 0, SEEK_END)), '\0');
    [[maybe_unused]] const ssize_t got = ::pread(fd, text.data(), text.size(), 0);
    return text;
}

/// The program on a fake engine, its three descriptors being files.
class FakeConsole {
public:
    struct Ran {
        int code = 0;
        std::string out;
        std::string err;
    };
    Ran fk(engine::FakeEngine *engine, const std::vector<std::string> &arguments, const std::string &input = {})
    {
        const UniqueFd in(::memfd_create("in", MFD_CLOEXEC));
        (void)writeAll(in.get(), input, "in");
        ::lseek(in.get(), 0, SEEK_SET);
        const UniqueFd out(::memfd_create("out", MFD_CLOEXEC));
        const UniqueFd err(::memfd_create("err", MFD_CLOEXEC));
        Console console;
        console.input = in.get();
        console.output = out.get();
        console.error = err.get();
        Program program;
        const int code = program.run(arguments, console, [engine] { return std::make_unique<Borrowed>(*engine); }, watch);
        return {code, contentOf(out.get()), contentOf(err.get())};
    }
    SignalWatch watch;
};

} // namespace firkin::cli
