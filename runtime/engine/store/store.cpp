// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/store.h"

#include "runtime/base/file.h"

#include <algorithm>
#include <charconv>
#include <spdlog/spdlog.h>

namespace firkin::store {

namespace {

constexpr std::size_t recordLimit = std::size_t{4} << 20;

/// Brings a store from one format to the next; a row for each step that there ever was.
Status migrate(const Layout &, int from)
{
    // Format 1 is the first one: nothing to do yet for anything below but to write the number.
    (void)from;
    return {};
}

Status checkFormat(const Layout &layout)
{
    const auto text = readFile(layout.formatFile(), 64);
    int found = 0;
    if (text) {
        std::from_chars(text->data(), text->data() + text->size(), found);
        if (found == Store::format)
            return {};
        if (found > Store::format)
            return fail(Operation::OpenStore, layout.root.string(), Reason::StoreTooNew, "format " + std::to_string(found));
        if (found < 1)
            return fail(Operation::OpenStore, layout.formatFile().string(), Reason::RecordDamaged);
        FIRKIN_TRY(migrate(layout, found));
    } else if (text.error().rootReason() != Reason::NoSuchFile) {
        return fail(wrap(Operation::OpenStore, layout.root.string(), text.error()));
    }
    return writeFileAtomically(layout.formatFile(), std::to_string(Store::format) + "\n");
}

} // namespace

Result<Store> Store::open(const std::filesystem::path &root)
{
    std::error_code error;
    Layout layout{std::filesystem::absolute(root, error)};
    FIRKIN_TRY(makePrivateDirectory(layout.root));
    FIRKIN_TRY(checkFormat(layout));
    for (const auto &folder :
         {layout.machines(), layout.containers(), layout.images(), layout.volumes(), layout.names(), layout.trash()})
        FIRKIN_TRY(makePrivateDirectory(folder));
    return Store(std::move(layout));
}

Result<std::vector<ContainerId>> Store::containerIds() const
{
    std::vector<ContainerId> ids;
    std::error_code error;
    std::filesystem::directory_iterator it(m_layout.containers(), error);
    for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with('.'))
            continue; // being made
        if (auto id = ContainerId::parse(name))
            ids.push_back(std::move(*id));
    }
    if (error)
        return fail(systemError(Operation::ListContainers, m_layout.containers().string(), error.value()));
    std::ranges::sort(ids);
    return ids;
}

Result<ContainerRecord> Store::load(const ContainerId &id) const
{
    const auto path = Layout::record(m_layout.container(id));
    const auto text = readFile(path, recordLimit);
    if (!text) {
        if (text.error().rootReason() == Reason::NoSuchFile)
            return fail(Operation::ReadRecord, id.str(), Reason::NoSuchContainer);
        return fail(wrap(Operation::ReadRecord, id.str(), text.error()));
    }
    return parseContainerRecord(*text, path.string());
}

Result<std::vector<ContainerRecord>> Store::loadAll() const
{
    FIRKIN_ASSIGN(const std::vector<ContainerId> ids, containerIds());
    std::vector<ContainerRecord> records;
    records.reserve(ids.size());
    for (const ContainerId &id : ids) {
        auto record = load(id);
        if (record)
            records.push_back(std::move(*record));
        else if (record.error().rootReason() != Reason::NoSuchContainer) // removed meanwhile: fine
            spdlog::warn("store: record of container {} cannot be read: {}", id.str(), record.error().detail);
    }
    return records;
}

Status Store::save(ContainerRecord &record) const
{
    ++record.generation;
    return writeFileAtomically(Layout::record(m_layout.container(record.id)), toJson(record));
}

Result<MachineRecord> Store::loadMachine(const MachineId &id) const
{
    const auto path = m_layout.machineRecord(id);
    FIRKIN_ASSIGN(const std::string text, readFile(path, recordLimit));
    return parseMachineRecord(text, path.string());
}

Status Store::saveMachine(const MachineRecord &record) const
{
    return writeFileAtomically(m_layout.machineRecord(record.id), toJson(record));
}

Result<ContainerId> Store::resolve(std::string_view idOrName) const
{
    const auto unknown = [&] { return fail(Operation::InspectContainer, idOrName.substr(0, 80), Reason::NoSuchContainer); };
    if (!isValidId(idOrName))
        return unknown();
    const auto exists = [&](const ContainerId &id) {
        std::error_code error;
        return std::filesystem::exists(Layout::record(m_layout.container(id)), error);
    };
    if (auto id = ContainerId::parse(idOrName); id && exists(*id))
        return std::move(*id);
    if (const auto holder = readFile(m_layout.names() / idOrName, 128)) {
        std::string_view text = *holder;
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        if (auto id = ContainerId::parse(text); id && exists(*id))
            return std::move(*id);
    }
    FIRKIN_ASSIGN(const std::vector<ContainerId> ids, containerIds());
    std::optional<ContainerId> found;
    for (const ContainerId &id : ids) {
        if (!id.str().starts_with(idOrName))
            continue;
        if (found)
            return fail(Operation::InspectContainer, idOrName, Reason::BadId, "several ids begin so");
        found = id;
    }
    if (!found)
        return unknown();
    return std::move(*found);
}

} // namespace firkin::store
