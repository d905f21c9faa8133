// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/skopeo.h"

#include "runtime/image/registry_login.h"
#include "runtime/oci/platform.h"

#include <algorithm>
#include <cctype>

namespace firkin::image {

namespace fs = std::filesystem;

std::vector<std::string> skopeoArguments(const SkopeoAccess &access)
{
    const oci::Platform platform = oci::guestPlatform();
    std::vector<std::string> arguments{"--override-os", platform.os, "--override-arch", platform.architecture};
    if (!access.policyFile.empty())
        arguments.insert(arguments.end(), {"--policy", access.policyFile.string()});
    return arguments;
}

void addCredentials(std::vector<std::string> &arguments, const SkopeoAccess &access, const oci::Reference &reference)
{
    if (hasLogin(access.authFile, reference.domain()))
        arguments.insert(arguments.end(), {"--authfile", access.authFile.string()});
}

std::string registryAddress(const oci::Reference &reference)
{
    // skopeo refuses a tag beside a digest; the digest says more.
    return "docker://" + reference.name() + (reference.digest() ? "@" + reference.digest()->str() : ":" + reference.tag());
}

ProcessSpec skopeo(const fs::path &program, std::vector<std::string> arguments)
{
    ProcessSpec spec;
    spec.program = program;
    spec.arguments = std::move(arguments);
    return spec;
}

Error skopeoError(Operation operation, std::string_view object, std::string_view said)
{
    std::string lower(said);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    struct Row {
        std::string_view text;
        Reason reason;
    };
    // In this order: a message often ends with the most general of its causes.
    static constexpr Row rows[] = {
        {"no space left on device", Reason::NoSpace},
        {"unauthorized", Reason::NeedsLogin},
        {"authentication required", Reason::NeedsLogin},
        {"requested access to the resource is denied", Reason::NeedsLogin},
        {"invalid username/password", Reason::NeedsLogin},
        {"manifest unknown", Reason::NoSuchImage},
        {"name unknown", Reason::NoSuchImage},
        {"repository name not known", Reason::NoSuchImage},
        {"not found: manifest", Reason::NoSuchImage},
        {"no image found in", Reason::WrongPlatform},
        {"digest did not match", Reason::DigestMismatch},
        {"does not match digest", Reason::DigestMismatch},
        {"no such host", Reason::RegistryUnreachable},
        {"connection refused", Reason::RegistryUnreachable},
        {"network is unreachable", Reason::RegistryUnreachable},
        {"no route to host", Reason::RegistryUnreachable},
        {"i/o timeout", Reason::RegistryUnreachable},
        {"temporary failure in name resolution", Reason::RegistryUnreachable},
        {"server misbehaving", Reason::RegistryUnreachable},
        {"context deadline exceeded", Reason::RegistryUnreachable},
        {"connection reset", Reason::RegistryUnreachable},
        {"tls:", Reason::RegistryUnreachable},
        {"x509:", Reason::RegistryUnreachable},
        {"server gave http response to https client", Reason::RegistryUnreachable},
        {"eof", Reason::RegistryUnreachable},
        {"toomanyrequests", Reason::RegistryRefused},
        {"denied", Reason::RegistryRefused},
        {"forbidden", Reason::RegistryRefused},
        {"unexpected http status", Reason::RegistryRefused},
        {"rejected by policy", Reason::RegistryRefused},
    };
    Reason reason = Reason::HelperFailed;
    for (const Row &row : rows) {
        if (lower.find(row.text) != std::string::npos) {
            reason = row.reason;
            break;
        }
    }
    // logrus' decoration: time="…" level=fatal msg="…"
    std::string detail(said);
    if (const std::size_t at = detail.rfind("msg=\""); at != std::string::npos) {
        detail.erase(0, at + 5);
        if (detail.ends_with('"'))
            detail.pop_back();
        for (std::size_t quote = detail.find("\\\""); quote != std::string::npos; quote = detail.find("\\\"", quote))
            detail.erase(quote, 1);
    }
    return makeError(operation, object, reason, detail);
}

} // namespace firkin::image
