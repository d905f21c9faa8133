// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QUrl>

#include <string>
#include <string_view>
#include <vector>

/// Paths of this computer are bytes; addresses of dragged and pasted files are text with escapes. Pure.
namespace firkin::ui {

/// Empty for what is no file of this computer.
[[nodiscard]] std::string hostPathOf(const QUrl &url);
/// Of those that are files of this computer.
[[nodiscard]] std::vector<std::string> hostPathsOf(const QList<QUrl> &urls);
[[nodiscard]] QUrl urlOf(std::string_view hostPath);

} // namespace firkin::ui
