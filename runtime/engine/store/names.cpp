// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/names.h"

#include "runtime/base/file.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <random>
#include <unistd.h>

namespace firkin::store {

namespace {

constexpr std::size_t maxNameLength = 64;

constexpr std::array firstWords = {
    "amber",  "bold",   "brisk",  "calm",   "clear",  "clever", "coral",  "crisp",  "dapper", "deft",  "eager",
    "early",  "fair",   "fleet",  "fond",   "gentle", "glad",   "golden", "hardy",  "honest", "jolly", "keen",
    "kind",   "lively", "lucid",  "mellow", "merry",  "mild",   "neat",   "nimble", "noble",  "patient", "placid",
    "plucky", "polite", "proud",  "quick",  "quiet",  "rapid",  "ready",  "robust", "rosy",   "serene", "silver",
    "smooth", "snug",   "solid",  "spry",   "steady", "stout",  "sunny",  "swift",  "tidy",   "trim",   "upbeat",
    "vivid",  "warm",   "wise",   "witty",  "young",  "zesty",  "azure",  "bright", "lofty",
};
constexpr std::array secondWords = {
    "acorn",  "alder",   "anchor", "aspen",   "badger", "barrel", "beacon", "beaver",  "birch",  "bramble", "brook",
    "cedar",  "clover",  "comet",  "cooper",  "cove",   "crane",  "delta",  "ember",   "falcon", "fern",    "finch",
    "fjord",  "gannet",  "glade",  "grove",   "harbor", "hazel",  "heron",  "ibis",    "island", "juniper", "kestrel",
    "lagoon", "lantern", "larch",  "lark",    "linden", "lynx",   "maple",  "marten",  "meadow", "mesa",    "moose",
    "oak",    "orchid",  "osprey", "otter",   "pebble", "pine",   "plover", "poplar",  "quartz", "raven",   "reef",
    "river",  "rowan",   "sparrow", "spruce", "stone",  "tern",   "thicket", "walnut", "willow",
};

constexpr bool isAlphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Empty: nobody that there could be.
std::string holderOf(const std::filesystem::path &path)
{
    const auto text = readFile(path, 128);
    if (!text)
        return {};
    std::string_view id = *text;
    while (id.ends_with('\n'))
        id.remove_suffix(1);
    return isValidId(id) ? std::string(id) : std::string();
}

} // namespace

/// The lock of a machine with the holder's id is held during creation.
bool isAbandoned(const Store &store, const std::string &holder)
{
    if (holder.empty())
        return true;
    const Layout &layout = store.layout();
    std::error_code error;
    if (std::filesystem::exists(layout.containers() / holder, error) || std::filesystem::exists(layout.pods() / holder, error))
        return false;
    const auto machine = MachineId::parse(holder);
    return !machine || !StoreLock::isHeld(layout.machineLock(*machine));
}

bool isValidName(std::string_view name)
{
    if (name.empty() || name.size() > maxNameLength || !isAlphanumeric(name.front()))
        return false;
    for (const char c : name) {
        if (!isAlphanumeric(c) && c != '_' && c != '.' && c != '-')
            return false;
    }
    return true;
}

std::string madeUpName(std::uint64_t seed)
{
    const auto first = seed % firstWords.size();
    const auto second = (seed / firstWords.size()) % secondWords.size();
    return std::string(firstWords[first]) + "-" + secondWords[second];
}

std::string numbered(std::string_view name, unsigned number)
{
    const std::string suffix = "-" + std::to_string(number);
    return std::string(name.substr(0, maxNameLength - suffix.size())) + suffix;
}

Status claimName(const Store &store, std::string_view name, const NameHolder &id, Operation operation)
{
    if (!isValidName(name))
        return fail(operation, name.substr(0, 80), Reason::BadName);

    const auto &names = store.layout().names();
    const auto target = names / name;
    const auto temporary = names / (".claim-" + id.str());
    FIRKIN_TRY(writeFileAtomically(temporary, id.str() + "\n"));
    // Serialises the removal of abandoned names only; link() is what decides.
    FIRKIN_ASSIGN(const StoreLock lock,
                  StoreLock::acquire(names / ".lock", Deadline::after(std::chrono::seconds(10)), {}));
    const auto tryLink = [&] { return ::link(temporary.c_str(), target.c_str()) == 0 ? 0 : errno; };
    int linkError = tryLink();
    if (linkError == EEXIST && isAbandoned(store, holderOf(target))) {
        ::unlink(target.c_str());
        linkError = tryLink();
    }
    ::unlink(temporary.c_str());
    if (linkError == EEXIST)
        return fail(operation, name, Reason::NameTaken);
    if (linkError != 0)
        return fail(systemError(operation, name, linkError));
    return syncDirectory(names);
}

Result<std::string> claimSimilarName(const Store &store, std::string_view name, const NameHolder &id)
{
    std::string attempt(name);
    for (unsigned number = 2;; ++number) {
        const Status claimed = claimName(store, attempt, id);
        if (claimed)
            return attempt;
        if (claimed.error().reason != Reason::NameTaken || number > 10'000)
            return fail(claimed.error());
        attempt = numbered(name, number);
    }
}

Result<std::string> claimMadeUpName(const Store &store, const NameHolder &id)
{
    std::random_device random;
    for (int attempt = 0; attempt < 20; ++attempt) {
        const std::string name = madeUpName(random());
        const Status claimed = claimName(store, name, id);
        if (claimed)
            return name;
        if (claimed.error().reason != Reason::NameTaken)
            return fail(claimed.error());
    }
    return claimSimilarName(store, madeUpName(random()), id);
}

Status releaseName(const Store &store, std::string_view name, const NameHolder &id)
{
    if (!isValidName(name))
        return {};
    const auto &names = store.layout().names();
    const auto target = names / name;
    FIRKIN_ASSIGN(const StoreLock lock,
                  StoreLock::acquire(names / ".lock", Deadline::after(std::chrono::seconds(10)), {}));
    if (holderOf(target) != id.str())
        return {};
    if (::unlink(target.c_str()) != 0 && errno != ENOENT)
        return fail(systemError(Operation::RemoveContainer, target.string(), errno));
    return syncDirectory(names);
}

} // namespace firkin::store
