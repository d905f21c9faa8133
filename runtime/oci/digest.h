// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace firkin::oci {

/// The name of content: "sha256:" and 64 lower-case hexadecimal digits. Other algorithms are refused.
class Digest {
public:
    Digest() = default; ///< empty: "none"
    static Result<Digest> parse(std::string_view text);
    static Digest ofBytes(std::string_view content);

    [[nodiscard]] const std::string &str() const { return m_text; }
    /// The 64 digits, as a file is named below blobs/sha256.
    [[nodiscard]] std::string hex() const { return m_text.empty() ? m_text : m_text.substr(7); }
    /// The first 12 digits, as lists show it.
    [[nodiscard]] std::string shortHex() const { return hex().substr(0, 12); }
    [[nodiscard]] bool empty() const { return m_text.empty(); }
    friend auto operator<=>(const Digest &, const Digest &) = default;

private:
    friend class Sha256;
    explicit Digest(std::string text) : m_text(std::move(text)) {}
    std::string m_text;
};

/// Digests what comes piece by piece. One thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 &&) noexcept;
    Sha256 &operator=(Sha256 &&) noexcept;

    void update(std::span<const std::byte> bytes);
    void update(std::string_view bytes);
    /// Ends the computation; begins a new one.
    [[nodiscard]] Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace firkin::oci

template <>
struct std::hash<firkin::oci::Digest> {
    std::size_t operator()(const firkin::oci::Digest &digest) const noexcept
    {
        return std::hash<std::string>()(digest.str());
    }
};
