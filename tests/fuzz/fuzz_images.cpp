// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/oci/image_config.h"
#include "runtime/oci/manifest.h"
#include "runtime/oci/reference.h"

using namespace firkin;

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto text = fuzz::asText(data, size);
    if (const auto manifest = oci::parseManifest(text))
        fuzz::expect(oci::parseManifest(oci::toJson(*manifest)).has_value());
    if (const auto index = oci::parseIndex(text)) {
        static_cast<void>(oci::choosePlatform(*index));
        fuzz::expect(oci::parseIndex(oci::toJson(*index)).has_value());
    }
    if (const auto config = oci::parseImageConfig(text))
        static_cast<void>(oci::chainId(config->diffIds));
    static_cast<void>(oci::parseDockerArchive(text));
    if (const auto reference = oci::Reference::parse(text))
        fuzz::expect(oci::Reference::parse(reference->str()) == *reference);
    fuzz::expect(oci::Reference::parse(oci::nameFromFile(text)).has_value());
    return 0;
}
