// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <locale.h>

namespace firkin::copy {

/// libarchive converts PAX names through the thread's locale; in "C" everything beyond ASCII is lost. For its life, this
/// thread's is C.UTF-8, in which names pass as bytes.
class Utf8Locale {
public:
    Utf8Locale() : m_ours(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr))
    {
        if (m_ours)
            m_before = ::uselocale(m_ours);
    }
    ~Utf8Locale()
    {
        if (m_ours) {
            ::uselocale(m_before);
            ::freelocale(m_ours);
        }
    }
    Utf8Locale(const Utf8Locale &) = delete;
    Utf8Locale &operator=(const Utf8Locale &) = delete;

private:
    locale_t m_ours;
    locale_t m_before = nullptr;
};

} // namespace firkin::copy
