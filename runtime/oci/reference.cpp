// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/oci/reference.h"

#include "runtime/base/limits.h"

#include <algorithm>

namespace firkin::oci {

namespace {

bool isLowerAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool isAlnum(char c) { return isLowerAlnum(c) || (c >= 'A' && c <= 'Z'); }

/// path-component: [a-z0-9]+ joined by ".", "_", "__" or dashes.
bool isPathComponent(std::string_view text)
{
    if (text.empty() || !isLowerAlnum(text.front()) || !isLowerAlnum(text.back()))
        return false;
    for (std::size_t i = 0; i < text.size();) {
        if (isLowerAlnum(text[i])) {
            ++i;
            continue;
        }
        const std::size_t end = text.find_first_not_of(text[i], i);
        const std::size_t run = end - i; // never at the end: the last one is alphanumeric
        const char c = text[i];
        if ((c == '.' && run != 1) || (c == '_' && run > 2) || (c != '.' && c != '_' && c != '-'))
            return false;
        i = end;
        if (!isLowerAlnum(text[i]))
            return false; // two kinds of separators in a row
    }
    return true;
}

bool isTag(std::string_view text)
{
    if (text.empty() || text.size() > 128 || !(isAlnum(text.front()) || text.front() == '_'))
        return false;
    return std::ranges::all_of(text, [](char c) { return isAlnum(c) || c == '_' || c == '.' || c == '-'; });
}

bool isPort(std::string_view text)
{
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })
        && std::stoi(std::string(text)) <= 65535;
}

/// host[:port]: names joined by dots, or an IPv6 address in brackets.
bool isDomain(std::string_view text)
{
    std::string_view host = text;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos || close < 3)
            return false;
        const std::string_view address = host.substr(1, close - 1);
        if (!std::ranges::all_of(address, [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':';
            }))
            return false;
        host.remove_prefix(close + 1);
        return host.empty() || (host.starts_with(':') && isPort(host.substr(1)));
    }
    if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
        if (!isPort(host.substr(colon + 1)))
            return false;
        host = host.substr(0, colon);
    }
    if (host.empty())
        return false;
    for (std::size_t begin = 0; begin <= host.size();) {
        const std::size_t end = std::min(host.find('.', begin), host.size());
        const std::string_view label = host.substr(begin, end - begin);
        if (label.empty() || !isAlnum(label.front()) || !isAlnum(label.back())
            || !std::ranges::all_of(label, [](char c) { return isAlnum(c) || c == '-'; }))
            return false;
        begin = end + 1;
    }
    return true;
}

} // namespace

bool hasDomain(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos)
        return false;
    const std::string_view first = text.substr(0, slash);
    // The rule of Docker's "familiar names": a dot, a port, "localhost", or a capital letter.
    return first == "localhost" || first.find_first_of(".:[") != std::string_view::npos
        || std::ranges::any_of(first, [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<Reference> Reference::parse(std::string_view text, ShortName shortName)
{
    const auto bad = [&](std::string_view why) {
        return fail(Operation::ParseOptions, text.substr(0, 120), Reason::BadReference, why);
    };
    if (text.empty())
        return bad("it is empty");
    if (text.size() > limits::referenceBytes)
        return bad("it is too long");

    Reference reference;
    std::string_view rest = text;
    if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
        auto digest = Digest::parse(rest.substr(at + 1));
        if (!digest)
            return bad("what follows @ is not a sha256 digest");
        reference.m_digest = std::move(*digest);
        rest = rest.substr(0, at);
    }
    if (hasDomain(rest)) {
        const std::size_t slash = rest.find('/');
        reference.m_domain = rest.substr(0, slash);
        if (!isDomain(reference.m_domain))
            return bad("the registry is not a host name");
        rest.remove_prefix(slash + 1);
    } else if (shortName == ShortName::IsRefused) {
        return bad("it names no registry");
    } else {
        reference.m_domain = "localhost";
    }
    if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
        reference.m_tag = rest.substr(colon + 1);
        if (!isTag(reference.m_tag))
            return bad("the tag has characters that tags cannot have");
        rest = rest.substr(0, colon);
    } else if (!reference.m_digest) {
        reference.m_tag = "latest";
    }
    for (std::size_t begin = 0; begin <= rest.size();) {
        const std::size_t end = std::min(rest.find('/', begin), rest.size());
        if (!isPathComponent(rest.substr(begin, end - begin)))
            return bad("names are made of lower-case letters, digits, and single . _ - between them");
        begin = end + 1;
    }
    reference.m_path = rest;
    return reference;
}

std::string Reference::str() const
{
    std::string text = name();
    if (!m_tag.empty())
        text += ":" + m_tag;
    if (m_digest)
        text += "@" + m_digest->str();
    return text;
}

std::string Reference::familiar() const
{
    std::string text = str();
    if (m_domain == "localhost")
        text.erase(0, m_domain.size() + 1);
    return text;
}

bool Reference::isLoopback() const
{
    std::string_view host = m_domain;
    if (host.starts_with("[::1]"))
        return true;
    host = host.substr(0, host.find(':'));
    return host == "localhost" || (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string nameFromFile(std::string_view fileName)
{
    if (const std::size_t slash = fileName.rfind('/'); slash != std::string_view::npos)
        fileName.remove_prefix(slash + 1);
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view suffix : {".tar", ".gz", ".tgz", ".zst", ".xz", ".oci", ".img"}) {
            if (fileName.size() > suffix.size() && fileName.ends_with(suffix)) {
                fileName.remove_suffix(suffix.size());
                again = true;
            }
        }
    }
    std::string name;
    for (const char c : fileName) {
        if (isLowerAlnum(c))
            name += c;
        else if (c >= 'A' && c <= 'Z')
            name += static_cast<char>(c - 'A' + 'a');
        else if (!name.empty() && name.back() != '-' && name.back() != '.' && name.back() != '_')
            name += c == '.' || c == '_' ? c : '-';
    }
    name.resize(std::min(name.size(), std::size_t{120}));
    while (!name.empty() && !isLowerAlnum(name.back()))
        name.pop_back();
    return name.empty() ? "image" : name;
}

} // namespace firkin::oci
