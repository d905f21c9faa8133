// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bench_store.h"

#include "runtime/base/file.h"

#include <cerrno>
#include <cstdlib>

namespace firkin::bench {

Result<std::unique_ptr<BenchStore>> BenchStore::create()
{
    std::string pattern = (std::filesystem::temp_directory_path() / "firkin-bench-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        return fail(systemError(Operation::OpenStore, pattern, errno));
    std::unique_ptr<BenchStore> store(new BenchStore(pattern));
    FIRKIN_ASSIGN(store->m_engine, engine::openEngine(store->storeDirectory()));
    FIRKIN_ASSIGN(store->m_image, store->m_engine->images().ensureStarter({}, {}));
    return store;
}

BenchStore::~BenchStore()
{
    if (m_engine) {
        if (const auto list = m_engine->containers().list({})) {
            for (const engine::ContainerView &container : list->containers)
                static_cast<void>(removeContainer(container.id));
        }
        m_engine.reset();
    }
    static_cast<void>(removeTree(m_directory));
}

Result<ContainerId> BenchStore::createContainer(std::vector<std::string> command)
{
    engine::ContainerSpec spec;
    spec.image = m_image;
    spec.command = std::move(command);
    spec.cpus = 2;
    return m_engine->containers().create(spec, {}, {});
}

Status BenchStore::removeContainer(const ContainerId &id)
{
    return m_engine->containers().remove(id, true, true, {});
}

} // namespace firkin::bench
