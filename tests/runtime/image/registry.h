// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/process.h"
#include "runtime/oci/digest.h"
#include "tests/runtime/image/image_maker.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace firkin::test {

/// Debian's docker-registry on a loopback port that the kernel chooses. With a login it knows user "me", password "a secret".
class Registry {
public:
    explicit Registry(const std::filesystem::path &folder, bool needsLogin = false) : m_folder(folder)
    {
        std::string config = "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " + (folder / "data").string()
            + "}}\nhttp: {addr: '127.0.0.1:0'}\n";
        if (needsLogin) {
            // bcrypt of "a secret"
            writeFile(folder / "htpasswd", "me:$2b$05$abcdefghijklmnopqrstuuIAEipimVgSTxGS2VyWH9AhzRz3iJI3.\n");
            config += "auth: {htpasswd: {realm: test, path: " + (folder / "htpasswd").string() + "}}\n";
        }
        writeFile(folder / "config.yml", config);
        ProcessSpec spec;
        spec.program = "/usr/bin/docker-registry";
        spec.arguments = {"serve", (folder / "config.yml").string()};
        spec.outputLog = folder / "log";
        spec.environment = {"PATH=/usr/bin:/bin", "OTEL_TRACES_EXPORTER=none"};
        if (auto process = Process::start(spec))
            m_process = std::move(*process);
    }
    /// "127.0.0.1:PORT"; empty while it does not listen.
    [[nodiscard]] std::string address() const
    {
        std::ostringstream log;
        log << std::ifstream(m_folder / "log").rdbuf();
        const std::string text = log.str();
        const std::size_t at = text.find("listening on 127.0.0.1:");
        if (at == std::string::npos)
            return {};
        const std::size_t begin = at + 13;
        return text.substr(begin, text.find_first_not_of("0123456789", begin + 10) - begin);
    }
    [[nodiscard]] std::filesystem::path blob(const oci::Digest &digest) const
    {
        return m_folder / "data/docker/registry/v2/blobs/sha256" / digest.hex().substr(0, 2) / digest.hex() / "data";
    }

private:
    std::filesystem::path m_folder;
    std::unique_ptr<Process> m_process;
};

} // namespace firkin::test
