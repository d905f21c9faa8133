// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace firkin::oci {

namespace {
constexpr std::string_view prefix = "sha256:";
constexpr std::size_t hexDigits = 64;
} // namespace

Result<Digest> Digest::parse(std::string_view text)
{
    if (!text.starts_with(prefix) || text.size() != prefix.size() + hexDigits)
        return fail(Operation::ReadImage, text.substr(0, 80), Reason::BadSyntax, "not a sha256 digest");
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (!std::ranges::all_of(text.substr(prefix.size()), isHex))
        return fail(Operation::ReadImage, text.substr(0, 80), Reason::BadSyntax, "not a sha256 digest");
    return Digest(std::string(text));
}

Digest Digest::ofBytes(std::string_view content)
{
    Sha256 sha;
    sha.update(content);
    return sha.finish();
}

struct Sha256::State {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    State() { begin(); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State &) = delete;
    State &operator=(const State &) = delete;
    void begin() const
    {
        // Fails for want of memory only.
        if (!context || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1)
            std::abort();
    }
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256 &&) noexcept = default;
Sha256 &Sha256::operator=(Sha256 &&) noexcept = default;

void Sha256::update(std::span<const std::byte> bytes)
{
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

void Sha256::update(std::string_view bytes) { update(std::as_bytes(std::span(bytes))); }

Digest Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw{};
    unsigned length = 0;
    EVP_DigestFinal_ex(m_state->context, raw.data(), &length);
    m_state->begin();
    std::string text(prefix);
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned i = 0; i < length; ++i) {
        text += digits[raw[i] >> 4U];
        text += digits[raw[i] & 15U];
    }
    return Digest(std::move(text));
}

} // namespace firkin::oci
