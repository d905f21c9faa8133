// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/detach_keys.h"

namespace firkin::cli {

DetachKeys::Found DetachKeys::feed(std::string_view typed)
{
    Found found;
    if (m_sequence.empty()) {
        found.forward = typed;
        return found;
    }
    for (const char c : typed) {
        // Fall back to the longest beginning of the sequence that what is held back ends with.
        while (m_matched > 0 && c != m_sequence[m_matched]) {
            std::size_t shorter = m_matched - 1;
            while (shorter > 0 && m_sequence.compare(0, shorter, m_sequence, m_matched - shorter, shorter) != 0)
                --shorter;
            found.forward.append(m_sequence, 0, m_matched - shorter);
            m_matched = shorter;
        }
        if (c != m_sequence[m_matched])
            found.forward += c;
        else if (++m_matched == m_sequence.size()) {
            m_matched = 0;
            found.detach = true;
            return found;
        }
    }
    return found;
}

} // namespace firkin::cli
