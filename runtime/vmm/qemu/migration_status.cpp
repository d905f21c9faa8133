// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/migration_status.h"

namespace firkin::vmm::qemu {
namespace {

std::string textAt(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t numberAt(const nlohmann::json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

} // namespace

MigrationStatus parseMigrationStatus(const nlohmann::json &reply)
{
    MigrationStatus status;
    if (!reply.is_object())
        return status;
    const std::string word = textAt(reply, "status");
    if (word == "completed")
        status.phase = MigrationPhase::Completed;
    else if (word == "failed")
        status.phase = MigrationPhase::Failed;
    else if (word == "cancelled")
        status.phase = MigrationPhase::Cancelled;
    else if (word != "none" && !word.empty())
        status.phase = MigrationPhase::Active;
    status.error = textAt(reply, "error-desc");
    if (const auto ram = reply.find("ram"); ram != reply.end() && ram->is_object()) {
        status.total = numberAt(*ram, "total");
        const std::uint64_t remaining = numberAt(*ram, "remaining");
        status.done = status.total > remaining ? status.total - remaining : 0;
    }
    return status;
}

Reason reasonOfFailure(Operation operation, std::string_view text)
{
    if (text.contains("No space left"))
        return Reason::NoSpace;
    if (operation != Operation::RestoreSnapshot)
        return Reason::HelperFailed;
    for (const std::string_view foreign : {"Machine type received", "Unknown savevm section", "Unknown ramblock", "Size mismatch", "Length mismatch"}) {
        if (text.contains(foreign))
            return Reason::SnapshotMismatch;
    }
    return Reason::SnapshotDamaged;
}

} // namespace firkin::vmm::qemu
