// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/find_container.h"
#include "app/cli/log_printer.h"
#include "app/cli/options.h"
#include "app/cli/verbs/verbs.h"

#include <CLI/CLI.hpp>

namespace firkin::cli {

namespace {

constexpr std::size_t readAtOnce = std::size_t{1} << 20;

struct LogsOptions {
    std::string container;
    bool follow = false;
    bool timestamps = false;
    bool kernel = false;
    std::string tail = "all";
};

Result<std::optional<std::size_t>> tailOf(const std::string &text)
{
    if (text == "all")
        return std::optional<std::size_t>();
    if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
        return fail(Operation::ParseOptions, text, Reason::BadSyntax, "the number of lines is a number, or all");
    return std::optional<std::size_t>(std::stoul(text));
}

/// Everything up to the present end into `printer`.
Status readAll(engine::LogReader &reader, LogPrinter &printer, const std::stop_token &stop)
{
    for (;;) {
        if (stop.stop_requested())
            return fail(cancelled(Operation::ReadLogs, ""));
        FIRKIN_ASSIGN(const std::vector<engine::LogRecord> records, reader.read(readAtOnce));
        if (records.empty())
            return {};
        for (const engine::LogRecord &record : records)
            printer.add(record);
    }
}

Result<int> logs(Context &context, const LogsOptions &options)
{
    FIRKIN_ASSIGN(const std::optional<std::size_t> tail, tailOf(options.tail));
    FIRKIN_ASSIGN(engine::Engine *const engine, context.engine());
    FIRKIN_ASSIGN(const engine::ContainerView container, findContainer(context, *engine, options.container, Operation::ReadLogs));
    if (options.kernel) {
        FIRKIN_ASSIGN(const std::string text, engine->logs().console(container.id, std::size_t{16} << 20));
        context.console.print(text);
        return 0;
    }
    FIRKIN_ASSIGN(const std::unique_ptr<engine::LogReader> reader, engine->logs().open(container.id));
    if (const engine::LogRange range = reader->range(); range.oldest > 0 && !tail)
        context.console.printError("fk: the first " + toString(ByteSize{range.oldest}) + " were dropped\n");
    LogPrinter printer(
        [&](engine::OutputStream stream, std::string_view text) {
            if (stream == engine::OutputStream::Stderr)
                context.console.printError(text);
            else
                context.console.print(text);
        },
        options.timestamps,
        tail);
    FIRKIN_TRY(readAll(*reader, printer, context.stop()));
    printer.goLive();
    while (options.follow) {
        auto more = reader->waitForMore(context.stop());
        if (!more && more.error().isCancelled())
            break; // Ctrl+C is how one leaves
        if (!more)
            return fail(std::move(more).error());
        if (!*more)
            break;
        FIRKIN_TRY(readAll(*reader, printer, context.stop()));
    }
    printer.finish();
    return 0;
}

} // namespace

void addLogs(Program &program)
{
    const auto options = std::make_shared<LogsOptions>();
    CLI::App *verb = program.verb(program.root(), "logs", "What a container has printed", [options](Context &context) { return logs(context, *options); });
    verb->add_option("container", options->container, "Its name or id")->required();
    verb->add_flag("-f,--follow", options->follow, "Go on as it prints more");
    verb->add_option("-n,--tail", options->tail, "So many lines from the end, or all");
    verb->add_flag("-t,--timestamps", options->timestamps, "With the time of each line");
    verb->add_flag("--kernel", options->kernel, "Its machine's kernel messages instead");
}

} // namespace firkin::cli
