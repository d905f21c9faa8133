// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"
#include "app/cli/verbs/verbs.h"
#include "runtime/base/error_text.h"
#include "runtime/base/file.h"
#include "runtime/base/process.h"
#include "runtime/engine/restart_policy.h"

#include <CLI/CLI.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace firkin::cli {

namespace {

struct RestoreOptions {
    bool installUnit = false;
    bool removeUnit = false;
};

constexpr auto unitName = "firkin-restore.service";

/// Where systemd looks for this user's units.
std::filesystem::path unitFolder()
{
    const auto variable = [](const char *name) { return std::string(std::getenv(name) ? std::getenv(name) : ""); };
    if (const std::string config = variable("XDG_CONFIG_HOME"); config.starts_with('/'))
        return std::filesystem::path(config) / "systemd/user";
    return std::filesystem::path(variable("HOME")) / ".config/systemd/user";
}

/// systemd's own quoting of a path in ExecStart.
std::string quoted(const std::string &path)
{
    std::string out = "\"";
    for (const char c : path) {
        if (c == '"' || c == '\\')
            out += '\\';
        if (c == '%' || c == '$')
            out += c;
        out += c;
    }
    return out + "\"";
}

std::string unitText(const std::string &program)
{
    return "[Unit]\n"
           "Description=Start the Firkin containers that are to run always\n\n"
           "[Service]\n"
           "Type=oneshot\n"
           "RemainAfterExit=yes\n"
           "KillMode=process\n"
           "ExecStart=" + quoted(program) + " system restore\n\n"
           "[Install]\n"
           "WantedBy=default.target\n";
}

Status systemctl(std::vector<std::string> arguments, std::stop_token stop)
{
    ProcessSpec spec;
    spec.program = "/usr/bin/systemctl";
    spec.arguments = {"--user"};
    spec.arguments.insert(spec.arguments.end(), arguments.begin(), arguments.end());
    FIRKIN_ASSIGN(const auto process, Process::start(spec));
    FIRKIN_ASSIGN(const auto end, process->wait(Deadline::after(std::chrono::seconds(20)), std::move(stop)));
    if (!end.success())
        return fail(Operation::RunHelper, "systemctl", Reason::HelperFailed, process->errorTail());
    return {};
}

Result<int> installUnit(Context &context)
{
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error)
        return fail(systemError(Operation::WriteSettings, "fk", error.value(), "/proc/self/exe"));
    const std::filesystem::path unit = unitFolder() / unitName;
    std::filesystem::create_directories(unit.parent_path(), error);
    if (error)
        return fail(systemError(Operation::WriteSettings, unit.parent_path().string(), error.value()));
    FIRKIN_TRY(writeFileAtomically(unit, unitText(program.string())));
    context.console.print("Wrote " + unit.string() + "\n");
    Status enabled = systemctl({"daemon-reload"}, context.stop());
    if (enabled)
        enabled = systemctl({"enable", unitName}, context.stop());
    if (!enabled) {
        context.console.printError("fk: systemd does not know it yet: " + render(enabled.error()) + "\n"
                                   "fk: enable it with: systemctl --user enable " + unitName + "\n");
        return 1;
    }
    context.console.print("Enabled. It runs when you log in; for a start with the host: loginctl enable-linger\n");
    return 0;
}

Result<int> removeUnit(Context &context)
{
    const std::filesystem::path unit = unitFolder() / unitName;
    (void)systemctl({"disable", unitName}, context.stop()); // a systemd that does not answer has nothing enabled
    std::error_code error;
    if (!std::filesystem::remove(unit, error)) {
        if (error)
            return fail(systemError(Operation::WriteSettings, unit.string(), error.value()));
        return fail(Operation::WriteSettings, unit.string(), Reason::NoSuchFile);
    }
    context.console.print("Removed " + unit.string() + "\n");
    return 0;
}

Result<int> restore(Context &context, const RestoreOptions &options)
{
    if (options.installUnit && options.removeUnit)
        return fail(Operation::ParseOptions, "--remove-unit", Reason::ConflictingOptions);
    if (options.installUnit)
        return installUnit(context);
    if (options.removeUnit)
        return removeUnit(context);
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerList list, engine->containers().list(context.stop()));
    int code = 0;
    for (const engine::ContainerView &container : list.containers) {
        if (!engine::startsAtRestore(container))
            continue;
        ProgressLine line(context.console);
        const Status started = engine->containers().start(container.id, line.sink(), context.stop());
        line.clear();
        if (started) {
            context.console.print(container.name + "\n");
        } else if (started.error().isCancelled()) {
            return fail(started.error());
        } else {
            context.console.printError("fk: " + render(started.error()) + "\n");
            code = 1;
        }
    }
    return code;
}

} // namespace

void addSystemRestore(Program &program, CLI::App &group)
{
    const auto options = std::make_shared<RestoreOptions>();
    CLI::App *verb = program.verb(group, "restore", "Start the containers that are to run always, after a reboot", [options](Context &context) {
        return restore(context, *options);
    });
    verb->add_flag("--install-unit", options->installUnit, "Have systemd do it at each login, by a unit of yours");
    verb->add_flag("--remove-unit", options->removeUnit, "Take that unit away");
    verb->footer("Starts those with --restart always, those with unless-stopped that were not stopped,\n"
                 "and those with on-failure that ended with the host.");
}

} // namespace firkin::cli
