// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/base/process.h"

#include "runtime/base/spawn.h"
#include "runtime/base/stop_fd.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

namespace firkin {
namespace {

constexpr std::size_t tailSize = 8192;
constexpr std::chrono::milliseconds lingering{2000}; ///< for a grandchild that keeps a pipe open

struct Pipe {
    UniqueFd reading;
    UniqueFd writing;
};

Result<Pipe> makePipe(std::string_view object)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(systemError(Operation::RunHelper, object, errno, "pipe"));
    return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void keepTail(std::string &tail, std::string_view more)
{
    tail += more;
    if (tail.size() > 2 * tailSize)
        tail.erase(0, tail.size() - tailSize);
}

/// Reads into `sink` until the end of the pipe, or for a moment beyond the process' end: a grandchild may
/// hold the pipe open for ever. `sink` returns false to stop.
template <class Sink>
Status drain(int fd, int pidFd, Deadline deadline, const StopFd &stop, std::string_view object, Sink &&sink)
{
    std::array<char, 16384> buffer;
    bool ended = false;
    Deadline until = deadline;
    for (;;) {
        std::array<pollfd, 3> fds{pollfd{stop.fd(), POLLIN, 0}, pollfd{fd, POLLIN, 0}, pollfd{ended ? -1 : pidFd, POLLIN, 0}};
        const int ready = ::poll(fds.data(), fds.size(), until.pollMilliseconds());
        if (ready < 0 && errno != EINTR)
            return fail(systemError(Operation::RunHelper, object, errno, "poll"));
        if (ready <= 0) {
            if (ready == 0 && deadline.passed())
                return fail(timedOut(Operation::RunHelper, object));
            if (ready == 0 && ended)
                return {};
            continue;
        }
        if (fds[0].revents)
            return fail(cancelled(Operation::RunHelper, object));
        if (fds[1].revents) {
            const ssize_t n = ::read(fd, buffer.data(), buffer.size());
            if (n == 0)
                return {};
            if (n < 0 && errno != EINTR && errno != EAGAIN)
                return fail(systemError(Operation::RunHelper, object, errno, "read"));
            if (n > 0 && !sink(std::string_view(buffer.data(), static_cast<std::size_t>(n))))
                return {};
        } else if (fds[2].revents) {
            ended = true;
            until = deadline.sooner(Deadline::after(lingering));
        }
    }
}

std::string shellQuoted(std::string_view word)
{
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos)
        return std::string(word);
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'')
            out += "'\\''";
        else
            out += c;
    }
    return out + '\'';
}

} // namespace

std::string ProcessSpec::toString() const
{
    std::string out = shellQuoted(program.native());
    for (const std::string &argument : arguments)
        out += ' ' + shellQuoted(argument);
    return out;
}

/// The child, and the thread that keeps the end of what it says on standard error. The mutex guards `end`
/// and `tail`; nothing blocks under it: a child is reaped only once its pidfd has told its end.
struct Process::State {
    ProcessSpec spec;
    detail::Spawned child;
    mutable std::mutex mutex;
    std::optional<ProcessEnd> end;
    std::string tail;
    bool tailIsComplete = false;
    std::condition_variable tailComplete;
    std::filesystem::path log;
    off_t logStart = 0;
    std::jthread reader; // last: ends before what it uses

    static Result<std::unique_ptr<State>> start(const ProcessSpec &spec, int input, int output);
    void readTail(UniqueFd pipe);
    std::optional<ProcessEnd> reapIfEnded();
    void send(int number);
};

Result<std::unique_ptr<Process::State>> Process::State::start(const ProcessSpec &spec, int input, int output)
{
    auto state = std::make_unique<State>();
    state->spec = spec;
    const std::string_view object = spec.program.native();
    UniqueFd errors;
    Pipe pipe;
    if (!spec.outputLog.empty()) {
        errors.reset(::open(spec.outputLog.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        if (!errors)
            return fail(systemError(Operation::RunHelper, object, errno, spec.outputLog.native()));
        struct stat status{};
        if (::fstat(errors.get(), &status) == 0)
            state->logStart = status.st_size;
        state->log = spec.outputLog;
    } else {
        FIRKIN_ASSIGN(pipe, makePipe(object));
        errors = std::move(pipe.writing);
    }
    FIRKIN_ASSIGN(state->child, detail::spawn(spec, input, output < 0 ? errors.get() : output, errors.get()));
    if (pipe.reading) {
        state->reader = std::jthread([raw = state.get(), reading = std::move(pipe.reading)]() mutable {
            raw->readTail(std::move(reading));
        });
    }
    return state;
}

void Process::State::readTail(UniqueFd pipe)
{
    const StopFd never{std::stop_token{}};
    // Ends by itself soon after the process: see drain().
    const Status drained = drain(pipe.get(), child.pidFd.get(), Deadline::never(), never, spec.program.native(), [this](std::string_view more) {
        const std::lock_guard lock(mutex);
        keepTail(tail, more);
        return true;
    });
    const std::lock_guard lock(mutex);
    if (!drained)
        keepTail(tail, drained.error().detail);
    tailIsComplete = true;
    tailComplete.notify_all();
}

std::optional<ProcessEnd> Process::State::reapIfEnded()
{
    const std::lock_guard lock(mutex);
    if (end)
        return end;
    int status = 0;
    const pid_t reaped = ::waitpid(child.pid, &status, WNOHANG);
    if (reaped == 0 || (reaped < 0 && errno == EINTR))
        return std::nullopt;
    if (reaped < 0)
        end = ProcessEnd{255, 0}; // somebody else took it: a bug elsewhere, but not a reason to wait for ever
    else if (WIFSIGNALED(status))
        end = ProcessEnd{128 + WTERMSIG(status), WTERMSIG(status)};
    else
        end = ProcessEnd{WEXITSTATUS(status), 0};
    return end;
}

void Process::State::send(int number)
{
    const std::lock_guard lock(mutex);
    if (end)
        return; // the pid may be another's by now
    // A leader of a session of its own takes its children along; before setsid there is no such group.
    if (number == SIGKILL && spec.newSession)
        ::kill(-child.pid, number);
    ::kill(child.pid, number);
}

Process::Process(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Result<std::unique_ptr<Process>> Process::start(const ProcessSpec &spec)
{
    return startPiped(spec, -1, -1);
}

Result<std::unique_ptr<Process>> Process::startPiped(const ProcessSpec &spec, int input, int output)
{
    FIRKIN_ASSIGN(auto state, State::start(spec, input, output));
    return std::unique_ptr<Process>(new Process(std::move(state)));
}

Process::~Process()
{
    if (m_state)
        terminate(std::chrono::seconds(2));
}

pid_t Process::pid() const
{
    return m_state->child.pid;
}

int Process::pidFd() const
{
    return m_state->child.pidFd.get();
}

std::optional<ProcessEnd> Process::ended()
{
    return m_state->reapIfEnded();
}

Result<ProcessEnd> Process::wait(Deadline deadline, std::stop_token stop)
{
    const StopFd stopFd(std::move(stop));
    for (;;) {
        if (const auto end = m_state->reapIfEnded())
            return *end;
        FIRKIN_TRY(waitReady(pidFd(), POLLIN, deadline, stopFd, Operation::RunHelper, m_state->spec.program.native()));
    }
}

void Process::signal(int number)
{
    m_state->send(number);
}

ProcessEnd Process::terminate(std::chrono::milliseconds grace)
{
    if (const auto end = m_state->reapIfEnded())
        return *end;
    m_state->send(SIGTERM);
    if (auto end = wait(Deadline::after(grace), {}))
        return *end;
    m_state->send(SIGKILL);
    auto end = wait(Deadline::never(), {});
    return end ? *end : ProcessEnd{128 + SIGKILL, SIGKILL};
}

std::string Process::errorTail() const
{
    std::string tail;
    if (m_state->log.empty()) {
        std::unique_lock lock(m_state->mutex);
        // After the end the rest is still on its way for a moment.
        if (m_state->end)
            m_state->tailComplete.wait_for(lock, lingering, [this] { return m_state->tailIsComplete; });
        tail = m_state->tail;
    } else if (const UniqueFd fd(::open(m_state->log.c_str(), O_RDONLY | O_CLOEXEC)); fd) {
        struct stat status{};
        if (::fstat(fd.get(), &status) == 0) {
            const off_t from = std::max(m_state->logStart, status.st_size - static_cast<off_t>(tailSize));
            tail.resize(tailSize);
            const ssize_t n = ::pread(fd.get(), tail.data(), tail.size(), from);
            tail.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
        }
    }
    if (tail.size() > tailSize)
        tail.erase(0, tail.size() - tailSize);
    while (tail.ends_with('\n'))
        tail.pop_back();
    return tail;
}

namespace {

/// Writes a child's standard input on a thread of its own; a reader that goes away is an error, not a signal.
class Feeder {
public:
    Feeder(const std::function<Status(int)> &feed, UniqueFd pipe)
        : m_thread([this, &feed, pipe = std::move(pipe)]() mutable {
              sigset_t brokenPipe;
              ::sigemptyset(&brokenPipe);
              ::sigaddset(&brokenPipe, SIGPIPE);
              ::pthread_sigmask(SIG_BLOCK, &brokenPipe, nullptr);
              m_result = feed(pipe.get());
              pipe.reset();
          })
    {
    }
    /// The child's death ends a blocked write.
    Status join()
    {
        if (m_thread.joinable())
            m_thread.join();
        return m_result;
    }

private:
    Status m_result;
    std::jthread m_thread;
};

} // namespace

Result<ProcessOutput> run(const ProcessSpec &spec,
                          Deadline deadline,
                          std::stop_token stop,
                          std::size_t outputLimit,
                          const std::function<Status(int stdinFd)> &feed)
{
    const std::string object = spec.program.native();
    FIRKIN_ASSIGN(Pipe output, makePipe(object));
    Pipe input;
    if (feed) {
        FIRKIN_ASSIGN(input, makePipe(object));
    }
    FIRKIN_ASSIGN(auto process, Process::startPiped(spec, input.reading.get(), output.writing.get()));
    output.writing.reset();
    input.reading.reset();
    std::optional<Feeder> feeder;
    if (feed)
        feeder.emplace(feed, std::move(input.writing));

    ProcessOutput result;
    bool tooMuch = false;
    const StopFd stopFd(stop);
    const Status read = drain(output.reading.get(), process->pidFd(), deadline, stopFd, object, [&](std::string_view more) {
        tooMuch = result.output.size() + more.size() > outputLimit;
        if (!tooMuch)
            result.output += more;
        return !tooMuch;
    });
    Result<ProcessEnd> end = ProcessEnd{};
    if (read && !tooMuch)
        end = process->wait(deadline, stop);
    if (!read || tooMuch || !end)
        process->terminate(lingering);
    Status fed;
    if (feeder)
        fed = feeder->join();
    FIRKIN_TRY(read);
    if (tooMuch)
        return fail(Operation::RunHelper, object, Reason::LimitExceeded, "too much output");
    FIRKIN_TRY(end);
    result.end = *end;
    // A child that dies first breaks the pipe: then its own words count. Otherwise it saw the end of an
    // incomplete input and may well have called that success.
    if (!fed && (result.end.success() || fed.error().rootReason() != Reason::ConnectionLost))
        return fail(std::move(fed).error());
    result.errorTail = process->errorTail();
    return result;
}

} // namespace firkin
