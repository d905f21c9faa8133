// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services/copy_job.h"

#include <set>

/// When a copy would meet files that are there already. Pure.
namespace firkin::ui {

enum class ConflictAnswer : std::uint8_t { Overwrite, KeepBoth, Skip };

/// Items of the job whose name is taken, in their order.
[[nodiscard]] std::vector<std::size_t> conflictsOf(const CopyJob &job, const std::set<std::string> &taken);
/// "notes (2).txt", "notes (3).txt" …: the first that is free. The ending stays, ".tar.gz" as a whole.
[[nodiscard]] std::string freeName(const std::string &name, const std::set<std::string> &taken);
/// A new name is noted in `taken`.
void answer(CopyJob &job, std::size_t item, ConflictAnswer answer, std::set<std::string> &taken);

} // namespace firkin::ui
