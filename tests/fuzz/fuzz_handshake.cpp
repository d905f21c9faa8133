// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzz_target.h"

#include "runtime/base/file.h"
#include "runtime/base/socket.h"
#include "runtime/vmm/vsock/hybrid_vsock.h"

#include <filesystem>
#include <algorithm>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace firkin;

namespace {

/// The device's socket, at which each input is the whole answer.
struct Device {
    std::filesystem::path folder;
    UniqueFd listener;
    Device()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "firkin-fuzz-XXXXXX").string();
        fuzz::expect(::mkdtemp(pattern.data()) != nullptr);
        folder = pattern;
        auto made = listenAt(folder / "v", 4, Operation::ListenForGuest);
        fuzz::expect(made.has_value());
        listener = std::move(*made);
    }
    ~Device() { std::filesystem::remove_all(folder); }
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Device device;
    static const vmm::HybridVsock vsock(device.folder / "v", "fuzz");
    // The answer lies there before it is asked for: connect, answer, shut; then the dial of this thread finds it.
    std::jthread answering([&] {
        const auto connection = acceptFrom(device.listener.get(), Deadline::after(std::chrono::seconds(5)), {}, Operation::ListenForGuest, "fuzz");
        if (!connection)
            return;
        [[maybe_unused]] const ssize_t sent = ::send(connection->get(), data, std::min<std::size_t>(size, 4096), MSG_NOSIGNAL);
    });
    const auto connection = vsock.dial(1024, Deadline::after(std::chrono::seconds(5)), {});
    const auto text = fuzz::asText(data, size);
    const auto line = text.substr(0, text.find('\n'));
    if (connection)
        fuzz::expect(line.starts_with("OK ") && line.size() < 64);
    else
        fuzz::expect(connection.error().code != ErrorCode::Timeout);
    return 0;
}
