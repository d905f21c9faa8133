// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace firkin::fuse {

/// What a link in a container's tree says once that tree is a folder among this computer's own: it stays inside, whatever the
/// guest has put there. `link`: its path in the container, of real folders; `target`: as the guest has it. The answer is
/// relative: at most as many ".." as there are folders above the link, first of all; then plain names. What those names lead
/// to are links with the same property. A ".." behind a name is taken back with it, though the name be a link to elsewhere: such
/// a link may dangle, and never leaves.
[[nodiscard]] std::string linkText(std::string_view link, std::string_view target);

} // namespace firkin::fuse
