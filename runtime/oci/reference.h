// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/result.h"
#include "runtime/oci/digest.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace firkin::oci {

/// What "NAME" without a registry means.
enum class ShortName : std::uint8_t {
    MeansLocalhost, ///< an image that was loaded: localhost/NAME
    IsRefused,      ///< a pull: no registry is built in, registries.conf decides, which runtime/image/short_name.h reads
};

/// The full name of an image: domain/path[:tag][@digest], as the distribution specification has it.
/// A reference without tag and digest gets the tag "latest".
class Reference {
public:
    static Result<Reference> parse(std::string_view text, ShortName shortName = ShortName::MeansLocalhost);

    [[nodiscard]] const std::string &domain() const { return m_domain; }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] const std::string &tag() const { return m_tag; } ///< empty only when there is a digest
    [[nodiscard]] const std::optional<Digest> &digest() const { return m_digest; }
    /// "localhost/starter:latest"
    [[nodiscard]] std::string str() const;
    /// "localhost/starter"
    [[nodiscard]] std::string name() const { return m_domain + "/" + m_path; }
    /// "starter:latest" for localhost, else str(): what a list shows.
    [[nodiscard]] std::string familiar() const;
    /// The registry is this very machine: plain HTTP is tried, as Docker does.
    [[nodiscard]] bool isLoopback() const;

    friend auto operator<=>(const Reference &, const Reference &) = default;

private:
    Reference() = default;
    std::string m_domain;
    std::string m_path;
    std::string m_tag;
    std::optional<Digest> m_digest;
};

/// Whether the text names a registry ("quay.io/x", "localhost/x", "reg:5000/x") rather than "x" or "x/y".
[[nodiscard]] bool hasDomain(std::string_view text);

/// A name made of a file's name for an archive that carries none: "My Image.tar.gz" → "my-image".
[[nodiscard]] std::string nameFromFile(std::string_view fileName);

} // namespace firkin::oci
