// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/base/unique_fd.h"
#include "runtime/copy/tar_reader.h"
#include "runtime/copy/tree_extractor.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>

using namespace firkin;

namespace {

/// A folder that everything is unpacked into, beside a file that must stay what it is.
struct Jail {
    std::filesystem::path base;
    Jail()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "firkin-fuzz-XXXXXX").string();
        fuzz::expect(::mkdtemp(pattern.data()) != nullptr);
        base = pattern;
    }
    ~Jail() { std::filesystem::remove_all(base); }
};

copy::ByteSource sourceOf(std::span<const std::byte> bytes)
{
    return [bytes](std::span<std::byte> buffer) mutable -> Result<std::size_t> {
        const std::size_t count = std::min({bytes.size(), buffer.size(), std::size_t{1000}});
        std::ranges::copy(bytes.first(count), buffer.begin());
        bytes = bytes.subspan(count);
        return count;
    };
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Jail jail;
    const auto inside = jail.base / "inside";
    std::filesystem::create_directory(inside);
    {
        const UniqueFd folder(::open(inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        copy::TarReader reader(sourceOf(fuzz::asBytes(data, size)));
        static_cast<void>(copy::extractTree(reader, {folder.get(), "fuzz", false, 1 << 20}, {}, {}));
    }
    // Nothing was made beside the folder.
    fuzz::expect(std::distance(std::filesystem::directory_iterator(jail.base), {}) == 1);
    std::error_code ignored; // a folder without permissions, when it is an ordinary user who tests
    for (const auto &entry : std::filesystem::directory_iterator(inside, ignored))
        std::filesystem::remove_all(entry.path(), ignored);
    return 0;
}
