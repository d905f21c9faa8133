// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/container/guest_path.h"

#include "runtime/base/limits.h"
#include "runtime/base/stop_fd.h"
#include "runtime/container/machine.h"

#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <poll.h>
#include <unistd.h>

namespace firkin::container {

Result<std::string> absoluteTarget(Operation operation, std::string_view path)
{
    if (path.empty() || path.size() > limits::pathBytes || path.find('\0') != std::string_view::npos)
        return fail(operation, path.substr(0, 200), Reason::BadPath);
    return path.starts_with('/') ? std::string(path) : "/" + std::string(path);
}

std::string guestPath(const MountedContainer &container, std::string_view path)
{
    std::string normal = std::filesystem::path("/" + std::string(path)).lexically_normal().string();
    const std::size_t first = normal.find_first_not_of('/');
    normal = first == std::string::npos ? std::string() : "/" + normal.substr(first);
    while (normal.ends_with('/'))
        normal.pop_back();
    return container.rootfsPath() + normal;
}

bool isUtf8(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (length == 0 || length > text.size() - i)
            return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80)
                return false;
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f))
            return false;
        i += length;
    }
    return true;
}

SplitPath splitAtText(std::string_view path)
{
    if (isUtf8(path))
        return {std::string(path), {}};
    std::size_t end = 0;
    for (std::size_t slash = path.find('/', 1); slash != std::string_view::npos; slash = path.find('/', slash + 1)) {
        if (!isUtf8(path.substr(0, slash)))
            break;
        end = slash;
    }
    return {end == 0 ? std::string("/") : std::string(path.substr(0, end)), std::string(path.substr(end + 1))};
}

copy::ByteSource readFrom(int fd, Operation operation, std::stop_token stop)
{
    auto stopFd = std::make_shared<StopFd>(std::move(stop));
    return [fd, operation, stopFd](std::span<std::byte> buffer) -> Result<std::size_t> {
        for (;;) {
            FIRKIN_TRY(waitReady(fd, POLLIN, Deadline::never(), *stopFd, operation, "-"));
            const ssize_t count = ::read(fd, buffer.data(), buffer.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR && errno != EAGAIN)
                return fail(systemError(operation, "-", errno, "read"));
        }
    };
}

copy::ByteSink writeTo(int fd, Operation operation, std::stop_token stop)
{
    auto stopFd = std::make_shared<StopFd>(std::move(stop));
    return [fd, operation, stopFd](std::span<const std::byte> bytes) -> Status {
        while (!bytes.empty()) {
            FIRKIN_TRY(waitReady(fd, POLLOUT, Deadline::never(), *stopFd, operation, "-"));
            const ssize_t count = ::write(fd, bytes.data(), bytes.size());
            if (count >= 0)
                bytes = bytes.subspan(static_cast<std::size_t>(count));
            else if (errno != EINTR && errno != EAGAIN)
                return fail(systemError(operation, "-", errno, "write"));
        }
        return {};
    };
}

Status writeZeros(copy::TarWriter &writer, std::uint64_t count)
{
    static constexpr std::array<std::byte, 64 * 1024> zeros{};
    while (count > 0) {
        const std::size_t piece = std::min<std::uint64_t>(count, zeros.size());
        FIRKIN_TRY(writer.write(std::span(zeros).first(piece)));
        count -= piece;
    }
    return {};
}

} // namespace firkin::container
