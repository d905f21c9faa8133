// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/base/unique_fd.h"
#include "runtime/image/layer_reader.h"
#include "runtime/image/layer_tree.h"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

using namespace firkin;

/// A layer from a registry: read, stacked twice, and told. Names that come out lead nowhere else.
int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const UniqueFd file(::memfd_create("layer", MFD_CLOEXEC));
    fuzz::expect(::write(file.get(), data, size) == static_cast<ssize_t>(size));
    const std::string path = "/proc/self/fd/" + std::to_string(file.get());
    image::LayerTree tree;
    for (int layer = 0; layer < 2; ++layer) {
        const auto reader = image::LayerReader::open(path, 1 << 20, {});
        if (!reader)
            return 0;
        tree.beginLayer();
        for (;;) {
            const auto entry = (*reader)->next();
            if (!entry)
                return 0;
            if (!*entry)
                break;
            const image::ReadEntry &read = **entry;
            if (!tree.apply({read.path, read.kind, read.size, read.target, false, read.attributes}))
                return 0;
        }
    }
    tree.finish();
    for (const std::string &line : tree.describe()) {
        const std::string name = line.substr(2, line.find(' ', 2) - 2);
        fuzz::expect(!name.starts_with('/') && name != ".." && !name.starts_with("../"));
    }
    tree.eachDirectory([](const std::string &directory, const image::DirectoryAttributes &) {
        fuzz::expect(!directory.starts_with('/') && !directory.starts_with("../") && !directory.contains("/../"));
    });
    tree.eachHardLink([](const std::string &name, const std::string &target) {
        fuzz::expect(!name.contains("/../") && !target.contains("/../") && !target.starts_with('/'));
    });
    return 0;
}
