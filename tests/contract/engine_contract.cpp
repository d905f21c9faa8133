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

const ContainerView *findIn(const ContainerList &list, const ContainerId &id)
{
    const auto found = std::ranges::find(list.containers, id, &ContainerView::id);
    return found == list.containers.end() ? nullptr : &*found;
}

std::string textOf(std::span<const std::byte> bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text));
}

/// Throws QtTest's failure out of helpers that return something.
template <class T>
T orFail(Result<T> result)
{
    if (!result)
        qFatal("%s", render(result.error()).c_str());
    return std::move(*result);
}

} // namespace

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

void EngineContract::volumesAreMadeListedAndRemoved()
{
    Volumes &volumes = m_engine.volumes();
    const auto names = [&] {
        std::vector<std::string> list;
        for (const VolumeView &view : orFail(volumes.list({})))
            list.push_back(view.name);
        return list;
    };
    const auto spec = [](const char *name, ByteSize size = ByteSize::ofMiB(64)) { return VolumeSpec{.name = name, .size = size, .filesystem = "ext4", .labels = {}}; };

    const VolumeView made = orFail(volumes.create({.name = "data", .size = ByteSize::ofMiB(64), .filesystem = "ext4", .labels = {{"team", "sea"}}}, {}));
    QCOMPARE(made.name, std::string("data"));
    QCOMPARE(made.size.bytes, ByteSize::ofMiB(64).bytes);
    QVERIFY(made.usedBy.empty());
    QCOMPARE(orFail(volumes.find("data", {})).labels.at("team"), std::string("sea"));
    QCOMPARE(volumes.create(spec("data"), {}).error().rootReason(), Reason::NameTaken);
    QCOMPARE(volumes.create(spec("tiny", ByteSize::ofKiB(4)), {}).error().rootReason(), Reason::OutOfRange);
    for (const char *name : {"../up", "a/b", ".hidden", "-flag", "with space"})
        QCOMPARE(volumes.create(spec(name), {}).error().rootReason(), Reason::BadName);
    VolumeSpec odd = spec("odd");
    odd.filesystem = "ntfs";
    QCOMPARE(volumes.create(odd, {}).error().rootReason(), Reason::BadSyntax);
    QVERIFY(!orFail(volumes.create(spec(""), {})).name.empty());
    QCOMPARE(names().size(), std::size_t{2});

    REQUIRE_OK(volumes.remove("data", {}));
    const auto again = volumes.remove("data", {});
    QCOMPARE(again.error().reason, Reason::NoSuchVolume); // in one sentence, without a cause of its own
    QCOMPARE(again.error().operation, Operation::RemoveVolume);
    QCOMPARE(volumes.find("data", {}).error().rootReason(), Reason::NoSuchVolume);
    QVERIFY(orFail(volumes.prune(false, {})).empty());
    QCOMPARE(orFail(volumes.prune(true, {})).size(), std::size_t{1});
    QVERIFY(names().empty());
}

void EngineContract::aVolumeThatIsUsedStays()
{
    Volumes &volumes = m_engine.volumes();
    ContainerSpec spec;
    spec.name = "db";
    spec.image = m_image;
    spec.mounts.push_back({.kind = MountKind::Volume, .source = "data", .destination = "/data", .readOnly = false, .anonymous = false,
                           .noCopy = false, .size = ByteSize::ofMiB(64), .options = {}});

    const ContainerId id = orFail(m_engine.containers().create(spec, {}, {})); // makes the volume, too
    const auto users = orFail(volumes.find("data", {})).usedBy;
    QCOMPARE(users.size(), std::size_t{1});
    QCOMPARE(users.front().id.str(), id.str());
    QCOMPARE(users.front().name, std::string("db"));
    QCOMPARE(users.front().destination, std::string("/data"));
    QVERIFY(!users.front().running);
    QCOMPARE(volumes.remove("data", {}).error().rootReason(), Reason::InUse);
    QVERIFY(orFail(volumes.prune(true, {})).empty());

    // In the trash it may still come back for it.
    REQUIRE_OK(m_engine.containers().remove(id, false, false, {}));
    QVERIFY(orFail(volumes.find("data", {})).usedBy.front().inTrash);
    QCOMPARE(volumes.remove("data", {}).error().rootReason(), Reason::InUse);
    REQUIRE_OK(m_engine.containers().purge(id, {}));
    REQUIRE_OK(volumes.remove("data", {}));
    removeAll();
}

void EngineContract::networksAreMadeListedAndRemoved()
{
    Networks &networks = m_engine.networks();
    QVERIFY(orFail(networks.list({})).empty());

    const NetworkView made = orFail(networks.create({.name = "app", .subnet = "10.99.1.7/24", .ipv6 = true, .subnet6 = {}, .mtu = 1400, .internal = true, .labels = {{"k", "v"}}}, {}));
    const NetworkView other = orFail(networks.create({.name = "back", .subnet = {}, .subnet6 = {}, .labels = {}}, {}));

    QCOMPARE(made.subnet, std::string("10.99.1.0/24"));
    QVERIFY(made.subnet6.starts_with("fd"));
    QVERIFY(!other.subnet.empty() && other.subnet6.empty());
    const NetworkView found = orFail(networks.find("app", {}));
    QCOMPARE(found, made);
    QCOMPARE(found.mtu, 1400U);
    QVERIFY(found.internal && !found.up && found.members.empty());
    QCOMPARE(orFail(networks.list({})).size(), std::size_t{2});
    REQUIRE_OK(networks.remove("app", {}));
    QCOMPARE(networks.find("app", {}).error().rootReason(), Reason::NoSuchNetwork);
    QCOMPARE(networks.remove("app", {}).error().rootReason(), Reason::NoSuchNetwork);
    QCOMPARE(orFail(networks.prune({})), std::vector<std::string>{"back"});
    QVERIFY(orFail(networks.list({})).empty());
}

void EngineContract::badNetworksAreRefused()
{
    Networks &networks = m_engine.networks();
    const auto reasonOf = [&](NetworkSpec spec) {
        const auto made = networks.create(spec, {});
        return made ? Reason::Unspecified : made.error().rootReason();
    };
    orFail(networks.create({.name = "taken", .subnet = "10.99.2.0/24", .subnet6 = {}, .labels = {}}, {}));

    for (const char *name : {"", "..", "a/b", "none", "default", "host", "a b"})
        QCOMPARE(reasonOf({.name = name, .subnet = {}, .subnet6 = {}, .labels = {}}), Reason::BadName);
    for (const char *subnet : {"10.1.2.3", "10.1.2.0/33", "nonsense", "10.1.2.0/24/24", "fd00::/64"})
        QCOMPARE(reasonOf({.name = "x", .subnet = subnet, .subnet6 = {}, .labels = {}}), Reason::BadSyntax);
    QCOMPARE(reasonOf({.name = "x", .subnet = {}, .subnet6 = "10.1.2.0/24", .labels = {}}), Reason::BadSyntax);
    QCOMPARE(reasonOf({.name = "x", .subnet = {}, .subnet6 = {}, .mtu = 100, .labels = {}}), Reason::OutOfRange);
    QCOMPARE(reasonOf({.name = "x", .subnet = "10.99.0.0/16", .subnet6 = {}, .labels = {}}), Reason::InUse);
    QCOMPARE(reasonOf({.name = "taken", .subnet = {}, .subnet6 = {}, .labels = {}}), Reason::NameTaken);
    REQUIRE_OK(networks.remove("taken", {}));
}

void EngineContract::aNetworkInUseStays()
{
    orFail(m_engine.networks().create({.name = "app", .subnet = "10.99.3.0/24", .subnet6 = {}, .labels = {}}, {}));
    ContainerSpec spec;
    spec.name = "web";
    spec.image = m_image;
    spec.networks = {{"app", {}, {"front"}}};
    orFail(m_engine.containers().create(spec, {}, {}));

    const Status removed = m_engine.networks().remove("app", {});

    QCOMPARE(removed.error().rootReason(), Reason::InUse);
    QVERIFY(removed.error().detail.contains("web"));
    QVERIFY(orFail(m_engine.networks().prune({})).empty());
    const NetworkView network = orFail(m_engine.networks().find("app", {}));
    QCOMPARE(network.members.size(), std::size_t{1});
    QCOMPARE(network.members.front().name, std::string("web"));
    QCOMPARE(network.members.front().aliases, std::vector<std::string>{"front"});
    QVERIFY(!network.members.front().active);
    spec.name = "other";
    spec.networks = {{"nowhere", {}, {}}};
    QCOMPARE(m_engine.containers().create(spec, {}, {}).error().rootReason(), Reason::NoSuchNetwork);
    removeAll();
    REQUIRE_OK(m_engine.networks().remove("app", {}));
}

void EngineContract::portsOfAStoppedContainerAreChanged()
{
    const ContainerId id = create("web");

    REQUIRE_OK(m_engine.ports().publish(id, {{"127.0.0.1", 18181, 80, Transport::Tcp}, {"127.0.0.1", 18181, 53, Transport::Udp}}, {}));

    QCOMPARE(orFail(m_engine.containers().find("web", {})).spec.ports.size(), std::size_t{2});
    REQUIRE_OK(m_engine.ports().unpublish(id, {{"", 0, 80, Transport::Tcp}}, {}));
    const ContainerView view = orFail(m_engine.containers().find("web", {}));
    QCOMPARE(view.spec.ports, (std::vector<PortMapping>{{"127.0.0.1", 18181, 53, Transport::Udp}}));
    QCOMPARE(m_engine.ports().unpublish(id, {{"", 0, 80, Transport::Tcp}}, {}).error().rootReason(), Reason::NotPublished);
    QCOMPARE(m_engine.ports().publish(id, {{"127.0.0.1", 1, 0, Transport::Tcp}}, {}).error().rootReason(), Reason::OutOfRange);
    removeAll();
}

void EngineContract::portsArePublishedWhileItRuns()
{
    const ContainerId id = start("web");
    Mailbox<ContainerList> lists;
    const auto watch = orFail(m_engine.containers().watch([&](const ContainerList &list) { lists.put(list); }));

    const auto bound = orFail(m_engine.ports().publish(id, {{"127.0.0.1", 0, 8080, Transport::Tcp}}, {}));

    QCOMPARE(bound.size(), std::size_t{1});
    QVERIFY(bound.front().hostPort != 0);
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->ports == bound; }));
    QCOMPARE(m_engine.ports().publish(id, bound, {}).error().rootReason(), Reason::PortTaken);
    REQUIRE_OK(m_engine.ports().unpublish(id, bound, {}));
    QVERIFY(lists.waitFor([&](const ContainerList &list) { return findIn(list, id) && findIn(list, id)->ports.empty(); }));
    QVERIFY(orFail(m_engine.containers().find("web", {})).spec.ports.empty());
    QCOMPARE(m_engine.ports().unpublish(id, bound, {}).error().rootReason(), Reason::NotPublished);
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

void EngineContract::pausedItStandsStillUntilItIsResumed()
{
    const ContainerId id = create("still");
    Containers &containers = m_engine.containers();
    QCOMPARE(containers.pause(id, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(containers.resume(id, {}).error().rootReason(), Reason::NotRunning);
    REQUIRE_OK(containers.restart(id, std::chrono::milliseconds(0), {}, {})); // of what does not run: a start
    QCOMPARE(containers.resume(id, {}).error().rootReason(), Reason::NotPaused);

    REQUIRE_OK(containers.pause(id, {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Paused);
    QCOMPARE(containers.pause(id, {}).error().rootReason(), Reason::IsPaused);
    QCOMPARE(containers.top(id, {}).error().rootReason(), Reason::IsPaused);
    QCOMPARE(m_engine.sessions().open(id, {}, {}).error().rootReason(), Reason::IsPaused);

    REQUIRE_OK(containers.resume(id, {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Running);
    REQUIRE_OK(containers.top(id, {}));
    // What is paused is stopped all the same.
    REQUIRE_OK(containers.pause(id, {}));
    REQUIRE_OK(containers.stop(id, std::chrono::milliseconds(0), {}));
    QCOMPARE(orFail(containers.find("still", {})).state, ContainerState::Exited);
    removeAll();
}

void EngineContract::limitsChangeWithinItsMachine()
{
    const ContainerId id = start("web");
    Containers &containers = m_engine.containers();

    REQUIRE_OK(containers.update(id, {.cpus = 0.5, .memory = ByteSize::ofMiB(128), .notes = "small"}, {}));
    QCOMPARE(containers.update(id, {.memory = ByteSize::ofGiB(8), .notes = "large"}, {}).error().rootReason(), Reason::MachineTooSmall);
    QCOMPARE(containers.update(id, {.cpus = 0.0}, {}).error().rootReason(), Reason::OutOfRange);

    const ContainerView view = orFail(containers.find("web", {}));
    QCOMPARE(view.spec.cpus, 0.5);
    QCOMPARE(view.spec.memory.bytes, ByteSize::ofMiB(128).bytes);
    QCOMPARE(view.spec.notes, std::string("small")); // all or nothing
    REQUIRE_OK(containers.stop(id, std::chrono::milliseconds(0), {}));
    REQUIRE_OK(containers.update(id, {.memory = ByteSize::ofMiB(512), .restart = RestartPolicy{RestartPolicy::Kind::Always, 0}}, {}));
    QCOMPARE(orFail(containers.find("web", {})).spec.memory.bytes, ByteSize::ofMiB(512).bytes);
    QVERIFY(orFail(containers.find("web", {})).spec.restart.kind == RestartPolicy::Kind::Always);
    removeAll();
}

void EngineContract::itsProcessesAreListed()
{
    const ContainerId id = start("web");
    const std::vector<ProcessEntry> processes = orFail(m_engine.containers().top(id, {}));

    QVERIFY(!processes.empty());
    QCOMPARE(processes.front().pid, 1);
    QCOMPARE(processes.front().parentPid, 0);
    QCOMPARE(processes.front().user, std::string("root"));
    QVERIFY(!processes.front().command.empty() && processes.front().memoryBytes > 0);
    removeAll();
}

void EngineContract::whatHasNoSnapshotsSaysSo()
{
    const ContainerId id = create("web");
    Snapshots &snapshots = m_engine.snapshots();

    QVERIFY(orFail(snapshots.list(id, {})).empty());
    QCOMPARE(snapshots.list(*ContainerId::parse("nosuchthing0"), {}).error().rootReason(), Reason::NoSuchContainer);
    QCOMPARE(snapshots.take(id, {}, {}, {}).error().rootReason(), Reason::NotRunning);
    QCOMPARE(snapshots.restore(id, "none", false, {}, {}).error().rootReason(), Reason::NoSuchSnapshot);
    QCOMPARE(snapshots.remove(id, "none", {}).error().rootReason(), Reason::NoSuchSnapshot);
    QCOMPARE(snapshots.fork(id, "none", "other", {}, {}).error().rootReason(), Reason::NoSuchSnapshot);
    removeAll();
}

void EngineContract::aSnapshotIsTakenRestoredForkedAndRemoved()
{
    const ContainerId id = start("web");
    Snapshots &snapshots = m_engine.snapshots();
    REQUIRE_OK(m_engine.files().makeDirectory(id, "/tmp/before", {}));

    QCOMPARE(snapshots.take(id, {"../up", {}}, {}, {}).error().rootReason(), Reason::BadName);
    const SnapshotView taken = orFail(snapshots.take(id, {"good", "before the update"}, {}, {}));
    QCOMPARE(taken.name, std::string("good"));
    QVERIFY(taken.size.bytes > 0);
    QVERIFY(!taken.problem);
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    QCOMPARE(snapshots.take(id, {"good", {}}, {}, {}).error().rootReason(), Reason::NameTaken);
    const auto list = orFail(snapshots.list(id, {}));
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list[0].note, std::string("before the update"));

    REQUIRE_OK(m_engine.files().makeDirectory(id, "/tmp/after", {}));
    QCOMPARE(snapshots.restore(id, "good", false, {}, {}).error().rootReason(), Reason::StillRunning);
    REQUIRE_OK(snapshots.restore(id, "good", true, {}, {}));
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    REQUIRE_OK(m_engine.files().stat(id, "/tmp/before", {}));
    QCOMPARE(m_engine.files().stat(id, "/tmp/after", {}).error().rootReason(), Reason::NoSuchFile);

    QCOMPARE(snapshots.fork(id, "good", "web", {}, {}).error().rootReason(), Reason::NameTaken);
    const ContainerId fork = orFail(snapshots.fork(id, "good", "other", {}, {}));
    QVERIFY(fork != id);
    QCOMPARE(orFail(m_engine.containers().find("other", {})).state, ContainerState::Running);
    QCOMPARE(orFail(m_engine.containers().find("web", {})).state, ContainerState::Running);
    REQUIRE_OK(m_engine.files().stat(fork, "/tmp/before", {}));

    REQUIRE_OK(snapshots.remove(id, "good", {}));
    QVERIFY(orFail(snapshots.list(id, {})).empty());
    QCOMPARE(snapshots.remove(id, "good", {}).error().rootReason(), Reason::NoSuchSnapshot);
    removeAll();
}

} // namespace firkin::test
