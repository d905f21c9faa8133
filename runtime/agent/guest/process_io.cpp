// SPDX-FileCopyrightText: The Firkin authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/agent/guest/process_io.h"

#include "runtime/agent/guest/input_relay.h"
#include "runtime/agent/guest/output_relay.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace firkin::guest {

using namespace std::chrono_literals;

namespace {

/// What children that outlive their process have to write their last words.
constexpr auto survivorGrace = 1000ms;

struct Pipe {
    UniqueFd read, write;
};

Result<Pipe> makePipe()
{
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0)
        return fail(systemError(Operation::StartProcess, {}, errno, "pipe"));
    // More at a time, fewer switches between writer and relay: with the usual 64 KiB each waits for the other.
    static_cast<void>(::fcntl(fds[0], F_SETPIPE_SZ, 256 * 1024));
    return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<UniqueFd> duplicate(int fd)
{
    UniqueFd copy(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
    if (!copy)
        return fail(systemError(Operation::StartProcess, {}, errno, "dup"));
    return copy;
}

/// Calls back once, when everyone who holds it is through, or at its timer.
struct Finish {
    std::function<void()> done;
    EventLoop::TimerId timer = 0;
    int waitingFor = 0;
};

} // namespace

ProcessIo::ProcessIo(EventLoop &loop, const StdioPlan &plan) : m_loop(loop), m_plan(plan)
{
}

ProcessIo::~ProcessIo()
{
    abandon();
}

Result<std::shared_ptr<ProcessIo>> ProcessIo::dial(EventLoop &loop, const StdioPlan &plan, HostDialer dialer)
{
    std::shared_ptr<ProcessIo> io(new ProcessIo(loop, plan));
    UniqueFd input, output, error;
    if (plan.inputPort) {
        FIRKIN_ASSIGN(input, dialer(*plan.inputPort));
    }
    if (plan.outputPort) {
        FIRKIN_ASSIGN(output, dialer(*plan.outputPort));
    }
    if (plan.errorPort && !plan.terminal) {
        FIRKIN_ASSIGN(error, dialer(*plan.errorPort));
    }
    loop.run([&] {
        if (input)
            io->m_input = std::make_unique<InputRelay>(loop, plan.resumable, std::move(input));
        if (output)
            io->m_output = std::make_unique<OutputRelay>(loop, plan.resumable, std::move(output));
        if (error)
            io->m_error = std::make_unique<OutputRelay>(loop, plan.resumable, std::move(error));
    });
    if (!plan.terminal)
        FIRKIN_TRY(io->makePipes());
    return io;
}

Status ProcessIo::makePipes()
{
    const auto connect = [&](OutputRelay *relay, UniqueFd &childEnd) -> Status {
        if (!relay)
            return {};
        FIRKIN_ASSIGN(Pipe pipe, makePipe());
        childEnd = std::move(pipe.write);
        m_loop.run([&] { relay->setSource(std::move(pipe.read)); });
        return {};
    };
    if (m_input) {
        FIRKIN_ASSIGN(Pipe pipe, makePipe());
        m_childInput = std::move(pipe.read);
        m_loop.run([&] { m_input->setSink(std::move(pipe.write)); });
    }
    FIRKIN_TRY(connect(m_output.get(), m_childOutput));
    return connect(m_error.get(), m_childError);
}

ProcessIo::ChildEnds ProcessIo::childEnds() const
{
    return {m_childInput.get(), m_childOutput.get(), m_childError.get()};
}

void ProcessIo::releaseChildEnds()
{
    m_childInput.reset();
    m_childOutput.reset();
    m_childError.reset();
}

Status ProcessIo::setTerminal(UniqueFd master)
{
    // Each has a descriptor of its own: an epoll set holds a descriptor once.
    UniqueFd forInput, forOutput;
    if (m_input) {
        FIRKIN_ASSIGN(forInput, duplicate(master.get()));
    }
    if (m_output) {
        FIRKIN_ASSIGN(forOutput, duplicate(master.get()));
    }
    m_loop.run([&] {
        m_terminal = std::move(master);
        if (m_input)
            m_input->setSink(std::move(forInput));
        if (m_output)
            m_output->setSource(std::move(forOutput));
    });
    return {};
}

Status ProcessIo::controlTerminal(unsigned long request, void *argument) const
{
    Status status = fail(Operation::ResizeTerminal, {}, Reason::NotRunning, "there is no terminal");
    m_loop.run([&] {
        if (!m_terminal)
            return;
        if (::ioctl(m_terminal.get(), request, argument) == 0)
            status = {};
        else
            status = fail(systemError(Operation::ResizeTerminal, {}, errno));
    });
    return status;
}

void ProcessIo::closeInput()
{
    m_loop.run([&] {
        if (m_input)
            m_input->closeSoon();
    });
}

Result<std::uint64_t> ProcessIo::attach(StdStream stream, UniqueFd connection, std::uint64_t offset)
{
    Result<std::uint64_t> result = fail(Operation::RelayStream, {}, Reason::NoSuchFile, "the process has no such stream");
    m_loop.run([&] {
        if (stream == StdStream::Input) {
            if (m_input)
                result = m_input->attach(std::move(connection));
            return;
        }
        OutputRelay *relay = stream == StdStream::Output ? m_output.get() : m_error.get();
        if (!relay)
            return;
        result = relay->attach(std::move(connection), offset).transform([] { return std::uint64_t{0}; });
    });
    return result;
}

void ProcessIo::finish(const std::shared_ptr<ProcessIo> &io, std::function<void()> done)
{
    io->m_loop.post([io, done = std::move(done)] {
        auto finish = std::make_shared<Finish>(Finish{.done = done});
        const auto complete = [io, finish] {
            io->m_loop.cancel(finish->timer);
            if (finish->done)
                std::exchange(finish->done, nullptr)();
            io->m_loop.post([io] {}); // a relay may be calling: let it return before the last reference goes
        };
        if (io->m_input)
            io->m_input->end();
        OutputRelay *const relays[] = {io->m_output.get(), io->m_error.get()};
        for (OutputRelay *relay : relays) {
            if (!relay)
                continue;
            relay->processEnded();
            if (!relay->isDrained())
                ++finish->waitingFor;
        }
        if (finish->waitingFor == 0) {
            complete();
            return;
        }
        // The relays' callbacks hold the io alive until they were called or the streams are abandoned.
        finish->timer = io->m_loop.after(survivorGrace, [io, complete] {
            for (OutputRelay *relay : {io->m_output.get(), io->m_error.get()}) {
                if (relay)
                    relay->cutOff();
            }
            complete();
        });
        for (OutputRelay *relay : relays) {
            if (relay && !relay->isDrained())
                relay->setOnDrained([finish, complete] {
                    if (--finish->waitingFor == 0)
                        complete();
                });
        }
    });
}

void ProcessIo::abandon()
{
    m_loop.run([&] {
        m_input.reset();
        m_output.reset();
        m_error.reset();
        m_terminal.reset();
    });
    releaseChildEnds();
}

} // namespace firkin::guest
