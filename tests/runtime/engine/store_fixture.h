// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/error_text.h"
#include "runtime/engine/store/new_container.h"

#include <QTemporaryDir>

#include <string>
#include <string_view>

namespace firkin::store {

/// A store in a folder of the test's.
inline Store openStore(const QTemporaryDir &folder)
{
    auto store = Store::open(folder.path().toStdString() + "/store");
    if (!store)
        qFatal("%s", render(store.error()).c_str());
    return *store;
}

/// A container that does not run.
inline Result<ContainerId> makeContainer(const Store &store, std::string_view name)
{
    FIRKIN_ASSIGN(const auto made, NewContainer::begin(store, name));
    ContainerRecord record;
    record.spec.image = "localhost/starter:latest";
    record.process.command = {"/bin/true"};
    record.createdAt = std::chrono::system_clock::now();
    FIRKIN_TRY(made->commit(record));
    return made->id();
}

} // namespace firkin::store
