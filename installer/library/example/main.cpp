// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// example IMAGE-ARCHIVE COMMAND…: runs the command in a container of that image, shows what it writes while it writes it,
// and ends as it ends.
#include "runtime/base/error_text.h"
#include "runtime/base/paths.h"
#include "runtime/container/container_builder.h"
#include "runtime/image/image_store.h"
#include "runtime/image/disk_image.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using namespace firkin;
using namespace firkin::container;

namespace {

/// The image as a disk, and an empty one for what the container writes.
Result<Rootfs> makeRootfs(const std::filesystem::path &archive, const std::filesystem::path &folder)
{
    FIRKIN_ASSIGN(const auto store, image::ImageStore::open(folder / "images"));
    FIRKIN_ASSIGN(const auto images, store->load(archive, "localhost/example", {}, {}));
    FIRKIN_ASSIGN(const auto disk, store->rootfs(images.front().digest, {}, {}));
    FIRKIN_TRY(image::makeUpperDisk(folder / "upper.img", ByteSize::ofGiB(1), {}));
    return Rootfs::overlay(disk, folder / "upper.img");
}

Result<ExitStatus> run(const std::filesystem::path &archive, std::vector<std::string> command, const std::filesystem::path &folder)
{
    FIRKIN_ASSIGN(auto rootfs, makeRootfs(archive, folder));
    FIRKIN_ASSIGN(auto builder, Container<Streams>::builder("example"));
    FIRKIN_ASSIGN(auto container,
                  std::move(builder)
                      .command(std::move(command))
                      .cpus(1)
                      .memory(ByteSize::ofMiB(512))
                      .rootfs(std::move(rootfs))
                      .standardOutput(Stdio::Piped)
                      .standardError(Stdio::Inherit)
                      .spawn({}));
    const auto output = container.takeStdout();
    std::array<std::byte, 65536> buffer{};
    while (true) {
        FIRKIN_ASSIGN(const std::size_t count, output->read(buffer, Deadline::never(), {}));
        if (count == 0)
            break;
        std::fwrite(buffer.data(), 1, count, stdout);
        std::fflush(stdout);
    }
    return container.wait({});
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 3) {
        std::fprintf(stderr, "Usage: example IMAGE-ARCHIVE COMMAND [ARGUMENTS]\n");
        return 2;
    }
    useInstallation(FIRKIN_INSTALLATION);
    std::string folder = std::filesystem::temp_directory_path() / "firkin-example-XXXXXX";
    if (!::mkdtemp(folder.data()))
        return 1;
    const auto status = run(arguments[1], {arguments + 2, arguments + count}, folder);
    std::filesystem::remove_all(folder);
    if (!status) {
        std::fprintf(stderr, "example: %s\n", render(status.error()).c_str());
        return 1;
    }
    return status->signal ? 128 + status->signal->number : status->code;
}
