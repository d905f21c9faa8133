// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/container/process_config.h"
#include "runtime/container/stdio.h"

#include <string>
#include <utility>
#include <vector>

namespace firkin::container {

/// What a process takes from the container's first one.
struct ExecInherit {
    bool environment = false;      ///< put before the config's own, which wins
    bool workingDirectory = false; ///< in place of the config's
    bool user = false;             ///< in place of the config's, groups included
    bool limits = false;           ///< capabilities, rlimits, no_new_privileges

    static ExecInherit nothing() { return {}; }
    static ExecInherit everything() { return {true, true, true, true}; } ///< Docker's way
};

/// What to execute in a running container. A terminal has no stdout and stderr of its own.
template <ContainerStdio S>
struct ExecConfig;

template <>
struct ExecConfig<Streams> {
    ProcessConfig process;
    ExecInherit inherit;
    StdioConfig stdio;
};
template <>
struct ExecConfig<Pty> {
    ProcessConfig process;
    ExecInherit inherit;
    TerminalSize size;
};

struct MissingCommand;

/// Builds an ExecConfig: no build() before a command, no stdout or stderr after pty().
///   auto config = execBuilder().command({"ls", "-l"}).standardOutput(Stdio::Piped).build();
template <class State>
class ExecBuilder {
public:
    ExecBuilder() = default;

    ExecBuilder<Streams> command(std::vector<std::string> arguments) &&
        requires std::same_as<State, MissingCommand>
    {
        m_process.arguments = std::move(arguments);
        return next<Streams>();
    }
    ExecBuilder<Pty> pty(TerminalSize size) &&
        requires std::same_as<State, Streams>
    {
        m_size = size;
        return next<Pty>();
    }
    ExecBuilder &&env(std::string key, std::string_view value) &&
    {
        m_process.environment.push_back(std::move(key) + "=" + std::string(value));
        return std::move(*this);
    }
    ExecBuilder &&workingDirectory(std::string folder) &&
    {
        m_process.workingDirectory = std::move(folder);
        m_folderGiven = true;
        return std::move(*this);
    }
    ExecBuilder &&user(User user) &&
    {
        m_process.user = std::move(user);
        m_userGiven = true;
        return std::move(*this);
    }
    ExecBuilder &&noNewPrivileges(bool on) && { m_process.noNewPrivileges = on; return std::move(*this); }
    ExecBuilder &&capabilities(Capabilities set) && { m_process.capabilities = std::move(set); return std::move(*this); }
    ExecBuilder &&rlimit(Rlimit limit) && { m_process.rlimits.push_back(std::move(limit)); return std::move(*this); }
    /// From the container's first process, where the builder was told nothing else (before or after).
    ExecBuilder &&inherit(ExecInherit what = ExecInherit::everything()) && { m_inherit = what; return std::move(*this); }
    ExecBuilder &&standardInput(Stdio how) &&
        requires std::same_as<State, Streams>
    {
        m_stdio.standardInput = how;
        return std::move(*this);
    }
    ExecBuilder &&standardOutput(Stdio how) &&
        requires std::same_as<State, Streams>
    {
        m_stdio.standardOutput = how;
        return std::move(*this);
    }
    ExecBuilder &&standardError(Stdio how) &&
        requires std::same_as<State, Streams>
    {
        m_stdio.standardError = how;
        return std::move(*this);
    }
    auto build() &&
        requires ContainerStdio<State>
    {
        ExecConfig<State> config;
        config.process = std::move(m_process);
        config.inherit = m_inherit;
        config.inherit.workingDirectory &= !m_folderGiven;
        config.inherit.user &= !m_userGiven;
        if constexpr (std::same_as<State, Pty>)
            config.size = m_size;
        else
            config.stdio = m_stdio;
        return config;
    }

private:
    template <class Other>
    friend class ExecBuilder;
    template <class Next>
    ExecBuilder<Next> next()
    {
        ExecBuilder<Next> builder;
        builder.m_process = std::move(m_process);
        builder.m_stdio = m_stdio;
        builder.m_size = m_size;
        builder.m_inherit = m_inherit;
        builder.m_folderGiven = m_folderGiven;
        builder.m_userGiven = m_userGiven;
        return builder;
    }

    ProcessConfig m_process;
    StdioConfig m_stdio;
    TerminalSize m_size;
    ExecInherit m_inherit;
    bool m_folderGiven = false;
    bool m_userGiven = false;
};

[[nodiscard]] inline ExecBuilder<MissingCommand> execBuilder() { return {}; }

} // namespace firkin::container
