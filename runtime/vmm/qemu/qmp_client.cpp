// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/vmm/qemu/qmp_client.h"

#include "runtime/base/limits.h"
#include "runtime/base/stop_fd.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <format>
#include <map>
#include <mutex>
#include <thread>

namespace firkin::vmm::qemu {

/// The mutex guards the answers and the end; writing has one of its own, so that a QEMU that does not read
/// holds up other writers only.
struct QmpClient::State {
    UniqueFd connection;
    std::string machine;
    OnEvent onEvent;

    std::mutex writing;
    std::mutex mutex;
    std::condition_variable_any changed;
    std::uint64_t nextId = 1;
    std::map<std::uint64_t, std::optional<Result<nlohmann::json>>> waiting;
    std::optional<QmpGreeting> greeting;
    std::optional<Error> lost;

    std::jthread reader;

    void readAll(std::stop_token stop);
    void take(std::string_view line);
    void lose(Error error);
    Status send(std::string_view line, int descriptor, Deadline deadline, std::stop_token stop);
    void answer(std::uint64_t id, Result<nlohmann::json> value);
};

QmpClient::QmpClient(UniqueFd connection, std::string machine, OnEvent onEvent) : m_state(std::make_unique<State>())
{
    m_state->connection = std::move(connection);
    m_state->machine = std::move(machine);
    m_state->onEvent = std::move(onEvent);
    m_state->reader = std::jthread([state = m_state.get()](std::stop_token stop) { state->readAll(std::move(stop)); });
}

QmpClient::~QmpClient() = default;

void QmpClient::State::readAll(std::stop_token stop)
{
    const StopFd stopFd(std::move(stop));
    LineSplitter lines(limits::qmpLine);
    std::array<char, 16384> buffer;
    for (;;) {
        if (const auto ready = waitReady(connection.get(), POLLIN, {}, stopFd, Operation::RunHelper, machine); !ready)
            return lose(ready.error());
        const ssize_t n = ::recv(connection.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (n <= 0)
            return lose(makeError(Operation::RunHelper, machine, Reason::ConnectionLost, "QEMU closed its monitor"));
        if (const auto added = lines.add({buffer.data(), static_cast<std::size_t>(n)}); !added)
            return lose(added.error());
        while (const auto line = lines.next())
            take(*line);
    }
}

void QmpClient::State::take(std::string_view line)
{
    auto message = parseQmpMessage(line);
    if (!message)
        return lose(message.error());
    if (const auto *event = std::get_if<QmpEvent>(&*message)) {
        if (onEvent)
            onEvent(*event);
    } else if (auto *hello = std::get_if<QmpGreeting>(&*message)) {
        const std::lock_guard lock(mutex);
        greeting = std::move(*hello);
        changed.notify_all();
    } else if (auto *reply = std::get_if<QmpReply>(&*message)) {
        answer(reply->id, std::move(reply->value));
    } else if (const auto *failure = std::get_if<QmpFailure>(&*message)) {
        if (failure->id)
            answer(*failure->id, fail(Operation::RunHelper, machine, Reason::HelperFailed, failure->description));
    }
}

void QmpClient::State::answer(std::uint64_t id, Result<nlohmann::json> value)
{
    const std::lock_guard lock(mutex);
    // Whoever gave up waiting has taken its entry away.
    if (const auto entry = waiting.find(id); entry != waiting.end())
        entry->second = std::move(value);
    changed.notify_all();
}

void QmpClient::State::lose(Error error)
{
    const std::lock_guard lock(mutex);
    if (!lost)
        lost = std::move(error);
    changed.notify_all();
}

Status QmpClient::State::send(std::string_view line, int descriptor, Deadline deadline, std::stop_token stop)
{
    const std::lock_guard lock(writing);
    while (!line.empty()) {
        FIRKIN_TRY(waitReady(connection.get(), POLLOUT, deadline, stop, Operation::RunHelper, machine));
        iovec part{const_cast<char *>(line.data()), line.size()}; // sendmsg changes nothing
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
        if (descriptor >= 0) {
            message.msg_control = control.data();
            message.msg_controllen = control.size();
            cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof(int));
            std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
        }
        const ssize_t n = ::sendmsg(connection.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0) {
            if (errno == EAGAIN || errno == EINTR)
                continue;
            return fail(systemError(Operation::RunHelper, machine, errno, "QEMU monitor"));
        }
        descriptor = -1;
        line.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

Result<QmpGreeting> QmpClient::greet(Deadline deadline, std::stop_token stop)
{
    State &state = *m_state;
    QmpGreeting greeting;
    {
        std::unique_lock lock(state.mutex);
        const bool known = state.changed.wait_until(lock, stop, deadline.timePoint(), [&] { return state.greeting || state.lost; });
        if (!known && stop.stop_requested())
            return fail(cancelled(Operation::RunHelper, state.machine));
        if (!known)
            return fail(timedOut(Operation::RunHelper, state.machine, "no greeting from QEMU's monitor"));
        if (!state.greeting)
            return fail(*state.lost);
        greeting = *state.greeting;
    }
    FIRKIN_TRY(execute("qmp_capabilities", nullptr, deadline, stop));
    return greeting;
}

Result<nlohmann::json> QmpClient::execute(std::string_view command,
                                          const nlohmann::json &arguments,
                                          Deadline deadline,
                                          std::stop_token stop,
                                          int descriptor)
{
    State &state = *m_state;
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(state.mutex);
        if (state.lost)
            return fail(*state.lost);
        id = state.nextId++;
        state.waiting.emplace(id, std::nullopt);
    }
    auto sent = state.send(qmpCommand(command, arguments, id), descriptor, deadline, stop);
    std::unique_lock lock(state.mutex);
    const auto entry = state.waiting.find(id);
    if (sent)
        state.changed.wait_until(lock, stop, deadline.timePoint(), [&] { return entry->second || state.lost; });
    const auto answer = std::move(entry->second);
    state.waiting.erase(entry);
    if (answer) {
        if (*answer)
            return **answer;
        Error error = answer->error();
        error.detail = std::format("{}: {}", command, error.detail);
        return fail(std::move(error));
    }
    if (!sent)
        return fail(std::move(sent).error());
    if (state.lost)
        return fail(*state.lost);
    if (stop.stop_requested())
        return fail(cancelled(Operation::RunHelper, state.machine));
    return fail(timedOut(Operation::RunHelper, state.machine, command));
}

} // namespace firkin::vmm::qemu
