// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class App;
}

/// What may be typed next, told from the verbs themselves. Pure. The shells' scripts (installer/packaging/completions)
/// ask `fk __complete WORDS…` for it.
namespace firkin::cli {

/// What stands for a name that only the store knows.
enum class Operand : std::uint8_t { None, Container, Image, ContainerOrImage, Volume, Network, Pod, CopyPath, File };

struct Completion {
    std::vector<std::string> words; ///< verbs, options or values that begin with the last word
    Operand operand = Operand::None;
    friend bool operator==(const Completion &, const Completion &) = default;
};

/// `words`: what follows "fk" up to the cursor; the last is being typed and may be empty.
[[nodiscard]] Completion complete(const CLI::App &root, const std::vector<std::string> &words);

} // namespace firkin::cli
