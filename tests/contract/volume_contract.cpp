// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"

#include "tests/contract/require_ok.h"

#include <QTest>

namespace firkin::test {

using namespace engine;

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

} // namespace firkin::test
