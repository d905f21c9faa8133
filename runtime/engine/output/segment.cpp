// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/output/segment.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace firkin::output {

namespace {

constexpr std::uint32_t magic = 0x316f4b46; // "FKo1"

static_assert(std::endian::native == std::endian::little, "records are written as the host has them");

template <class T>
void put(std::byte *at, T value)
{
    std::memcpy(at, &value, sizeof value);
}

template <class T>
T take(const std::byte *at)
{
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

} // namespace

std::array<std::byte, headSize> encode(const RecordHead &head)
{
    std::array<std::byte, headSize> bytes{};
    put(bytes.data(), magic);
    put(bytes.data() + 4, static_cast<std::uint8_t>(head.stream));
    put(bytes.data() + 8, head.length);
    put(bytes.data() + 12, head.microseconds);
    put(bytes.data() + 20, head.offset);
    return bytes;
}

std::optional<RecordHead> decode(std::span<const std::byte, headSize> bytes, std::uint64_t expectedOffset)
{
    RecordHead head;
    const auto stream = take<std::uint8_t>(bytes.data() + 4);
    head.stream = static_cast<engine::OutputStream>(stream);
    head.length = take<std::uint32_t>(bytes.data() + 8);
    head.microseconds = take<std::int64_t>(bytes.data() + 12);
    head.offset = take<std::uint64_t>(bytes.data() + 20);
    const bool knownStream = head.stream == engine::OutputStream::Stdout || head.stream == engine::OutputStream::Stderr;
    if (take<std::uint32_t>(bytes.data()) != magic || !knownStream || head.length == 0 || head.length > maxPayload
        || head.offset != expectedOffset)
        return std::nullopt;
    return head;
}

std::string segmentName(std::uint64_t offset)
{
    std::array<char, 16> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), offset, 16);
    const std::string text(digits.data(), end);
    return std::string(16 - text.size(), '0') + text + ".seg";
}

std::vector<std::uint64_t> segmentsIn(const std::filesystem::path &folder)
{
    std::vector<std::uint64_t> offsets;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        const std::string name = it->path().filename().string();
        std::uint64_t offset = 0;
        if (name.size() != 20 || !name.ends_with(".seg"))
            continue;
        const auto [last, parseError] = std::from_chars(name.data(), name.data() + 16, offset, 16);
        if (parseError == std::errc() && last == name.data() + 16)
            offsets.push_back(offset);
    }
    std::ranges::sort(offsets);
    return offsets;
}

SegmentEnd findEnd(int fd, std::uint64_t firstOffset)
{
    SegmentEnd end{0, firstOffset};
    struct stat info {};
    if (::fstat(fd, &info) != 0)
        return end;
    const auto size = static_cast<std::uint64_t>(info.st_size);
    while (end.fileSize + headSize <= size) {
        std::array<std::byte, headSize> bytes;
        if (::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(end.fileSize)) != static_cast<ssize_t>(bytes.size()))
            break;
        const auto head = decode(bytes, end.offset);
        if (!head || end.fileSize + headSize + head->length > size)
            break;
        end.fileSize += headSize + head->length;
        end.offset += head->length;
    }
    return end;
}

} // namespace firkin::output
