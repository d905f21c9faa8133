// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_puller.h"

#include "runtime/base/file.h"
#include "runtime/base/limits.h"
#include "runtime/base/paths.h"
#include "runtime/image/skopeo.h"
#include "runtime/oci/manifest.h"

#include <algorithm>
#include <optional>
#include <unistd.h>

namespace firkin::image {

namespace fs = std::filesystem;

namespace {

/// The layers to come; nothing where the registry does not tell (then there is progress without a total).
Result<oci::Manifest> fetchManifest(const fs::path &program, const oci::Reference &reference, const SkopeoAccess &access, std::stop_token stop)
{
    const auto fetch = [&](const oci::Reference &what) -> Result<std::string> {
        FIRKIN_ASSIGN(ProcessOutput output,
                      run(skopeo(program, skopeoInspectArguments(what, access)), Deadline::never(), stop, limits::manifest));
        if (!output.end.success())
            return fail(skopeoError(Operation::PullImage, reference.str(), output.errorTail));
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

std::vector<std::string> skopeoInspectArguments(const oci::Reference &reference, const SkopeoAccess &access)
{
    std::vector<std::string> arguments = skopeoArguments(access);
    arguments.insert(arguments.end(), {"inspect", "--raw"});
    addCredentials(arguments, access, reference);
    if (reference.isLoopback())
        arguments.emplace_back("--tls-verify=false");
    arguments.push_back(registryAddress(reference));
    return arguments;
}

std::vector<std::string> skopeoCopyArguments(const oci::Reference &reference, const fs::path &layout, const SkopeoAccess &access)
{
    std::vector<std::string> arguments = skopeoArguments(access);
    arguments.insert(arguments.end(), {"copy", "--quiet"});
    addCredentials(arguments, access, reference);
    if (reference.isLoopback())
        arguments.emplace_back("--src-tls-verify=false");
    arguments.push_back(registryAddress(reference));
    arguments.push_back("oci:" + layout.string() + ":pulled");
    return arguments;
}

Status pullInto(const fs::path &layout,
                const oci::Reference &reference,
                const BlobStore &store,
                const SkopeoAccess &access,
                const ProgressFn &progress,
                std::stop_token stop)
{
    FIRKIN_ASSIGN(const fs::path program, findHelper(Helper::Skopeo));
    report(progress, {Phase::Preparing, 0, std::nullopt, reference.str()});
    FIRKIN_ASSIGN(const oci::Manifest manifest, fetchManifest(program, reference, access, stop));
    std::uint64_t total = manifest.config.size;
    for (const oci::Descriptor &layer : manifest.layers)
        total += layer.size;
    if (const auto free = freeSpace(layout.parent_path()); free && total > *free)
        return fail(Operation::PullImage, reference.str(), Reason::NoSpace);
    linkKnown(manifest, store, layout);

    ProcessSpec spec = skopeo(program, skopeoCopyArguments(reference, layout, access));
    // It keeps layers under way in TMPDIR otherwise, perhaps on a small tmpfs.
    FIRKIN_ASSIGN(const auto child, Process::start(spec));
    for (;;) {
        const Result<ProcessEnd> end = child->wait(Deadline::after(skopeoLookInterval), stop);
        if (end && !end->success())
            return fail(skopeoError(Operation::PullImage, reference.str(), child->errorTail()));
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
