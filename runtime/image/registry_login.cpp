// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/registry_login.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "runtime/image/skopeo.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace firkin::image {

namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

constexpr std::size_t maxAuthFileBytes = std::size_t{1} << 20;
constexpr const char *secretService = "secretservice";

/// An object always, whatever is in the file: a broken one is as none.
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
    const char *path = std::getenv("PATH");
    if (!bus || !*bus || !path)
        return false;
    for (std::string_view rest = path; !rest.empty();) {
        const std::size_t colon = rest.find(':');
        const fs::path program = fs::path(rest.substr(0, colon)) / "docker-credential-secretservice";
        if (program.is_absolute() && ::access(program.c_str(), X_OK) == 0)
            return true;
        rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    }
    return false;
}

Status writeAuth(const fs::path &file, const Json &auth)
{
    FIRKIN_TRY(makePrivateDirectory(file.parent_path()));
    return writeFileAtomically(file, auth.dump(2) + "\n", 0600);
}

Status setHelper(const fs::path &file, const std::string &registry, bool use)
{
    Json auth = readAuth(file);
    Json helpers = section(auth, "credHelpers");
    if (use)
        helpers[registry] = secretService;
    else
        helpers.erase(registry);
    auth["credHelpers"] = std::move(helpers);
    return writeAuth(file, auth);
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

Result<std::vector<std::string>> registriesWithLogin(const fs::path &authFile)
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
        return fail(Operation::LogIn, name, Reason::UnknownUser, "say who you are there");
    const auto attempt = [&] {
        return runSkopeo({"login", "--authfile", authFile.string(), "--username", std::string(user), "--password-stdin"}, name, Operation::LogIn, stop, password);
    };
    if (hasSecretService()) {
        FIRKIN_TRY(setHelper(authFile, name, true));
        if (attempt())
            return LoginPlace::SecretService;
        // A service that is locked away or does not run; or the registry said no, as it will again.
    }
    FIRKIN_TRY(setHelper(authFile, name, false));
    FIRKIN_TRY(attempt());
    return LoginPlace::File;
}

Status logOut(const fs::path &authFile, std::string_view registry, std::stop_token stop)
{
    FIRKIN_ASSIGN(const std::string name, checkedRegistry(registry, Operation::LogOut));
    if (!hasLogin(authFile, name))
        return fail(Operation::LogOut, name, Reason::NotLoggedIn);
    FIRKIN_TRY(runSkopeo({"logout", "--authfile", authFile.string()}, name, Operation::LogOut, stop, {}));
    return setHelper(authFile, name, false);
}

} // namespace firkin::image
