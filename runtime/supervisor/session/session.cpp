// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/supervisor/session/session.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace firkin::supervisor {

namespace {

constexpr std::size_t chunkSize = 128 * 1024;

} // namespace

std::shared_ptr<Session> Session::start(engine::SessionInfo info,
                                        std::unique_ptr<TerminalProcess> process,
                                        OutputFn onOutput,
                                        ChangedFn onChanged,
                                        Options options)
{
    std::shared_ptr<Session> session(
        new Session(std::move(info), std::move(process), std::move(onOutput), std::move(onChanged), options));
    // The threads hold no reference: the destructor ends and joins them.
    session->m_reader = std::jthread([raw = session.get()](std::stop_token stop) { raw->readLoop(stop); });
    session->m_writer = std::jthread([raw = session.get()](std::stop_token stop) { raw->writeLoop(stop); });
    return session;
}

Session::Session(engine::SessionInfo info,
                 std::unique_ptr<TerminalProcess> process,
                 OutputFn onOutput,
                 ChangedFn onChanged,
                 Options options)
    : m_options(options)
    , m_process(std::move(process))
    , m_onOutput(std::move(onOutput))
    , m_onChanged(std::move(onChanged))
    , m_info(std::move(info))
    , m_history(options.ringBytes)
    , m_sizes(m_info.size)
    , m_appliedSize(m_info.size)
{
}

Session::~Session()
{
    m_reader.request_stop();
    m_writer.request_stop();
}

engine::SessionInfo Session::info() const
{
    const std::lock_guard lock(m_mutex);
    engine::SessionInfo info = m_info;
    info.title = m_scanner.modes().title;
    info.bellCount = m_scanner.bellCount();
    info.endOffset = m_history.end();
    info.size = m_sizes.size();
    info.viewers = static_cast<unsigned>(m_viewers.size());
    return info;
}

bool Session::hasEnded() const
{
    const std::lock_guard lock(m_mutex);
    return m_over;
}

Result<engine::Foreground> Session::foreground(std::stop_token stop)
{
    return m_process->foreground(stop);
}

Status Session::hangUp(std::stop_token stop)
{
    if (hasEnded())
        return {};
    return m_process->hangUp(stop);
}

Result<engine::ProcessStatus> Session::waitForEnd(std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return m_over; }))
        return fail(cancelled(Operation::WaitForProcess, m_info.id.str()));
    if (m_failure)
        return fail(*m_failure);
    return *m_info.ended;
}

void Session::readLoop(std::stop_token stop)
{
    std::vector<std::byte> buffer(chunkSize);
    std::optional<Error> failure;
    while (!stop.stop_requested()) {
        const auto size = m_process->read(buffer, stop);
        if (!size || *size == 0) {
            if (!size)
                failure = size.error();
            break;
        }
        const auto bytes = std::span(buffer).first(*size);
        if (m_onOutput)
            m_onOutput(bytes);
        std::unique_lock lock(m_mutex);
        const std::string title = m_scanner.modes().title;
        const std::uint64_t bells = m_scanner.bellCount();
        m_history.append(bytes);
        m_scanner.feed(bytes);
        m_scanner.dropBefore(m_history.begin());
        const bool toTell = title != m_scanner.modes().title || bells != m_scanner.bellCount();
        m_changed.notify_all();
        waitForSlowViewers(lock, stop);
        lock.unlock();
        if (toTell && m_onChanged)
            m_onChanged();
    }
    std::optional<engine::ProcessStatus> status;
    if (!stop.stop_requested()) {
        if (auto ended = m_process->wait(stop))
            status = *ended;
        else if (!failure)
            failure = ended.error();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_info.ended = status;
        // A lost output with a known end is still an end: what came is there.
        if (!status)
            m_failure = failure ? *failure : cancelled(Operation::AttachSession, m_info.id.str());
        m_over = true;
        m_changed.notify_all();
    }
    if (m_onChanged && !stop.stop_requested())
        m_onChanged();
}

void Session::waitForSlowViewers(std::unique_lock<std::mutex> &lock, std::stop_token stop)
{
    const auto isBehind = [this](const ViewerState &viewer) {
        return m_history.end() - viewer.offset > m_options.maxLag;
    };
    while (!stop.stop_requested()) {
        const auto now = std::chrono::steady_clock::now();
        auto wakeAt = now;
        for (const auto &[id, viewer] : m_viewers) {
            if (isBehind(viewer))
                wakeAt = std::max(wakeAt, viewer.progressAt + m_options.stallTime);
        }
        if (wakeAt <= now)
            return; // nobody is behind, or only those who stand still
        const bool caughtUp = m_changed.wait_until(lock, stop, wakeAt, [&] {
            return std::ranges::none_of(m_viewers, [&](const auto &entry) { return isBehind(entry.second); });
        });
        if (caughtUp)
            return;
    }
}

Status Session::write(std::span<const std::byte> bytes, std::stop_token stop)
{
    std::unique_lock lock(m_mutex);
    while (!bytes.empty()) {
        if (!m_changed.wait(lock, stop, [this] { return m_over || m_inputBytes < m_options.inputLimit; }))
            return fail(cancelled(Operation::AttachSession, m_info.id.str()));
        if (m_over)
            return fail(Operation::AttachSession, m_info.id.str(), Reason::NotRunning);
        const auto part = bytes.first(std::min(bytes.size(), chunkSize));
        m_input.emplace_back(part.begin(), part.end());
        m_inputBytes += part.size();
        bytes = bytes.subspan(part.size());
        m_changed.notify_all();
    }
    return {};
}

void Session::writeLoop(std::stop_token stop)
{
    for (;;) {
        std::vector<std::byte> bytes;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return m_over || !m_input.empty(); }) || m_over)
                return;
            bytes = std::move(m_input.front());
            m_input.pop_front();
        }
        // Its end is the reader's to notice; what cannot be written then is of no use to anybody.
        (void)m_process->write(bytes, stop);
        const std::lock_guard lock(m_mutex);
        m_inputBytes -= bytes.size();
        m_changed.notify_all();
    }
}

void Session::applySize(std::stop_token stop)
{
    const std::lock_guard resizing(m_resizeMutex);
    engine::TerminalSize size;
    {
        const std::lock_guard lock(m_mutex);
        size = m_sizes.size();
        if (size == m_appliedSize || m_over)
            return;
    }
    if (m_process->resize(size, stop))
        m_appliedSize = size;
}

void Session::placeAtCut(ViewerState &viewer)
{
    const auto cut = m_scanner.cutAtOrAfter(m_history.begin());
    viewer.offset = cut.offset;
    viewer.preamble = cut.modes.preamble();
}

std::unique_ptr<Session::Viewer>
Session::attach(std::optional<std::uint64_t> offset, engine::TerminalSize size, std::stop_token stop)
{
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(m_mutex);
        id = m_nextViewer++;
        ViewerState viewer;
        viewer.progressAt = std::chrono::steady_clock::now();
        viewer.liveAt = m_history.end();
        if (offset && *offset >= m_history.begin() && *offset <= m_history.end()) {
            viewer.offset = *offset;
        } else {
            placeAtCut(viewer);
            if (offset && viewer.offset > *offset)
                viewer.lost = viewer.offset - *offset;
        }
        m_viewers.emplace(id, std::move(viewer));
        m_sizes.attached(id, size);
    }
    auto viewer = std::make_unique<Viewer>(shared_from_this(), id);
    applySize(stop);
    if (m_onChanged)
        m_onChanged();
    return viewer;
}

std::optional<Session::Event> Session::eventFor(ViewerState &viewer)
{
    if (viewer.offset < m_history.begin()) {
        const std::uint64_t wanted = viewer.offset;
        placeAtCut(viewer);
        viewer.lost = viewer.offset - wanted;
        viewer.attachedTold = false;
    }
    if (!viewer.attachedTold) {
        viewer.attachedTold = true;
        return Attached{viewer.offset, std::exchange(viewer.lost, 0), std::exchange(viewer.preamble, {})};
    }
    const std::uint64_t until = viewer.liveTold ? m_history.end() : std::max(viewer.liveAt, viewer.offset);
    if (viewer.offset < until) {
        const auto limit = static_cast<std::size_t>(std::min<std::uint64_t>(until - viewer.offset, chunkSize));
        Output output{m_history.read(viewer.offset, limit)};
        viewer.offset += output.bytes.size();
        viewer.progressAt = std::chrono::steady_clock::now();
        m_changed.notify_all(); // the reader may have waited for this one
        return output;
    }
    if (!viewer.liveTold) {
        viewer.liveTold = true;
        return Live{};
    }
    if (m_over && viewer.offset == m_history.end()) {
        if (m_failure)
            return Lost{*m_failure};
        return Ended{*m_info.ended};
    }
    viewer.progressAt = std::chrono::steady_clock::now(); // it has everything: it is not stalled
    return std::nullopt;
}

Session::Viewer::Viewer(std::shared_ptr<Session> session, std::uint64_t id) : m_session(std::move(session)), m_id(id) {}

Session::Viewer::~Viewer()
{
    {
        const std::lock_guard lock(m_session->m_mutex);
        m_session->m_viewers.erase(m_id);
        m_session->m_sizes.detached(m_id);
        m_session->m_changed.notify_all();
    }
    m_session->applySize({});
    if (m_session->m_onChanged)
        m_session->m_onChanged();
}

Result<Session::Event> Session::Viewer::next(std::stop_token stop)
{
    std::unique_lock lock(m_session->m_mutex);
    ViewerState &viewer = m_session->m_viewers.at(m_id);
    std::optional<Event> event;
    const bool have = m_session->m_changed.wait(lock, stop, [&] {
        event = m_session->eventFor(viewer);
        return event.has_value();
    });
    if (!have)
        return fail(cancelled(Operation::AttachSession, m_session->m_info.id.str()));
    return std::move(*event);
}

Status Session::Viewer::type(std::span<const std::byte> bytes, std::stop_token stop)
{
    bool resized = false;
    {
        const std::lock_guard lock(m_session->m_mutex);
        resized = m_session->m_sizes.typed(m_id).has_value();
    }
    if (resized)
        m_session->applySize(stop);
    return m_session->write(bytes, stop);
}

void Session::Viewer::resize(engine::TerminalSize size, std::stop_token stop)
{
    {
        const std::lock_guard lock(m_session->m_mutex);
        m_session->m_sizes.resized(m_id, size);
    }
    m_session->applySize(stop);
}

} // namespace firkin::supervisor
