// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

/// The guest that machine tests boot: a static /init that knows nothing of Firkin. It loads the modules of the
/// guest image, prints "test guest ready", and serves vsock: port 1024 echoes, port 1025 takes one line:
///   dial PORT TEXT   connects to that port of the host, sends TEXT, answers what it got until the end
///   sh COMMAND       answers its output
///   remember TEXT    keeps it in memory, answers it; "recall" answers it later
///   find-disk SERIAL the first three bytes of the disk with that serial, waited for
///   find-card MAC…   "found" once cards with all these addresses are there
///   panic            the kernel panics
///   poweroff         the machine ends
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

void loadModules()
{
    std::FILE *order = std::fopen("/lib/modules/load-order", "re");
    char line[4096];
    while (order && std::fgets(line, sizeof line, order)) {
        line[std::strcspn(line, "\n")] = 0;
        const int fd = ::open(line, O_RDONLY | O_CLOEXEC);
        if (fd >= 0) {
            ::syscall(SYS_finit_module, fd, "", 0);
            ::close(fd);
        }
    }
    if (order)
        std::fclose(order);
}

int listenAt(unsigned port)
{
    const int fd = ::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_vm address{};
    address.svm_family = AF_VSOCK;
    address.svm_cid = VMADDR_CID_ANY;
    address.svm_port = port;
    if (::bind(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || ::listen(fd, 16) != 0)
        std::perror("listen");
    return fd;
}

void writeAll(int fd, const char *bytes, std::size_t size)
{
    while (size > 0) {
        const ssize_t n = ::write(fd, bytes, size);
        if (n <= 0)
            return;
        bytes += n;
        size -= static_cast<std::size_t>(n);
    }
}

void copy(int from, int to)
{
    static char buffer[65536];
    for (ssize_t n = 0; (n = ::read(from, buffer, sizeof buffer)) > 0;)
        writeAll(to, buffer, static_cast<std::size_t>(n));
}

void dialHost(int answer, unsigned port, const char *text)
{
    const int fd = ::socket(AF_VSOCK, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_vm address{};
    address.svm_family = AF_VSOCK;
    address.svm_cid = VMADDR_CID_HOST;
    address.svm_port = port;
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) {
        const std::string problem = std::string("error: ") + std::strerror(errno);
        writeAll(answer, problem.data(), problem.size());
        return;
    }
    writeAll(fd, text, std::strlen(text));
    copy(fd, answer);
}

void obey(int connection)
{
    std::string line;
    for (char c = 0; ::read(connection, &c, 1) == 1 && c != '\n';)
        line += c;
    if (line.starts_with("dial ")) {
        char *text = nullptr;
        const auto port = static_cast<unsigned>(std::strtoul(line.c_str() + 5, &text, 10));
        dialHost(connection, port, *text == ' ' ? text + 1 : text);
    } else if (line.starts_with("sh ")) {
        ::dup2(connection, 1);
        ::dup2(connection, 2);
        ::execl("/bin/busybox", "sh", "-c", line.c_str() + 3, nullptr);
    } else if (line.starts_with("remember ") || line == "recall") {
        const int kept = ::open("/dev/kept", O_RDWR | O_CREAT | O_CLOEXEC, 0600); // devtmpfs is memory
        if (line != "recall")
            writeAll(kept, line.data() + 9, line.size() - 9);
        ::lseek(kept, 0, SEEK_SET);
        copy(kept, connection);
    } else if (line.starts_with("find-disk ")) {
        const std::string script = "until f=$(grep -lx " + line.substr(10)
                                   + " /sys/block/*/serial); do sleep 0.02; done; f=${f#/sys/block/}; head -c 3 /dev/${f%%/*}";
        ::dup2(connection, 1);
        ::execl("/bin/busybox", "sh", "-c", script.c_str(), nullptr);
    } else if (line.starts_with("find-card ")) {
        const std::string script = "for m in " + line.substr(10) + "; do until grep -qx $m /sys/class/net/*/address; do sleep 0.02; done; done; printf found";
        ::dup2(connection, 1);
        ::execl("/bin/busybox", "sh", "-c", script.c_str(), nullptr);
    } else if (line == "panic") {
        const int trigger = ::open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
        writeAll(trigger, "c", 1);
    } else if (line == "poweroff") {
        ::reboot(RB_POWER_OFF);
    }
    ::_exit(0);
}

[[noreturn]] void serve(unsigned port, void (*with)(int))
{
    for (const int listener = listenAt(port);;) {
        const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection >= 0 && ::fork() == 0) {
            ::close(listener);
            with(connection);
            ::_exit(0);
        }
        ::close(connection);
    }
}

} // namespace

int main()
{
    std::signal(SIGCHLD, SIG_IGN);
    ::mkdir("/dev", 0755);
    ::mount("dev", "/dev", "devtmpfs", 0, nullptr);
    ::mount("proc", "/proc", "proc", 0, nullptr);
    ::mount("sys", "/sys", "sysfs", 0, nullptr);
    ::setenv("PATH", "/bin:/sbin:/usr/bin", 1);
    std::puts("test guest: init");
    std::fflush(stdout);
    loadModules();
    if (::fork() == 0)
        serve(1024, [](int connection) { copy(connection, connection); });
    if (::fork() == 0)
        serve(1025, obey);
    std::puts("test guest ready");
    std::fflush(stdout);
    for (;;)
        ::pause();
}
