// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

/// Manual pages, made from the same verbs, options and texts that `--help` shows. Pure.
namespace firkin::cli {

struct ManualPage {
    std::string file; ///< "fk-run.1"
    std::string text; ///< man(7)
};

/// fk(1), and one page for each verb or group of verbs.
[[nodiscard]] std::vector<ManualPage> manual(const CLI::App &root);

} // namespace firkin::cli
