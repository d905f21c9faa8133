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

template <class Id>
Result<std::vector<Id>> idsIn(const std::filesystem::path &folder)
{
    std::vector<Id> ids;
    std::error_code error;
    std::filesystem::directory_iterator it(folder, error);
    for (const std::filesystem::directory_iterator end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with('.'))
            continue; // being made
        if (auto id = Id::parse(name))
            ids.push_back(std::move(*id));
    }
    if (error)
        return fail(systemError(Operation::ListContainers, folder.string(), error.value()));
    std::ranges::sort(ids);
    return ids;
}

/// By id, name, or an id's prefix that only one of `ids` has. Empty: none.
template <class Id, class Exists>
Result<std::optional<Id>> resolveIn(const Layout &layout, std::string_view idOrName, const std::vector<Id> &ids, Exists exists)
{
    if (!isValidId(idOrName))
        return std::optional<Id>();
    if (auto id = Id::parse(idOrName); id && exists(*id))
        return std::optional(std::move(*id));
    if (const auto holder = readFile(layout.names() / idOrName, 128)) {
        std::string_view text = *holder;
        while (text.ends_with('\n'))
            text.remove_suffix(1);
        if (auto id = Id::parse(text); id && exists(*id))
            return std::optional(std::move(*id));
    }
    std::optional<Id> found;
    for (const Id &id : ids) {
        if (!id.str().starts_with(idOrName))
            continue;
        if (found)
            return fail(Operation::InspectContainer, idOrName, Reason::BadId, "several ids begin so");
        found = id;
    }
    return found;
}

} // namespace

Result<Store> Store::open(const std::filesystem::path &root)
{
    std::error_code error;
    Layout layout{std::filesystem::absolute(root, error)};
    FIRKIN_TRY(makePrivateDirectory(layout.root));
    FIRKIN_TRY(checkFormat(layout));
    for (const auto &folder :
         {layout.machines(), layout.containers(), layout.pods(), layout.images(), layout.volumes(), layout.names(), layout.networks(), layout.trash()})
        FIRKIN_TRY(makePrivateDirectory(folder));
    return Store(std::move(layout));
}

Result<std::vector<ContainerId>> Store::containerIds() const { return idsIn<ContainerId>(m_layout.containers()); }
Result<std::vector<PodId>> Store::podIds() const { return idsIn<PodId>(m_layout.pods()); }

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

Result<PodRecord> Store::load(const PodId &id) const
{
    const auto path = Layout::record(m_layout.pod(id));
    const auto text = readFile(path, recordLimit);
    if (!text) {
        if (text.error().rootReason() == Reason::NoSuchFile)
            return fail(Operation::ReadRecord, id.str(), Reason::NoSuchPod);
        return fail(wrap(Operation::ReadRecord, id.str(), text.error()));
    }
    return parsePodRecord(*text, path.string());
}

Result<std::vector<PodRecord>> Store::loadPods() const
{
    FIRKIN_ASSIGN(const std::vector<PodId> ids, podIds());
    std::vector<PodRecord> records;
    for (const PodId &id : ids) {
        auto record = load(id);
        if (record)
            records.push_back(std::move(*record));
        else if (record.error().rootReason() != Reason::NoSuchPod) // removed meanwhile: fine
            spdlog::warn("store: record of pod {} cannot be read: {}", id.str(), record.error().detail);
    }
    return records;
}

Status Store::save(PodRecord &record) const
{
    ++record.generation;
    return writeFileAtomically(Layout::record(m_layout.pod(record.id)), toJson(record));
}

Result<std::vector<ContainerRecord>> Store::loadAllOf(const MachineId &machine) const
{
    // A container's own machine has its id: nobody else lives there.
    if (const auto own = ContainerId::parse(machine.str())) {
        auto record = load(*own);
        if (record && record->machine == machine)
            return std::vector{std::move(*record)};
    }
    FIRKIN_ASSIGN(std::vector<ContainerRecord> records, loadAll());
    std::erase_if(records, [&](const ContainerRecord &record) { return record.machine != machine; });
    return records;
}

Result<ContainerId> Store::resolve(std::string_view idOrName) const
{
    FIRKIN_ASSIGN(const std::vector<ContainerId> ids, containerIds());
    const auto exists = [&](const ContainerId &id) { return std::ranges::binary_search(ids, id); };
    FIRKIN_ASSIGN(auto found, resolveIn(m_layout, idOrName, ids, exists));
    if (!found)
        return fail(Operation::InspectContainer, idOrName.substr(0, 80), Reason::NoSuchContainer);
    return std::move(*found);
}

Result<PodId> Store::resolvePod(std::string_view idOrName) const
{
    FIRKIN_ASSIGN(const std::vector<PodId> ids, podIds());
    const auto exists = [&](const PodId &id) { return std::ranges::binary_search(ids, id); };
    FIRKIN_ASSIGN(auto found, resolveIn(m_layout, idOrName, ids, exists));
    if (!found)
        return fail(Operation::InspectPod, idOrName.substr(0, 80), Reason::NoSuchPod);
    return std::move(*found);
}

} // namespace firkin::store
