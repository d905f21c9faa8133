// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/engine/engine_fixture.h"

#include "runtime/base/file.h"
#include "tests/contract/require_ok.h"

#include <QTest>

#include <algorithm>
#include <csignal>

namespace firkin::test {

using namespace engine;

EngineFixture::EngineFixture() : m_folder(QStringLiteral("/tmp/fk-XXXXXX"))
{
    const std::filesystem::path base(m_folder.path().toStdString());
    m_runtime = base / "run";
    std::filesystem::create_directory(m_runtime);
    std::filesystem::permissions(m_runtime, std::filesystem::perms::owner_all);
    ::setenv("XDG_RUNTIME_DIR", m_runtime.c_str(), 1);
    ::setenv("FIRKIN_STORE", (base / "store").c_str(), 1);
    m_store = orFail(store::Store::open(base / "store"));
    m_image = orFail(open()->images().ensureStarter({}, {}));
}

EngineFixture::~EngineFixture()
{
    const auto engine = open();
    for (const ContainerId &id : m_store->containerIds().value_or(std::vector<ContainerId>()))
        (void)engine->containers().forceOff(id, {});
    for (const PodId &id : m_store->podIds().value_or(std::vector<PodId>()))
        (void)engine->pods().stop(id, std::chrono::milliseconds(0), {});
    if (!isClean()) {
        for (const std::string &line : processes())
            qWarning("left behind: %s", line.c_str());
    }
}

std::unique_ptr<Engine> EngineFixture::open() const
{
    return orFail(openEngine(m_store->layout().root));
}

ContainerId EngineFixture::create(Engine &engine, ContainerSpec spec)
{
    spec.image = m_image;
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(256);
    return orFail(engine.containers().create(spec, {}, {}));
}

ContainerId EngineFixture::start(Engine &engine, const std::string &name, const std::string &script)
{
    ContainerSpec spec;
    spec.name = name;
    spec.command = {"/bin/sh", "-c", script};
    const ContainerId id = create(engine, spec);
    if (const Status started = engine.containers().start(id, {}, {}); !started)
        qFatal("%s", render(started.error()).c_str());
    return id;
}

pid_t EngineFixture::supervisorOf(const ContainerId &id) const
{
    const auto machine = m_store->loadMachine(orFail(MachineId::parse(id.str())));
    return machine && machine->supervisor ? machine->supervisor->pid : 0;
}

std::vector<std::string> EngineFixture::processes() const
{
    const std::string mark = m_folder.path().toStdString();
    std::vector<std::string> found;
    std::error_code error;
    for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end; it.increment(error)) {
        const std::string pid = it->path().filename();
        if (pid.find_first_not_of("0123456789") != std::string::npos || std::stoi(pid) == ::getpid())
            continue;
        auto line = readFile(it->path() / "cmdline", std::size_t{1} << 20);
        if (!line || !line->contains(mark))
            continue;
        std::ranges::replace(*line, '\0', ' ');
        found.push_back(pid + " " + *line);
    }
    return found;
}

bool EngineFixture::isClean() const
{
    const auto socketsLeft = [this] {
        std::error_code error;
        return !std::filesystem::is_empty(m_runtime / "firkin", error) && !error;
    };
    return QTest::qWaitFor([&] { return processes().empty() && !socketsLeft(); }, 60'000);
}

Executed execute(Engine &engine, const ContainerId &id, std::vector<std::string> command, const std::string &input)
{
    Mailbox<Executed> mailbox;
    ExecEvents events;
    events.output = [&](OutputStream stream, std::span<const std::byte> bytes) {
        mailbox.edit([&](Executed &executed) {
            (stream == OutputStream::Stderr ? executed.errors : executed.output)
                .append(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        });
    };
    events.exited = [&](ProcessStatus status) { mailbox.edit([&](Executed &executed) { executed.status = status; }); };
    events.lost = [&](const Error &error) { mailbox.edit([&](Executed &executed) { executed.failure = error; }); };
    ExecSpec spec;
    spec.command = std::move(command);
    spec.openStdin = !input.empty();
    const auto exec = engine.processes().exec(id, spec, events, {});
    if (!exec) {
        Executed failed;
        failed.failure = exec.error();
        return failed;
    }
    if (!input.empty()) {
        (void)(*exec)->write(std::as_bytes(std::span(input)), {});
        (void)(*exec)->closeInput();
    }
    (void)mailbox.waitFor([](const Executed &executed) { return executed.status || executed.failure; });
    return mailbox.value();
}

std::string logOf(Engine &engine, const ContainerId &id)
{
    const auto reader = orFail(engine.logs().open(id));
    std::string text;
    for (;;) {
        const auto records = orFail(reader->read(std::size_t{1} << 20));
        if (records.empty())
            return text;
        for (const LogRecord &record : records)
            text += record.bytes;
    }
}

} // namespace firkin::test
