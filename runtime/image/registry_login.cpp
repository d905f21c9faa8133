// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/registry_login.h"

#include "runtime/base/file.h"
#include "runtime/base/file_lock.h"
#include "runtime/base/paths.h"
#include "runtime/image/skopeo.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace firkin::image {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr std::size_t maxAuthFileBytes = std::size_t{1} << 20;
constexpr const char *secretService = "secretservice";

/// To look at. An object always, whatever is in the file: a broken one is as none.
Json readAuth(const fs::path &file)
{
    std::error_code ignored;
    if (file.empty() || !fs::exists(file, ignored))
        return Json::object();
    const auto text = readFile(file, maxAuthFileBytes);
    Json json = text ? Json::parse(*text, nullptr, false) : Json();
    return json.is_object() ? json : Json::object();
}

/// Its members that are objects: "auths", "credHelpers".
Json section(const Json &auth, const char *name)
{
    const auto found = auth.find(name);
    return found != auth.end() && found->is_object() ? *found : Json::object();
}

Result<std::string> checkedRegistry(std::string_view registry, Operation operation)
{
    const auto reference = oci::Reference::parse(std::string(registry) + "/image");
    if (!reference || reference->domain() != registry)
        return fail(operation, registry, Reason::BadName, "say the registry alone, such as quay.io");
    return std::string(registry);
}

/// docker-credential-secretservice is there, and a session bus to find the service by.
bool hasSecretService()
{
    const char *bus = std::getenv("DBUS_SESSION_BUS_ADDRESS");
    return bus && *bus && findInPath("docker-credential-secretservice");
}

/// Between our own processes, over all that a login or logout does to the file; skopeo itself locks nothing.
Result<FileLock> lockAuth(const fs::path &file, const std::stop_token &stop)
{
    FIRKIN_TRY(makePrivateDirectory(file.parent_path()));
    return FileLock::acquire(file.string() + ".lock", FileLock::Kind::Exclusive, Deadline::never(), stop);
}

/// To be changed: one that cannot be read is an error here.
Result<Json> loadAuth(const fs::path &file)
{
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return Json::object();
    FIRKIN_ASSIGN(const std::string text, readFile(file, maxAuthFileBytes));
    Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return fail(Operation::ReadSettings, file.string(), Reason::SettingsDamaged);
    return json;
}

/// What keeps the registry's password, if anything beside the file does.
using CredentialHelper = std::optional<Json>;

Result<CredentialHelper> helperOf(const fs::path &file, const std::string &registry)
{
    FIRKIN_ASSIGN(const Json auth, loadAuth(file));
    const Json helpers = section(auth, "credHelpers");
    const auto found = helpers.find(registry);
    return found == helpers.end() ? CredentialHelper() : CredentialHelper(*found);
}

/// Writes only what changes.
Status setHelper(const fs::path &file, const std::string &registry, const CredentialHelper &wanted)
{
    FIRKIN_ASSIGN(const CredentialHelper now, helperOf(file, registry));
    if (now == wanted)
        return {};
    FIRKIN_ASSIGN(Json auth, loadAuth(file));
    Json helpers = section(auth, "credHelpers");
    if (wanted)
        helpers[registry] = *wanted;
    else
        helpers.erase(registry);
    if (helpers.empty())
        auth.erase("credHelpers");
    else
        auth["credHelpers"] = std::move(helpers);
    return writeFileAtomically(file, auth.dump(2) + "\n", 0600);
}

Status runSkopeo(std::vector<std::string> arguments, const std::string &registry, Operation operation, std::stop_token stop, std::string_view input)
{
    FIRKIN_ASSIGN(const fs::path program, findHelper(Helper::Skopeo));
    if (const auto probe = oci::Reference::parse(registry + "/image"); probe && probe->isLoopback() && operation == Operation::LogIn)
        arguments.insert(arguments.begin() + 1, "--tls-verify=false");
    arguments.push_back(registry);
    const auto feed = [input](int fd) -> Status { return writeAll(fd, input, "standard input of skopeo"); };
    FIRKIN_ASSIGN(const ProcessOutput output, run(skopeo(program, std::move(arguments)), Deadline::never(), stop, std::size_t{64} << 10, feed));
    if (output.end.success())
        return {};
    Error error = skopeoError(operation, registry, output.errorTail);
    if (error.reason == Reason::NeedsLogin)
        error.reason = Reason::LoginRefused;
    return fail(std::move(error));
}

} // namespace

bool hasLogin(const fs::path &authFile, std::string_view registry)
{
    const Json auth = readAuth(authFile);
    return section(auth, "auths").contains(registry) || section(auth, "credHelpers").contains(registry);
}

std::vector<std::string> registriesWithLogin(const fs::path &authFile)
{
    const Json auth = readAuth(authFile);
    std::vector<std::string> registries;
    for (const char *name : {"auths", "credHelpers"}) {
        const Json entries = section(auth, name);
        for (auto entry = entries.begin(); entry != entries.end(); ++entry)
            registries.push_back(entry.key());
    }
    std::ranges::sort(registries);
    registries.erase(std::ranges::unique(registries).begin(), registries.end());
    return registries;
}

Result<LoginPlace> logIn(const fs::path &authFile, std::string_view registry, std::string_view user, std::string_view password, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::string name, checkedRegistry(registry, Operation::LogIn));
    if (user.empty() || user.starts_with('-') || user.find('\0') != std::string_view::npos)
        return fail(Operation::LogIn, name, Reason::BadName, "say who you are there");
    const auto attempt = [&] {
        return runSkopeo({"login", "--authfile", authFile.string(), "--username", std::string(user), "--password-stdin"}, name, Operation::LogIn, stop, password);
    };
    FIRKIN_ASSIGN(const FileLock alone, lockAuth(authFile, stop));
    FIRKIN_ASSIGN(const CredentialHelper before, helperOf(authFile, name));
    LoginPlace place = LoginPlace::File;
    Status entered;
    if (hasSecretService()) {
        FIRKIN_TRY(setHelper(authFile, name, Json(secretService)));
        place = LoginPlace::SecretService;
        entered = attempt();
    }
    // A service that is locked away or does not run keeps nothing; what the registry said it would say again.
    const auto isFinal = [](const Error &error) { return error.isCancelled() || error.reason == Reason::LoginRefused; };
    if (place == LoginPlace::File || (!entered && !isFinal(entered.error()))) {
        FIRKIN_TRY(setHelper(authFile, name, std::nullopt));
        place = LoginPlace::File;
        entered = attempt();
    }
    if (!entered) {
        (void)setHelper(authFile, name, before);
        return fail(std::move(entered).error());
    }
    return place;
}

Status logOut(const fs::path &authFile, std::string_view registry, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::string name, checkedRegistry(registry, Operation::LogOut));
    FIRKIN_ASSIGN(const FileLock alone, lockAuth(authFile, stop));
    if (!hasLogin(authFile, name))
        return fail(Operation::LogOut, name, Reason::NotLoggedIn);
    FIRKIN_TRY(runSkopeo({"logout", "--authfile", authFile.string()}, name, Operation::LogOut, stop, {}));
    return setHelper(authFile, name, std::nullopt);
}

} // namespace firkin::image
