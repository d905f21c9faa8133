#include "tests/support/fake_engine.h"

#include <format>

namespace firkin::engine {

using namespace std::chrono_literals;

namespace {

void addImages(FakeEngine &engine)
{
    struct Row {
        const char *reference;
        std::uint64_t mib;
        int days;
        const char *command;
    };
    const Row rows[] = {
        {"localhost/starter:latest", 4, 2, "httpd"},
        {"registry.example/library/postgres:17", 438, 12, "postgres"},
        {"registry.example/library/redis:8-alpine", 41, 5, "redis-server"},
        {"registry.example/library/nginx:1.29", 192, 9, "nginx"},
        {"registry.example/team/billing-api:2.14.0-rc.3", 311, 1, "/app/billing"},
        {"localhost/debian13:latest", 118, 30, "/bin/bash"},
        {"", 87, 61, "/bin/sh"},
    };
    int number = 0;
    for (const Row &row : rows) {
        ImageView image;
        ++number;
        image.digest = std::format("sha256:{:016x}{:048x}", 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number));
        if (*row.reference)
            image.references = {row.reference};
        image.size = ByteSize::ofMiB(row.mib);
        image.createdAt = std::chrono::system_clock::now() - std::chrono::hours(24 * row.days);
        image.platform = "linux/amd64";
        image.command = {row.command};
        engine.addImage(image);
    }
}

} // namespace

void populate(FakeEngine &engine)
{
    addImages(engine);
    const auto now = std::chrono::system_clock::now();

    const auto running = [&](const char *name, const char *image, std::chrono::minutes up, std::vector<PortMapping> ports,
                             std::uint64_t memoryMib, double cpus) {
        const auto id = engine.addRunning(name, image);
        engine.change(id, [&](ContainerView &view) {
            view.startedAt = now - up;
            view.createdAt = now - up - 2min;
            view.ports = ports;
            view.spec.ports = ports;
            view.spec.memory = ByteSize::ofMiB(memoryMib);
            view.spec.cpus = cpus;
        });
        engine.makeHistory(id, 900s);
        return id;
    };
    const auto web = running("web", "registry.example/library/nginx:1.29", 190min, {{"127.0.0.1", 8080, 80, Transport::Tcp}}, 512, 1);
    const auto db = running("db", "registry.example/library/postgres:17", 60min * 75, {{"127.0.0.1", 5432, 5432, Transport::Tcp}}, 2048, 2);
    running("cache", "registry.example/library/redis:8-alpine", 60min * 75, {}, 256, 1);
    running("billing-api", "registry.example/team/billing-api:2.14.0-rc.3", 12min,
            {{"127.0.0.1", 9000, 9000, Transport::Tcp}, {"127.0.0.1", 9001, 9001, Transport::Tcp}}, 1024, 2);
    running("dns", "localhost/debian13:latest", 9min, {{"127.0.0.1", 5353, 53, Transport::Udp}}, 128, 0.5);

    const auto stopped = [&](const char *name, const char *image, ExitCause cause, int code, std::chrono::minutes ago, const char *detail = "") {
        ContainerView view;
        view.name = name;
        view.image = image;
        view.state = ContainerState::Exited;
        view.exit = ExitInfo{cause, code, code > 128 ? code - 128 : 0, now - ago, detail};
        view.createdAt = now - ago - 5h;
        return engine.add(view);
    };
    stopped("batch-import", "registry.example/team/billing-api:2.14.0-rc.3", ExitCause::Exited, 0, 43min);
    const auto crashed = stopped("worker", "registry.example/team/billing-api:2.14.0-rc.3", ExitCause::OutOfMemory, 137, 4min, "memory.max 512 MiB");
    stopped("old-test", "localhost/debian13:latest", ExitCause::StoppedByUser, 143, 60min * 30);
    stopped("flaky", "localhost/starter:latest", ExitCause::KernelPanic, 255, 60min * 6);

    ContainerView fresh;
    fresh.name = "scratchpad";
    fresh.image = "localhost/debian13:latest";
    fresh.state = ContainerState::Created;
    fresh.createdAt = now - 20s;
    engine.add(fresh);

    const auto silent = running("legacy-crm", "localhost/debian13:latest", 60min * 24 * 12, {}, 1024, 1);
    engine.change(silent, [&](ContainerView &view) { view.silentSince = now - 14s; });

    const auto volume = [&](const char *name, std::uint64_t mebibytes, std::uint64_t used, std::chrono::hours age, const char *filesystem = "ext4", bool anonymous = false) {
        VolumeView view;
        view.name = name;
        view.size = ByteSize::ofMiB(mebibytes);
        view.used = ByteSize::ofMiB(used);
        view.filesystem = filesystem;
        view.anonymous = anonymous;
        view.createdAt = now - age;
        engine.addVolume(std::move(view));
    };
    const auto mounts = [&](const ContainerId &id, const char *name, const char *destination, bool readOnly = false) {
        engine.change(id, [&](ContainerView &view) {
            view.spec.mounts.push_back({.kind = MountKind::Volume, .source = name, .destination = destination, .readOnly = readOnly,
                                        .anonymous = false, .noCopy = false, .size = {}, .options = {}});
        });
    };
    volume("postgres-data", 40 << 10, 3412, 24h * 75);
    volume("uploads", 100 << 10, 18'730, 24h * 41, "xfs");
    volume("build-cache", 20 << 10, 9120, 24h * 12, "btrfs");
    volume("import-2026-11", 2 << 10, 211, 24h * 3);
    volume("k3vq7x2m5abcq2w8e4r6t1zz", 10 << 10, 7, 1h, "ext4", true);
    volume("a-volume-with-a-name-that-is-as-long-as-a-name-of-one-can-be.bak", 512, 1, 24h * 200);
    mounts(db, "postgres-data", "/var/lib/postgresql");
    mounts(web, "uploads", "/srv/uploads", true);
    mounts(crashed, "uploads", "/uploads");
    mounts(web, "k3vq7x2m5abcq2w8e4r6t1zz", "/var/cache/nginx");
    const auto network = [&](const char *name, const char *subnet, const char *subnet6, bool internal) {
        NetworkView view;
        view.id = std::string("net-") + name;
        view.name = name;
        view.subnet = subnet;
        view.subnet6 = subnet6;
        view.internal = internal;
        view.createdAt = now - 60h;
        engine.addNetwork(view);
    };
    network("app", "10.89.0.0/24", "", false);
    network("metrics", "10.89.1.0/24", "fd3a:91c2:77e0::/64", true);
    network("staging", "10.89.2.0/24", "", false);
    const auto join = [&](const ContainerId &id, std::vector<NetworkAttachment> networks) {
        engine.change(id, [&](ContainerView &view) { view.spec.networks = networks; });
    };
    join(web, {{"app", {}, {"front", "www"}}, {"metrics", {}, {}}});
    join(db, {{"app", "10.89.0.20", {"postgres"}}, {"metrics", {}, {}}});
    join(crashed, {{"app", {}, {}}});
    const auto snapshot = [&](const char *name, const char *note, std::chrono::minutes ago, std::uint64_t mebibytes, bool damaged = false) {
        SnapshotView view;
        view.container = web;
        view.name = name;
        view.note = note;
        view.takenAt = now - ago;
        view.size = ByteSize::ofMiB(mebibytes);
        view.saveTime = std::chrono::milliseconds(900 + 3 * mebibytes);
        if (damaged)
            view.problem = makeError(Operation::RestoreSnapshot, name, Reason::SnapshotDamaged, "memory is missing");
        engine.addSnapshot(std::move(view));
    };
    snapshot("snapshot-1", "fresh install, nothing configured", 60min * 51, 96);
    snapshot("snapshot-2", "", 60min * 27, 141, true);
    snapshot("before-the-upgrade-to-1.29-with-all-modules-enabled", "Everything works: TLS, the three virtual hosts, the cache. Keep this one until the audit is over.", 190min, 388);
    snapshot("snapshot-3", "<b>not bold</b> \x1b[31mnor red", 14min, 402);

    for (int line = 0; line < 400; ++line)
        engine.print(web, line % 17 == 3 ? OutputStream::Stderr : OutputStream::Stdout,
                     line % 17 == 3 ? std::format("2026/03/0{} [warn] 7#7: *{} upstream response is buffered\n", line % 9 + 1, line)
                                    : std::format("10.0.2.{} - - \"GET /assets/{}.css HTTP/1.1\" \x1b[32m200\x1b[0m {}\n", line % 250, line, 512 + line * 37 % 4000));
    engine.print(crashed, OutputStream::Stdout, "processing batch 4711\n");
    engine.print(crashed, OutputStream::Stderr, "Killed\n");
}

} // namespace firkin::engine
