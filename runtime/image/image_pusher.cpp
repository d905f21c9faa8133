// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/image/image_pusher.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"

namespace firkin::image {

namespace fs = std::filesystem;

namespace {

Status makeLayout(const fs::path &folder, const oci::Descriptor &image)
{
    FIRKIN_TRY(makePrivateDirectory(folder));
    FIRKIN_TRY(writeFileAtomically(folder / "oci-layout", R"({"imageLayoutVersion":"1.0.0"})"));
    oci::Index index;
    index.manifests.push_back(image);
    index.manifests.back().annotations = {{"org.opencontainers.image.ref.name", "pushed"}};
    return writeFileAtomically(folder / "index.json", oci::toJson(index));
}

} // namespace

Status pushFrom(const fs::path &staging,
                const fs::path &blobs,
                const oci::Descriptor &image,
                const oci::Reference &target,
                const SkopeoAccess &access,
                const ProgressFn &progress,
                std::stop_token stop)
{
    FIRKIN_ASSIGN(const fs::path program, findHelper(Helper::Skopeo));
    FIRKIN_TRY(makeLayout(staging, image));
    std::vector<std::string> arguments = skopeoArguments(access);
    arguments.insert(arguments.end(), {"copy", "--quiet", "--src-shared-blob-dir", blobs.string()});
    addCredentials(arguments, access, target);
    if (target.isLoopback())
        arguments.emplace_back("--dest-tls-verify=false");
    arguments.push_back("oci:" + staging.string() + ":pushed");
    arguments.push_back(registryAddress(target));

    report(progress, {Phase::Uploading, 0, std::nullopt, target.str()});
    auto output = run(skopeo(program, std::move(arguments)), Deadline::never(), stop);
    if (!output)
        return fail(wrap(Operation::PushImage, target.str(), std::move(output).error()));
    if (!output->end.success())
        return fail(skopeoError(Operation::PushImage, target.str(), output->errorTail));
    return {};
}

} // namespace firkin::image
