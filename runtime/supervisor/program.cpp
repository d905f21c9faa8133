// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/program.h"

#include "runtime/engine/store/names.h"

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <linux/close_range.h>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::supervisor {

Result<Arguments> parseArguments(int argc, const char *const *argv)
{
    std::optional<std::string_view> machine;
    std::optional<std::string_view> store;
    Arguments arguments;
    for (int i = 1; i < argc; i += 2) {
        const std::string_view name = argv[i];
        if (i + 1 >= argc)
            return fail(Operation::ParseOptions, name, Reason::BadSyntax, "a value is missing");
        const std::string_view value = argv[i + 1];
        if (name == "--machine") {
            machine = value;
        } else if (name == "--network") {
            arguments.network = value;
        } else if (name == "--store") {
            store = value;
        } else if (name == "--ready-fd") {
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), arguments.readyFd);
            if (error != std::errc() || end != value.data() + value.size() || arguments.readyFd < 0)
                return fail(Operation::ParseOptions, name, Reason::BadSyntax, value);
        } else {
            return fail(Operation::ParseOptions, name, Reason::BadSyntax);
        }
    }
    if (machine.has_value() == !arguments.network.empty() || !store || !store->starts_with('/'))
        return fail(Operation::ParseOptions, "firkin-supervisor", Reason::BadSyntax, "--machine ID or --network NAME, and --store DIR");
    if (machine) {
        FIRKIN_ASSIGN(arguments.machine, MachineId::parse(*machine));
    } else if (!store::isValidName(arguments.network)) {
        return fail(Operation::ParseOptions, arguments.network.substr(0, 80), Reason::BadName);
    }
    arguments.store = *store;
    return arguments;
}

void leaveCaller(int keep)
{
    // Twice, so that it is no session leader either: it can never get a terminal.
    if (const pid_t child = ::fork(); child != 0)
        ::_exit(child < 0 ? 1 : 0);
    ::setsid();
    if (const pid_t child = ::fork(); child != 0)
        ::_exit(child < 0 ? 1 : 0);
    ::umask(0077);
    (void)!::chdir("/");
    const int null = ::open("/dev/null", O_RDWR);
    for (const int stream : {0, 1, 2})
        ::dup2(null, stream);
    if (keep > 2) {
        if (keep > 3)
            ::close_range(3, static_cast<unsigned>(keep) - 1, 0);
        ::close_range(static_cast<unsigned>(keep) + 1, ~0U, 0);
        ::fcntl(keep, F_SETFD, FD_CLOEXEC);
    } else {
        ::close_range(3, ~0U, 0);
    }
}

} // namespace firkin::supervisor
