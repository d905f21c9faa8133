// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/fake_machine.h"

#include "runtime/base/file.h"
#include "runtime/base/stop_fd.h"
#include "runtime/vmm/machine_states.h"

#include <poll.h>
#include <sys/socket.h>
#include <thread>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <deque>
#include <set>

namespace firkin::test {

using namespace vmm;

namespace {

constexpr std::string_view fakeState = "the state of a machine";

/// Carries bytes both ways until one end closes, then closes both; what it had read is through by then. Like the device, it
/// knows no half-close.
class Relay {
public:
    Relay(UniqueFd a, UniqueFd b) : m_a(std::move(a)), m_b(std::move(b)), m_thread([this](const std::stop_token &stop) { run(stop); }) {}
    [[nodiscard]] bool isOver() const { return m_over; }

private:
    void run(const std::stop_token &stop)
    {
        {
            const std::jthread back([this, stop] { carry(m_b.get(), m_a.get(), stop); });
            carry(m_a.get(), m_b.get(), stop);
        }
        m_a.reset();
        m_b.reset();
        m_over = true;
    }

    static bool send(int to, std::span<const std::byte> bytes, const StopFd &stop)
    {
        while (!bytes.empty()) {
            if (!waitReady(to, POLLOUT, Deadline::never(), stop, Operation::RelayStream, {}))
                return false;
            const ssize_t count = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            if (count < 0 && errno != EAGAIN)
                return false;
            bytes = bytes.subspan(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
        return true;
    }

    static void carry(int from, int to, const std::stop_token &stop)
    {
        const StopFd stopFd(stop);
        std::array<std::byte, std::size_t{28} * 1024> buffer;
        while (waitReady(from, POLLIN, Deadline::never(), stopFd, Operation::RelayStream, {})) {
            const ssize_t count = ::recv(from, buffer.data(), buffer.size(), 0);
            if (count <= 0 || !send(to, std::span(buffer).first(static_cast<std::size_t>(count)), stopFd))
                break;
        }
        ::shutdown(from, SHUT_RDWR);
        ::shutdown(to, SHUT_RDWR);
    }

    UniqueFd m_a;
    UniqueFd m_b;
    std::atomic<bool> m_over = false;
    std::jthread m_thread; // last: it uses the rest
};

} // namespace

/// Everything mutable, under one mutex. A queue exists for each port that the host listens on.
struct FakeMachine::Switchboard {
    std::mutex mutex;
    std::condition_variable_any changed;
    MachineState state = MachineState::Running;
    std::optional<MachineEnd> end;
    std::map<VsockPort, Serve> guestPorts;
    std::map<VsockPort, std::deque<UniqueFd>> hostPorts;
    VsockPort nextFree = firstReservedPort;
    std::vector<std::unique_ptr<Relay>> relays; ///< one per connection, to break it by
    std::vector<std::jthread> servants;
    std::vector<PublishedPort> ports;
    std::uint16_t nextHostPort = 40000;
    std::uint64_t console = 0;
    bool vsockIsIn = true;
    std::set<std::string> devices; ///< "disk data"
    std::set<std::string> keptLines;
    std::vector<std::string> deeds;
    std::map<std::string, Error> failures;
    const std::function<void(const std::string &)> *onDeed = nullptr; ///< the machine's

    /// Notes a deed, or fails as it was told to.
    Status deed(const std::string &what);

    Result<std::pair<UniqueFd, UniqueFd>> connection(Operation operation);
    void breakAll() { relays.clear(); }
    void finish(MachineEnd how);
};

Result<std::pair<UniqueFd, UniqueFd>> FakeMachine::Switchboard::connection(Operation operation)
{
    std::array<int, 2> host{};
    std::array<int, 2> guest{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, host.data()) != 0)
        return fail(systemError(operation, {}, errno, "socketpair"));
    UniqueFd hostEnd(host[0]);
    UniqueFd hostRelay(host[1]);
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, guest.data()) != 0)
        return fail(systemError(operation, {}, errno, "socketpair"));
    std::erase_if(relays, [](const auto &relay) { return relay->isOver(); });
    relays.push_back(std::make_unique<Relay>(std::move(hostRelay), UniqueFd(guest[1])));
    return std::pair<UniqueFd, UniqueFd>{std::move(hostEnd), UniqueFd(guest[0])};
}

Status FakeMachine::Switchboard::deed(const std::string &what)
{
    if (const auto failure = failures.find(what); failure != failures.end())
        return fail(failure->second);
    deeds.push_back(what);
    if (onDeed && *onDeed)
        (*onDeed)(what);
    return {};
}

void FakeMachine::Switchboard::finish(MachineEnd how)
{
    const std::lock_guard lock(mutex);
    if (end)
        return;
    end = std::move(how);
    state = MachineState::Stopped;
    ports.clear();
    breakAll();
    changed.notify_all();
}

namespace {

class FakeListener final : public VsockListener {
public:
    FakeListener(VsockPort port, std::function<Result<UniqueFd>(Deadline, std::stop_token)> accept, std::function<void()> giveBack)
        : m_port(port), m_accept(std::move(accept)), m_giveBack(std::move(giveBack))
    {
    }
    FakeListener(const FakeListener &) = delete;
    FakeListener &operator=(const FakeListener &) = delete;
    ~FakeListener() override { m_giveBack(); }
    [[nodiscard]] VsockPort port() const override { return m_port; }
    Result<UniqueFd> accept(Deadline deadline, std::stop_token stop) override { return m_accept(deadline, std::move(stop)); }

private:
    VsockPort m_port;
    std::function<Result<UniqueFd>(Deadline, std::stop_token)> m_accept;
    std::function<void()> m_giveBack;
};

} // namespace

FakeMachine::FakeMachine(MachineConfig config) : m_config(std::move(config)), m_board(std::make_shared<Switchboard>())
{
    if (m_config.restoreFrom) {
        m_board->state = MachineState::Paused;
        m_board->vsockIsIn = false;
    }
    m_board->onDeed = &onDeed;
    for (const Disk &disk : m_config.disks)
        m_board->devices.insert("disk " + disk.serial);
    for (const Share &share : m_config.shares)
        m_board->devices.insert("share " + share.tag);
    for (std::size_t i = 0; i < m_config.lans.size(); ++i)
        m_board->devices.insert("network lan" + std::to_string(i));
    if (m_config.network) {
        m_board->devices.insert("network net0");
        for (const PublishedPort &port : m_config.network->ports)
            (void)publish(port);
    }
}

FakeMachine::~FakeMachine()
{
    m_board->finish({EndCause::Killed, {}});
    std::vector<std::jthread> servants;
    {
        const std::lock_guard lock(m_board->mutex);
        servants = std::move(m_board->servants);
    }
}

void FakeMachine::serveInGuest(VsockPort port, Serve serve)
{
    const std::lock_guard lock(m_board->mutex);
    m_board->guestPorts[port] = std::move(serve);
}

void FakeMachine::stopServingInGuest(VsockPort port)
{
    const std::lock_guard lock(m_board->mutex);
    m_board->guestPorts.erase(port);
}

std::function<Result<UniqueFd>(VsockPort)> FakeMachine::guestDialer() const
{
    return [board = m_board](VsockPort port) -> Result<UniqueFd> {
        const std::lock_guard lock(board->mutex);
        const auto listener = board->hostPorts.find(port);
        if (listener == board->hostPorts.end() || board->end || !board->vsockIsIn)
            return fail(Operation::DialGuest, std::to_string(port), Reason::ConnectionLost, "nobody listens");
        FIRKIN_ASSIGN(auto pair, board->connection(Operation::DialGuest));
        listener->second.push_back(std::move(pair.first));
        board->changed.notify_all();
        return std::move(pair.second);
    };
}

Result<UniqueFd> FakeMachine::dialFromGuest(VsockPort port)
{
    return guestDialer()(port);
}

void FakeMachine::printOnConsole(std::uint64_t bytes)
{
    const std::lock_guard lock(m_board->mutex);
    m_board->console += bytes;
}

void FakeMachine::endFromInside(MachineEnd end)
{
    m_board->finish(std::move(end));
}

void FakeMachine::breakConnections()
{
    const std::lock_guard lock(m_board->mutex);
    m_board->breakAll();
}

Accelerator FakeMachine::accelerator() const
{
    return m_config.accelerator.value_or(Accelerator::Tcg);
}

Capabilities FakeMachine::capabilities() const
{
    return {.pause = true, .hotplug = true, .snapshot = true, .changePorts = m_config.network.has_value()};
}

MachineState FakeMachine::state() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->state;
}

Result<UniqueFd> FakeMachine::dial(VsockPort port, Deadline, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::DialGuest, std::to_string(port)));
    const std::lock_guard lock(m_board->mutex);
    if (m_board->end)
        return fail(Operation::DialGuest, m_config.id.str(), Reason::MachineExited);
    if (!m_board->vsockIsIn)
        return fail(Operation::DialGuest, std::to_string(port), Reason::ConnectionLost, "vsock is unplugged");
    const auto server = m_board->guestPorts.find(port);
    if (server == m_board->guestPorts.end())
        return fail(Operation::DialGuest, std::to_string(port), Reason::ConnectionLost, "nobody answers in the guest");
    FIRKIN_ASSIGN(auto pair, m_board->connection(Operation::DialGuest));
    m_board->servants.emplace_back([serve = server->second, guestEnd = std::move(pair.second)]() mutable { serve(std::move(guestEnd)); });
    return std::move(pair.first);
}

Result<std::unique_ptr<VsockListener>> FakeMachine::listen(VsockPort port)
{
    const std::lock_guard lock(m_board->mutex);
    if (!m_board->hostPorts.try_emplace(port).second)
        return fail(Operation::ListenForGuest, std::to_string(port), Reason::PortTaken);
    auto accept = [board = m_board, port](Deadline deadline, std::stop_token stop) -> Result<UniqueFd> {
        std::unique_lock waiting(board->mutex);
        auto &queue = board->hostPorts.at(port);
        board->changed.wait_until(waiting, stop, deadline.timePoint(), [&] { return !queue.empty() || board->end; });
        const std::string object = std::to_string(port);
        if (!queue.empty()) {
            UniqueFd first = std::move(queue.front());
            queue.pop_front();
            return first;
        }
        if (stop.stop_requested())
            return fail(cancelled(Operation::ListenForGuest, object));
        if (board->end)
            return fail(Operation::ListenForGuest, object, Reason::ConnectionLost, "the machine has ended");
        return fail(timedOut(Operation::ListenForGuest, object));
    };
    auto giveBack = [board = m_board, port] {
        const std::lock_guard giving(board->mutex);
        board->hostPorts.erase(port);
    };
    return std::make_unique<FakeListener>(port, std::move(accept), std::move(giveBack));
}

Result<std::unique_ptr<VsockListener>> FakeMachine::listenOnFreePort()
{
    VsockPort port = 0;
    {
        const std::lock_guard lock(m_board->mutex);
        do
            port = m_board->nextFree++;
        while (m_board->hostPorts.contains(port));
    }
    return listen(port);
}

Status FakeMachine::pause()
{
    const std::lock_guard lock(m_board->mutex);
    if (m_board->state == MachineState::Paused)
        return {};
    if (!canMove(m_board->state, MachineState::Paused))
        return fail(illegalMove(Operation::PauseMachine, m_config.id.str(), m_board->state, MachineState::Paused));
    FIRKIN_TRY(m_board->deed("pause"));
    m_board->state = MachineState::Paused;
    return {};
}

Status FakeMachine::resume()
{
    const std::lock_guard lock(m_board->mutex);
    if (m_board->state == MachineState::Running)
        return {};
    if (!canMove(m_board->state, MachineState::Running))
        return fail(illegalMove(Operation::ResumeMachine, m_config.id.str(), m_board->state, MachineState::Running));
    FIRKIN_TRY(m_board->deed("resume"));
    m_board->state = MachineState::Running;
    return {};
}

std::vector<std::string> FakeMachine::deeds() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->deeds;
}

bool FakeMachine::hasDevice(const std::string &device) const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->devices.contains(device);
}

void FakeMachine::failAt(const std::string &deed, std::optional<Error> error)
{
    const std::lock_guard lock(m_board->mutex);
    m_board->failures.erase(deed);
    if (error)
        m_board->failures.emplace(deed, std::move(*error));
}

Status FakeMachine::plug(const std::string &device, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::AttachDevice, device));
    const std::lock_guard lock(m_board->mutex);
    if (m_board->state != MachineState::Running)
        return fail(Operation::AttachDevice, device, Reason::NotRunning);
    if (m_board->devices.contains(device))
        return fail(Operation::AttachDevice, device, Reason::NameTaken);
    if (m_board->devices.size() >= 17)
        return fail(Operation::AttachDevice, device, Reason::LimitExceeded);
    FIRKIN_TRY(m_board->deed("plug " + device));
    m_board->devices.insert(device);
    return {};
}

Status FakeMachine::unplug(const std::string &device, std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::DetachDevice, device));
    const std::lock_guard lock(m_board->mutex);
    if (!m_board->devices.contains(device)) {
        Error error = makeError(Operation::DetachDevice, device, Reason::Unspecified);
        error.code = ErrorCode::NotFound;
        return fail(std::move(error));
    }
    if (m_board->state != MachineState::Running)
        return fail(Operation::DetachDevice, device, Reason::NotRunning);
    FIRKIN_TRY(m_board->deed("unplug " + device));
    m_board->devices.erase(device);
    return {};
}

Status FakeMachine::plugDisk(const Disk &disk, std::stop_token stop)
{
    FIRKIN_TRY(validate(disk));
    return plug("disk " + disk.serial, std::move(stop));
}

Status FakeMachine::unplugDisk(const std::string &serial, std::stop_token stop)
{
    return unplug("disk " + serial, std::move(stop));
}

Status FakeMachine::plugShare(const Share &share, std::stop_token stop)
{
    FIRKIN_TRY(validate(share));
    return plug("share " + share.tag, std::move(stop));
}

Status FakeMachine::unplugShare(const std::string &tag, std::stop_token stop)
{
    return unplug("share " + tag, std::move(stop));
}

Status FakeMachine::plugNetwork(NetworkCard card, std::stop_token stop)
{
    FIRKIN_TRY(validateCard(card.name, card.macAddress));
    {
        const std::lock_guard lock(m_board->mutex);
        if (!card.line && !m_board->keptLines.contains(card.name) && !m_board->devices.contains("network " + card.name))
            return fail(Operation::AttachDevice, card.name, Reason::BadSyntax, "a card without a line");
    }
    FIRKIN_TRY(plug("network " + card.name, std::move(stop)));
    const std::lock_guard lock(m_board->mutex);
    m_board->keptLines.erase(card.name);
    return {};
}

Status FakeMachine::unplugNetwork(const std::string &name, NetworkLine line, std::stop_token stop)
{
    FIRKIN_TRY(unplug("network " + name, std::move(stop)));
    const std::lock_guard lock(m_board->mutex);
    if (line == NetworkLine::Kept)
        m_board->keptLines.insert(name);
    return {};
}

Status FakeMachine::unplugVsock(std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::DetachDevice, "vsock"));
    const std::lock_guard lock(m_board->mutex);
    if (m_board->state != MachineState::Running)
        return fail(Operation::DetachDevice, "vsock", Reason::NotRunning);
    if (!m_board->vsockIsIn)
        return {};
    FIRKIN_TRY(m_board->deed("unplug vsock"));
    m_board->vsockIsIn = false;
    m_board->breakAll();
    return {};
}

Status FakeMachine::plugVsock(std::stop_token stop)
{
    if (stop.stop_requested())
        return fail(cancelled(Operation::AttachDevice, "vsock"));
    const std::lock_guard lock(m_board->mutex);
    if (m_board->end)
        return fail(Operation::AttachDevice, "vsock", Reason::MachineExited);
    if (m_board->vsockIsIn)
        return {};
    FIRKIN_TRY(m_board->deed("plug vsock"));
    m_board->vsockIsIn = true;
    return {};
}

Status FakeMachine::saveState(const std::filesystem::path &file, const ProgressFn &progress, std::stop_token stop)
{
    const std::lock_guard lock(m_board->mutex);
    if (m_board->state != MachineState::Paused || m_board->vsockIsIn)
        return fail(Operation::SaveSnapshot, m_config.id.str(), Reason::IllegalTransition);
    if (stop.stop_requested())
        return fail(cancelled(Operation::SaveSnapshot, m_config.id.str()));
    FIRKIN_TRY(m_board->deed("save state"));
    report(progress, {.phase = Phase::Copying, .done = 1, .total = 1, .item = {}});
    if (std::filesystem::exists(file))
        return fail(systemError(Operation::SaveSnapshot, file.native(), EEXIST));
    return writeFileAtomically(file, fakeState);
}

Result<PublishedPort> FakeMachine::publish(const PublishedPort &port)
{
    FIRKIN_TRY(validate(port));
    if (!m_config.network)
        return fail(Operation::PublishPort, m_config.id.str(), Reason::UnsupportedHere, "the machine has no network");
    const std::lock_guard lock(m_board->mutex);
    PublishedPort bound = port;
    if (bound.hostPort == 0)
        bound.hostPort = m_board->nextHostPort++;
    for (const PublishedPort &known : m_board->ports) {
        if (known.hostPort == bound.hostPort && known.hostAddress == bound.hostAddress && known.transport == bound.transport)
            return fail(Operation::PublishPort, std::to_string(bound.hostPort), Reason::PortTaken);
    }
    m_board->ports.push_back(bound);
    return bound;
}

Status FakeMachine::unpublish(const PublishedPort &port)
{
    const std::lock_guard lock(m_board->mutex);
    if (std::erase(m_board->ports, port) > 0)
        return {};
    return fail(Operation::UnpublishPort, std::to_string(port.hostPort), Reason::NotPublished);
}

std::vector<PublishedPort> FakeMachine::publishedPorts() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->ports;
}

Status FakeMachine::stop(std::chrono::milliseconds)
{
    m_board->finish({EndCause::Killed, {}});
    return {};
}

Result<MachineEnd> FakeMachine::waitForEnd(Deadline deadline, std::stop_token stop)
{
    std::unique_lock lock(m_board->mutex);
    m_board->changed.wait_until(lock, stop, deadline.timePoint(), [this] { return m_board->end.has_value(); });
    if (m_board->end)
        return *m_board->end;
    if (stop.stop_requested())
        return fail(cancelled(Operation::StopMachine, m_config.id.str()));
    return fail(timedOut(Operation::StopMachine, m_config.id.str()));
}

std::optional<MachineEnd> FakeMachine::end() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->end;
}

std::size_t FakeMachine::openListeners() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->hostPorts.size();
}

std::uint64_t FakeMachine::consoleBytes() const
{
    const std::lock_guard lock(m_board->mutex);
    return m_board->console;
}

HostCost FakeMachine::hostCost() const
{
    return {std::uint64_t{64} << 20, std::chrono::seconds(1)};
}

Result<std::unique_ptr<VirtualMachine>>
FakeMachineFactory::start(const MachineConfig &config, const ProgressFn &progress, std::stop_token stop)
{
    FIRKIN_TRY(validate(config));
    report(progress, {.phase = Phase::StartingMachine, .done = 0, .total = {}, .item = {}});
    if (stop.stop_requested())
        return fail(cancelled(Operation::StartMachine, config.id.str()));
    if (config.restoreFrom) {
        const auto state = readFile(*config.restoreFrom, 4096);
        if (!state)
            return fail(wrap(Operation::StartMachine, config.id.str(), state.error()));
        if (*state != fakeState)
            return fail(Operation::StartMachine, config.id.str(), Reason::SnapshotDamaged, "no state in " + config.restoreFrom->native());
    }
    if (m_failure)
        return fail(wrap(Operation::StartMachine, config.id.str(), *m_failure));
    auto machine = std::make_unique<FakeMachine>(config);
    ++m_started;
    if (m_boot)
        m_boot(*machine);
    return machine;
}

} // namespace firkin::test
