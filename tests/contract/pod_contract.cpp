// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/contract/engine_contract.h"
#include "tests/contract/require_ok.h"

#include "runtime/base/error_text.h"

#include <QTest>

#include <algorithm>

namespace firkin::test {

using namespace engine;

namespace {

PodSpec smallPod(const std::string &name)
{
    PodSpec spec;
    spec.name = name;
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(512);
    return spec;
}

} // namespace

ContainerId EngineContract::createInPod(const std::string &name, const std::string &pod)
{
    ContainerSpec spec;
    spec.name = name;
    spec.image = m_image;
    spec.memory = ByteSize::ofMiB(128);
    spec.cpus = 1;
    spec.pod = pod;
    return orFail(m_engine.containers().create(spec, {}, {}));
}

void EngineContract::podsAreMadeListedAndRemoved()
{
    Pods &pods = m_engine.pods();
    const PodId id = orFail(pods.create(smallPod("shop"), {}));

    const auto list = orFail(pods.list({}));
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list.front().name, std::string("shop"));
    QVERIFY(list.front().state == PodState::Stopped);
    QVERIFY(list.front().containers.empty());
    QVERIFY(orFail(pods.find("shop", {})).id == id);
    QVERIFY(orFail(pods.find(id.str().substr(0, 8), {})).id == id);
    QVERIFY(!orFail(pods.inspect(id, {})).empty());
    QVERIFY(orFail(m_engine.containers().list({})).pods.front().id == id);
    QVERIFY(!orFail(pods.find(orFail(pods.create(smallPod(""), {})).str(), {})).name.empty());

    REQUIRE_OK(pods.rename(id, "market", {}));
    QCOMPARE(pods.find("shop", {}).error().rootReason(), Reason::NoSuchPod);
    QVERIFY(orFail(pods.find("market", {})).id == id);
    for (const PodView &pod : orFail(pods.list({})))
        REQUIRE_OK(pods.remove(pod.id, false, {}));
    QVERIFY(orFail(pods.list({})).empty());
    QCOMPARE(pods.remove(id, false, {}).error().rootReason(), Reason::NoSuchPod);
    QCOMPARE(pods.start(id, {}, {}).error().rootReason(), Reason::NoSuchPod);
}

void EngineContract::badPodsAreRefused()
{
    Pods &pods = m_engine.pods();
    const PodId id = orFail(pods.create(smallPod("shop"), {}));

    QCOMPARE(pods.create(smallPod("shop"), {}).error().rootReason(), Reason::NameTaken);
    QCOMPARE(pods.create(smallPod("no/name"), {}).error().rootReason(), Reason::BadName);
    PodSpec spec = smallPod("other");
    spec.cpus = 0;
    QCOMPARE(pods.create(spec, {}).error().rootReason(), Reason::OutOfRange);
    spec = smallPod("other");
    spec.volumes = {{"data", PodVolumeKind::Memory, {}}, {"data", PodVolumeKind::Memory, {}}};
    QCOMPARE(pods.create(spec, {}).error().rootReason(), Reason::NameTaken);
    ContainerSpec container;
    container.image = m_image;
    container.name = "shop"; // names are shared
    QCOMPARE(m_engine.containers().create(container, {}, {}).error().rootReason(), Reason::NameTaken);
    container.name = "web";
    container.pod = "nowhere";
    QCOMPARE(m_engine.containers().create(container, {}, {}).error().rootReason(), Reason::NoSuchPod);
    container.pod = "shop";
    container.ports = {{"127.0.0.1", 0, 80, Transport::Tcp}};
    QCOMPARE(m_engine.containers().create(container, {}, {}).error().rootReason(), Reason::BelongsToPod);
    container.ports.clear();
    container.podVolumes = {{"nothing", "/data", false}};
    QCOMPARE(m_engine.containers().create(container, {}, {}).error().rootReason(), Reason::NoSuchVolume);
    QVERIFY(orFail(m_engine.containers().list({})).containers.empty());
    REQUIRE_OK(pods.remove(id, false, {}));
}

void EngineContract::aPodsContainersAreContainers()
{
    Pods &pods = m_engine.pods();
    const PodId pod = orFail(pods.create(smallPod("shop"), {}));
    const ContainerId web = createInPod("web", "shop");
    const ContainerId db = createInPod("db", pod.str());

    QVERIFY(orFail(m_engine.containers().find("web", {})).pod == pod);
    QCOMPARE(orFail(pods.find("shop", {})).containers.size(), std::size_t{2});
    QCOMPARE(pods.remove(pod, false, {}).error().rootReason(), Reason::InUse);
    REQUIRE_OK(m_engine.containers().rename(web, "front", {}));
    REQUIRE_OK(m_engine.containers().remove(db, false, false, {}));
    QCOMPARE(orFail(pods.find("shop", {})).containers.size(), std::size_t{1});
    REQUIRE_OK(m_engine.containers().restore(db, {}));
    QCOMPARE(orFail(pods.find("shop", {})).containers.size(), std::size_t{2});

    REQUIRE_OK(pods.remove(pod, true, {}));

    QVERIFY(orFail(m_engine.containers().list({})).containers.empty());
    QCOMPARE(orFail(m_engine.containers().trash({})).size(), std::size_t{2});
    removeAll();
}

void EngineContract::aPodStartsAndStopsAll()
{
    Pods &pods = m_engine.pods();
    const PodId pod = orFail(pods.create(smallPod("shop"), {}));
    const ContainerId web = createInPod("web", "shop");
    const ContainerId db = createInPod("db", "shop");
    const auto stateOf = [&](const ContainerId &id) { return orFail(m_engine.containers().find(id.str(), {})).state; };

    REQUIRE_OK(pods.start(pod, {}, {}));

    QVERIFY(orFail(pods.find("shop", {})).state == PodState::Running);
    QCOMPARE(stateOf(web), ContainerState::Running);
    QCOMPARE(stateOf(db), ContainerState::Running);
    QCOMPARE(pods.remove(pod, false, {}).error().rootReason(), Reason::StillRunning);
    REQUIRE_OK(m_engine.containers().stop(db, std::chrono::milliseconds(0), {}));
    QCOMPARE(stateOf(web), ContainerState::Running);
    QVERIFY(orFail(pods.find("shop", {})).state == PodState::Running);
    REQUIRE_OK(pods.start(pod, {}, {})); // the one that is missing
    QCOMPARE(stateOf(db), ContainerState::Running);

    REQUIRE_OK(pods.stop(pod, std::chrono::milliseconds(0), {}));

    QVERIFY(orFail(pods.find("shop", {})).state == PodState::Stopped);
    QCOMPARE(stateOf(web), ContainerState::Exited);
    REQUIRE_OK(pods.stop(pod, {}, {})); // as asked
    REQUIRE_OK(pods.remove(pod, true, {}));
    removeAll();
}

} // namespace firkin::test
