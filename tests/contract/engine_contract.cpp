// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"

#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <set>
#include <thread>

namespace firkin::test {

using namespace engine;

namespace {

std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

} // namespace

const ContainerView *EngineContract::findIn(const ContainerList &list, const ContainerId &id)
{
    const auto found = std::ranges::find(list.containers, id, &ContainerView::id);
    return found == list.containers.end() ? nullptr : &*found;
}

ContainerId EngineContract::create(const std::string &name)
{
    ContainerSpec spec;
    spec.name = name;
    spec.image = m_image;
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(256);
    return orFail(m_engine.containers().create(spec, {}, {}));
}

ContainerId EngineContract::start(const std::string &name)
{
    const ContainerId id = create(name);
    if (const Status started = m_engine.containers().start(id, {}, {}); !started)
        qFatal("%s", render(started.error()).c_str());
    return id;
}

void EngineContract::removeAll()
{
    const ContainerList list = orFail(m_engine.containers().list({}));
    for (const ContainerView &view : list.containers)
        REQUIRE_OK(m_engine.containers().remove(view.id, true, true, {}));
    const std::vector<TrashEntry> trash = orFail(m_engine.containers().trash({}));
    for (const TrashEntry &entry : trash)
        REQUIRE_OK(m_engine.containers().purge(entry.id, {}));
}

void EngineContract::aCreatedContainerIsListedAndFound()
{
    const ContainerId id = create("web");

    const ContainerList list = orFail(m_engine.containers().list({}));
    const ContainerView *view = findIn(list, id);
    QVERIFY(view != nullptr);
    QCOMPARE(view->name, std::string("web"));
    QCOMPARE(view->state, ContainerState::Created);
    QVERIFY(!view->resolvedCommand.empty());
    QVERIFY(view->imageDigest.starts_with("sha256:"));
    for (const std::string &text : {std::string("web"), id.str()})
        QCOMPARE(orFail(m_engine.containers().find(text, {})).id.str(), id.str());
    QVERIFY(!orFail(m_engine.containers().inspect(id, {})).empty());
    removeAll();
}

void EngineContract::whatIsNotThereIsSaidSo()
{
    const ContainerId unknown = *ContainerId::parse("nobody");
    Containers &containers = m_engine.containers();

    QCOMPARE(containers.find("nobody", {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.start(unknown, {}, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.stop(unknown, {}, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.wait(unknown, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.remove(unknown, true, true, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.restore(unknown, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.purge(unknown, {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(containers.rename(unknown, "x", {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(m_engine.files().stat(unknown, "/", {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(m_engine.images().find("localhost/nothing:here", {}).error().rootReason(), Reason::NoSuchImage);
    ContainerSpec spec;
    spec.image = "localhost/nothing:here";
    QCOMPARE(containers.create(spec, {}, {}).error().rootReason(), Reason::NoSuchImage);
}

void EngineContract::aTakenNameIsRefused()
{
    create("web");
    ContainerSpec spec;
    spec.name = "web";
    spec.image = m_image;

    const auto again = m_engine.containers().create(spec, {}, {});

    QVERIFY(!again);
    QCOMPARE(again.error().rootReason(), Reason::NameTaken);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(orFail(m_engine.containers().list({})).containers.size(), std::size_t{1});
    removeAll();
}

void EngineContract::badSpecificationsAreRefused()
{
    ContainerSpec spec;
    spec.image = m_image;
    spec.name = "no/name";
    QCOMPARE(m_engine.containers().create(spec, {}, {}).error().rootReason(), Reason::BadName);
    spec.name = "web";
    spec.cpus = 0;
    QCOMPARE(m_engine.containers().create(spec, {}, {}).error().rootReason(), Reason::OutOfRange);
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(1);
    QCOMPARE(m_engine.containers().create(spec, {}, {}).error().rootReason(), Reason::OutOfRange);
    QVERIFY(orFail(m_engine.containers().list({})).containers.empty());
}

void EngineContract::removedIsInTheTrashAndComesBack()
{
    const ContainerId id = create("web");

    REQUIRE_OK(m_engine.containers().remove(id, false, false, {}));

    QVERIFY(orFail(m_engine.containers().list({})).containers.empty());
    const auto trash = orFail(m_engine.containers().trash({}));
    QCOMPARE(trash.size(), std::size_t{1});
    QCOMPARE(trash.front().name, std::string("web"));
    const ContainerId other = create("web"); // the name is free at once
    REQUIRE_OK(m_engine.containers().remove(other, false, true, {}));
    QCOMPARE(orFail(m_engine.containers().trash({})).size(), std::size_t{1});
    REQUIRE_OK(m_engine.containers().restore(id, {}));
    QCOMPARE(orFail(m_engine.containers().find("web", {})).id.str(), id.str());
    QVERIFY(orFail(m_engine.containers().trash({})).empty());
    removeAll();
}

void EngineContract::restoredUnderATakenNameGetsANumber()
{
    const ContainerId id = create("web");
    REQUIRE_OK(m_engine.containers().remove(id, false, false, {}));
    create("web");

    REQUIRE_OK(m_engine.containers().restore(id, {}));

    QCOMPARE(orFail(m_engine.containers().find("web-2", {})).id.str(), id.str());
    removeAll();
}

void EngineContract::renamingKeepsTheIdAndRefusesATakenName()
{
    const ContainerId id = create("one");
    create("two");

    const Status taken = m_engine.containers().rename(id, "two", {});
    QCOMPARE(taken.error().rootReason(), Reason::NameTaken);
    QCOMPARE(taken.error().operation, Operation::RenameContainer);
    QCOMPARE(m_engine.containers().rename(id, "no/name", {}).error().rootReason(), Reason::BadName);
    REQUIRE_OK(m_engine.containers().rename(id, "three", {}));

    QCOMPARE(orFail(m_engine.containers().find("three", {})).id.str(), id.str());
    QVERIFY(!m_engine.containers().find("one", {}));
    create("one");
    removeAll();
}

void EngineContract::aWatchTellsTheListAndItsChanges()
{
    Mailbox<ContainerList> lists;
    const auto watch = orFail(m_engine.containers().watch([&](const ContainerList &list) { lists.put(list); }));
    QVERIFY(lists.waitFor([](const ContainerList &list) { return list.containers.empty(); }));

    const ContainerId id = create("web");
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) != nullptr; }));
    REQUIRE_OK(m_engine.containers().rename(id, "other", {}));
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->name == "other"; }));
    REQUIRE_OK(m_engine.containers().remove(id, false, false, {}));
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) == nullptr; }));
    removeAll();
}

void EngineContract::whatDoesNotRunCannotBeExecutedIn()
{
    const ContainerId id = create("web");

    QCOMPARE(m_engine.containers().kill(id, 15, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(m_engine.sessions().open(id, {}, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(m_engine.processes().exec(id, {.command = {"true"}, .environment = {}, .user = {}, .workingDirectory = {}}, {}, {}).error().rootReason(),
             Reason::NotRunning);
    QVERIFY(orFail(m_engine.sessions().list(id, {})).empty());
    removeAll();
}

void EngineContract::startedRunsUntilItIsStopped()
{
    const ContainerId id = create("web");
    Mailbox<int> progress;

    REQUIRE_OK(m_engine.containers().start(id, [&](const Progress &) { progress.put(1); }, {}));

    const ContainerView running = orFail(m_engine.containers().find("web", {}));
    QCOMPARE(running.state, ContainerState::Running);
    QVERIFY(running.startedAt.has_value());
    QVERIFY(!running.accelerator.empty());
    QVERIFY(!running.startPhases.empty());
    QCOMPARE(progress.value(), 1);
    QCOMPARE(m_engine.containers().start(id, {}, {}).error().rootReason(), Reason::AlreadyRunning);
    std::jthread stopper([&] { (void)m_engine.containers().stop(id, std::chrono::milliseconds(500), {}); });
    REQUIRE_OK(m_engine.containers().wait(id, {}));
    stopper.join();
    const ContainerView ended = orFail(m_engine.containers().find("web", {}));
    QCOMPARE(ended.state, ContainerState::Exited);
    QCOMPARE(ended.exit->cause, ExitCause::StoppedByUser);
    removeAll();
}

void EngineContract::aRunningOneIsNotRemovedWithoutForce()
{
    const ContainerId id = start("web");

    QCOMPARE(m_engine.containers().remove(id, false, true, {}).error().rootReason(), Reason::StillRunning);
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    REQUIRE_OK(m_engine.containers().remove(id, true, true, {}));
    QVERIFY(!m_engine.containers().find("web", {}));
}

void EngineContract::everybodySeesWhatHappens()
{
    Mailbox<ContainerList> lists;
    const auto watch = orFail(m_engine.containers().watch([&](const ContainerList &list) { lists.put(list); }));
    const ContainerId id = start("web");
    const auto isIn = [&](ContainerState state) {
        return [&, state](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->state == state; };
    };
    QVERIFY(lists.waitFor(isIn(ContainerState::Running)));
    REQUIRE_OK(m_engine.containers().stop(id, std::chrono::milliseconds(100), {}));
    QVERIFY(lists.waitFor(isIn(ContainerState::Exited)));
    removeAll();
}

void EngineContract::aSessionOutlivesItsViewers()
{
    const ContainerId id = start("web");
    const SessionInfo session = orFail(m_engine.sessions().open(id, {}, {}));
    struct Heard {
        std::string text;
        bool live = false;
        std::optional<ProcessStatus> ended;
    };
    Mailbox<Heard> first;
    const auto eventsFor = [](Mailbox<Heard> &mailbox) {
        return AttachmentEvents{
            .attached = {},
            .output = [&](std::span<const std::byte> bytes) { mailbox.edit([&](Heard &heard) { heard.text += textOf(bytes); }); },
            .live = [&] { mailbox.edit([](Heard &heard) { heard.live = true; }); },
            .ended = [&](ProcessStatus status) { mailbox.edit([&](Heard &heard) { heard.ended = status; }); },
            .lost = {},
        };
    };
    {
        const auto viewer = orFail(m_engine.sessions().attach(id, session.id, {}, {100, 30}, eventsFor(first), {}));
        QVERIFY(first.waitFor([](const Heard &heard) { return heard.live; }));
        REQUIRE_OK(viewer->write(bytesOf("echo one-$((1+1)) two\r")));
        QVERIFY(first.waitFor([](const Heard &heard) { return heard.text.contains("two\r\n"); }));
    }
    const auto listed = orFail(m_engine.sessions().list(id, {}));
    QCOMPARE(listed.size(), std::size_t{1});
    QVERIFY(!listed.front().ended);

    Mailbox<Heard> second;
    const auto viewer = orFail(m_engine.sessions().attach(id, session.id, {}, {100, 30}, eventsFor(second), {}));
    QVERIFY(second.waitFor([](const Heard &heard) { return heard.live && heard.text.contains("two\r\n"); }));
    REQUIRE_OK(viewer->write(bytesOf("exit 3\r")));
    QVERIFY(second.waitFor([](const Heard &heard) { return heard.ended.has_value(); }));
    QCOMPARE(second.value().ended->code, 3);
    REQUIRE_OK(m_engine.sessions().close(id, session.id, {}));
    QVERIFY(orFail(m_engine.sessions().list(id, {})).empty());
    QCOMPARE(m_engine.sessions().attach(id, session.id, {}, {}, {}, {}).error().rootReason(), Reason::NoSuchSession);
    removeAll();
}

void EngineContract::filesAreListedMadeRenamedAndRemoved()
{
    const ContainerId id = start("web");
    Files &files = m_engine.files();

    REQUIRE_OK(files.makeDirectory(id, "/tmp/folder", {}));
    QCOMPARE(orFail(files.stat(id, "/tmp/folder", {})).type, FileType::Directory);
    REQUIRE_OK(files.rename(id, "/tmp/folder", "/tmp/other", {}));
    std::set<std::string> names;
    REQUIRE_OK(files.list(id, "/tmp", [&](const std::vector<FileEntry> &page) {
        for (const FileEntry &entry : page)
            names.insert(entry.name);
    }, {}));
    QVERIFY(names.contains("other"));
    QVERIFY(!names.contains("folder"));
    REQUIRE_OK(files.remove(id, "/tmp/other", true, {}));
    QCOMPARE(files.stat(id, "/tmp/other", {}).error().rootReason(), Reason::NoSuchFile);
    QCOMPARE(files.list(id, "/nowhere", [](const std::vector<FileEntry> &) {}, {}).error().rootReason(), Reason::NoSuchFile);
    removeAll();
}

void EngineContract::filesGoInAndOut()
{
    const ContainerId id = start("web");
    const QTemporaryDir folder;
    const std::filesystem::path base(folder.path().toStdString());
    std::ofstream(base / "file.txt") << "content\n";

    REQUIRE_OK(m_engine.files().copyIn(id, base / "file.txt", "/tmp", {}, {}, {}));
    QCOMPARE(orFail(m_engine.files().stat(id, "/tmp/file.txt", {})).size, std::uint64_t{8});
    REQUIRE_OK(m_engine.files().copyOut(id, "/tmp/file.txt", base / "back.txt", {}, {}, {}));
    std::ifstream back(base / "back.txt");
    QCOMPARE(std::string(std::istreambuf_iterator<char>(back), {}), std::string("content\n"));
    QCOMPARE(orFail(m_engine.files().read(id, "/tmp/file.txt", 3, 100, {})).bytes, std::string("tent\n"));
    QCOMPARE(orFail(m_engine.files().read(id, "/tmp/file.txt", 3, 2, {})).bytes, std::string("te"));
    QVERIFY(orFail(m_engine.files().read(id, "/tmp/file.txt", 8, 10, {})).bytes.empty());
    QCOMPARE(m_engine.files().read(id, "/tmp", 0, 10, {}).error().rootReason(), Reason::IsADirectory);
    QCOMPARE(m_engine.files().read(id, "/tmp/none", 0, 10, {}).error().rootReason(), Reason::NoSuchFile);
    QCOMPARE(m_engine.files().copyIn(id, base / "missing", "/tmp", {}, {}, {}).error().rootReason(), Reason::NoSuchFile);
    QCOMPARE(m_engine.files().copyOut(id, "/missing", base / "x", {}, {}, {}).error().rootReason(), Reason::NoSuchFile);
    removeAll();
}

void EngineContract::statisticsComeEverySecond()
{
    Mailbox<std::vector<LiveSample>> samples;
    const auto watch = orFail(m_engine.statistics().watch([&](const std::vector<LiveSample> &some) { samples.put(some); }));
    const ContainerId id = start("web");

    QVERIFY(samples.waitFor([&](const std::vector<LiveSample> &some) {
        return std::ranges::any_of(some, [&](const LiveSample &sample) {
            return sample.container == id && sample.sample.memoryBytes > 0;
        });
    }));
    QVERIFY(!orFail(m_engine.statistics().history(id, std::chrono::minutes(1), {})).samples.empty());
    removeAll();
}

} // namespace firkin::test
