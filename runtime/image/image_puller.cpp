// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_puller.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/base/stop_fd.h"
#include "runtime/oci/manifest.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <unistd.h>

namespace firkin::image {

namespace fs = std::filesystem;

namespace {

/// Between two looks at the growing files.
constexpr std::chrono::milliseconds lookInterval{200};

std::vector<std::string> commonArguments(const fs::path &policy)
{
    const oci::Platform platform = oci::guestPlatform();
    std::vector<std::string> arguments{"--override-os", platform.os, "--override-arch", platform.architecture};
    if (!policy.empty())
        arguments.insert(arguments.end(), {"--policy", policy.string()});
    return arguments;
}

std::string source(const oci::Reference &reference)
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

/// The layers to come; nothing where the registry does not tell (then there is progress without a total).
Result<oci::Manifest> fetchManifest(const fs::path &program, const oci::Reference &reference, const fs::path &policy, std::stop_token stop)
{
    const auto fetch = [&](const oci::Reference &what) -> Result<std::string> {
        FIRKIN_ASSIGN(ProcessOutput output,
                      run(skopeo(program, skopeoInspectArguments(what, policy)), Deadline::never(), stop, limits::manifest));
        if (!output.end.success())
            return fail(skopeoError(reference, output.errorTail));
        return std::move(output.output);
    };
    FIRKIN_ASSIGN(std::string json, fetch(reference));
    if (auto index = oci::parseIndex(json)) {
        const oci::Descriptor *ours = oci::choosePlatform(*index);
        if (!ours)
            return fail(Operation::PullImage, reference.str(), Reason::WrongPlatform);
        FIRKIN_ASSIGN(const oci::Reference exact, oci::Reference::parse(reference.name() + "@" + ours->digest.str()));
        FIRKIN_ASSIGN(json, fetch(exact));
    }
    return oci::parseManifest(json);
}

/// Blobs that are here already are linked into the layout, where skopeo finds them.
void linkKnown(const oci::Manifest &manifest, const BlobStore &store, const fs::path &layout)
{
    std::error_code ignored; // what cannot be linked is fetched
    fs::create_directories(layout / "blobs/sha256", ignored);
    for (const oci::Descriptor &layer : manifest.layers) {
        if (store.has(layer.digest, layer.size))
            ::link(store.path(layer.digest).c_str(), (layout / "blobs/sha256" / layer.digest.hex()).c_str());
    }
}

std::uint64_t bytesBelow(const fs::path &folder)
{
    std::uint64_t bytes = 0;
    std::error_code problem; // files come and go while we look
    for (fs::recursive_directory_iterator it(folder, problem), end; !problem && it != end; it.increment(problem)) {
        std::error_code gone;
        if (it->is_regular_file(gone)) {
            const std::uint64_t size = it->file_size(gone);
            bytes += gone ? 0 : size;
        }
    }
    return bytes;
}

} // namespace

std::vector<std::string> skopeoInspectArguments(const oci::Reference &reference, const fs::path &policy)
{
    std::vector<std::string> arguments = commonArguments(policy);
    arguments.insert(arguments.end(), {"inspect", "--raw"});
    if (reference.isLoopback())
        arguments.emplace_back("--tls-verify=false");
    arguments.push_back(source(reference));
    return arguments;
}

std::vector<std::string> skopeoCopyArguments(const oci::Reference &reference, const fs::path &layout, const fs::path &policy)
{
    std::vector<std::string> arguments = commonArguments(policy);
    arguments.insert(arguments.end(), {"copy", "--quiet"});
    if (reference.isLoopback())
        arguments.emplace_back("--src-tls-verify=false");
    arguments.push_back(source(reference));
    arguments.push_back("oci:" + layout.string() + ":pulled");
    return arguments;
}

Error skopeoError(const oci::Reference &reference, std::string_view said)
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
    return makeError(Operation::PullImage, reference.str(), reason, detail);
}

Status pullInto(const fs::path &layout,
                const oci::Reference &reference,
                const BlobStore &store,
                const fs::path &policy,
                const ProgressFn &progress,
                std::stop_token stop)
{
    FIRKIN_ASSIGN(const fs::path program, findHelper(Helper::Skopeo));
    report(progress, {Phase::Preparing, 0, std::nullopt, reference.str()});
    FIRKIN_ASSIGN(const oci::Manifest manifest, fetchManifest(program, reference, policy, stop));
    std::uint64_t total = manifest.config.size;
    for (const oci::Descriptor &layer : manifest.layers)
        total += layer.size;
    if (const auto free = freeSpace(layout.parent_path()); free && total > *free)
        return fail(Operation::PullImage, reference.str(), Reason::NoSpace);
    linkKnown(manifest, store, layout);

    ProcessSpec spec = skopeo(program, skopeoCopyArguments(reference, layout, policy));
    // It keeps layers under way in TMPDIR otherwise, perhaps on a small tmpfs.
    FIRKIN_ASSIGN(const auto child, Process::start(spec));
    for (;;) {
        const Result<ProcessEnd> end = child->wait(Deadline::after(lookInterval), stop);
        if (end && !end->success())
            return fail(skopeoError(reference, child->errorTail()));
        if (end)
            return {};
        if (end.error().code != ErrorCode::Timeout) {
            child->terminate(std::chrono::seconds(2));
            return fail(wrap(Operation::PullImage, reference.str(), end.error()));
        }
        report(progress, {Phase::Downloading, std::min(bytesBelow(layout), total), total, reference.str()});
    }
}

} // namespace firkin::image
