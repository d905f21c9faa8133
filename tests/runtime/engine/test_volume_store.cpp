// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/base/file.h"
#include "runtime/engine/store/new_container.h"
#include "runtime/engine/store/trash.h"
#include "runtime/engine/store/volume_use.h"
#include "tests/contract/require_ok.h"

#include <QTemporaryDir>
#include <QTest>

using namespace firkin;
using namespace firkin::store;

class TestVolumeStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void volumesAreWholeOrNotThere();
    void anonymousVolumesGoWithTheirContainer();
};

void TestVolumeStore::volumesAreWholeOrNotThere()
{
    QTemporaryDir folder;
    const auto store = Store::open(folder.path().toStdString());
    REQUIRE_OK(store);
    const auto makeImage = [](const std::filesystem::path &image) { return writeFileAtomically(image, "disk"); };
    VolumeRecord record{.name = "data", .size = ByteSize::ofMiB(1), .filesystem = "xfs", .anonymous = false, .fresh = true, .labels = {{"a", "b"}}, .createdAt = {}};

    REQUIRE_OK(createVolume(*store, record, makeImage));
    QCOMPARE(createVolume(*store, record, makeImage).error().rootReason(), Reason::NameTaken);
    const auto broken = createVolume(*store, {.name = "other"}, [](const std::filesystem::path &) -> Status { return fail(Operation::CreateVolume, "x", Reason::NoSpace); });
    QCOMPARE(broken.error().rootReason(), Reason::NoSpace);

    const auto all = listVolumes(*store);
    REQUIRE_OK(all);
    QCOMPARE(all->size(), std::size_t{1}); // nothing of the broken one
    QCOMPARE(all->front().filesystem, std::string("xfs"));
    QVERIFY(all->front().fresh && all->front().labels == record.labels);
    QVERIFY(std::filesystem::exists(volumeImage(*store, "data")));
    QCOMPARE(loadVolume(*store, "../x").error().rootReason(), Reason::BadName);
    QCOMPARE(loadVolume(*store, "other").error().rootReason(), Reason::NoSuchVolume);

    // A damaged record costs its own volume only; what a killed maker left goes with the next sweep.
    std::filesystem::create_directory(store->layout().volumes() / "bad");
    REQUIRE_OK(writeFileAtomically(store->layout().volumes() / "bad" / "volume.json", "{"));
    std::filesystem::create_directory(store->layout().volumes() / ".new-left");
    QCOMPARE(loadVolume(*store, "bad").error().rootReason(), Reason::RecordDamaged);
    QCOMPARE(listVolumes(*store)->size(), std::size_t{1});
    sweepVolumes(*store);
    QVERIFY(!std::filesystem::exists(store->layout().volumes() / ".new-left"));
    REQUIRE_OK(deleteVolume(*store, "data"));
    QCOMPARE(deleteVolume(*store, "data").error().rootReason(), Reason::NoSuchVolume);
}

void TestVolumeStore::anonymousVolumesGoWithTheirContainer()
{
    QTemporaryDir folder;
    const auto store = Store::open(folder.path().toStdString());
    REQUIRE_OK(store);
    for (const char *name : {"own", "named", "shared"})
        REQUIRE_OK(createVolume(*store, {.name = name}, [](const std::filesystem::path &image) { return writeFileAtomically(image, "disk"); }));
    const auto volume = [](const char *name, bool anonymous) {
        return engine::MountSpec{.kind = engine::MountKind::Volume, .source = name, .destination = std::string("/") + name, .anonymous = anonymous};
    };
    const auto make = [&](const char *name, std::vector<engine::MountSpec> mounts) {
        auto made = NewContainer::begin(*store, name);
        ContainerRecord record;
        record.spec.mounts = std::move(mounts);
        const ContainerId id = (*made)->id();
        (void)(*made)->commit(record);
        return id;
    };
    const ContainerId first = make("first", {volume("own", true), volume("named", false), volume("shared", true)});
    make("second", {volume("shared", false)});
    QCOMPARE(volumeUsers(*store).count("shared"), std::size_t{2});

    markVolumesUsed(*store, store->load(first)->spec);
    QVERIFY(!loadVolume(*store, "own")->fresh);
    REQUIRE_OK(moveToTrash(*store, *store->load(first)));
    QVERIFY(volumeUsers(*store).find("own")->second.inTrash);
    QCOMPARE(listVolumes(*store)->size(), std::size_t{3});
    REQUIRE_OK(purgeFromTrash(*store, first));

    const auto left = listVolumes(*store);
    REQUIRE_OK(left);
    QCOMPARE(left->size(), std::size_t{2});
    QCOMPARE(left->front().name, std::string("named"));
}

QTEST_APPLESS_MAIN(TestVolumeStore)
#include "test_volume_store.moc"
