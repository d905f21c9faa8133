// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/client/logs_client.h"

#include "runtime/engine/client/observer.h"
#include "runtime/engine/output/output_reader.h"
#include "runtime/engine/store/recovery.h"
#include "runtime/stats/history_file.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace firkin::engine {

Result<std::unique_ptr<LogReader>> LogsClient::open(const ContainerId &container)
{
    const store::Store &store = m_links.store();
    FIRKIN_TRY(store.load(container));
    const auto folder = store.layout().container(container);
    auto isOver = [&links = m_links, container] {
        const auto record = links.store().load(container);
        if (!record || !store::isLive(record->state))
            return true;
        return store::isLost(links.store(), *record) && store::recoverLost(links.store(), links.sockets(), container).has_value();
    };
    return std::make_unique<output::OutputReader>(folder, store::Layout::output(folder), std::move(isOver));
}

Result<std::string> LogsClient::console(const ContainerId &container, std::size_t maxBytes)
{
    FIRKIN_ASSIGN(const store::ContainerRecord record, m_links.store().load(container));
    const auto path = m_links.store().layout().machine(record.machine) / "console.log";
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && errno == ENOENT)
        return std::string(); // never started
    struct stat info{};
    if (!fd || ::fstat(fd.get(), &info) != 0)
        return fail(systemError(Operation::ReadLogs, path.native(), errno));
    const auto size = static_cast<std::size_t>(info.st_size);
    std::string text(std::min(size, maxBytes), '\0');
    const ssize_t got = ::pread(fd.get(), text.data(), text.size(), static_cast<off_t>(size - text.size()));
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return text;
}

Result<SampleSeries> StatisticsClient::history(const ContainerId &container, std::chrono::seconds span, std::stop_token)
{
    FIRKIN_TRY(m_links.store().load(container));
    return stats::readHistory(store::Layout::statistics(m_links.store().layout().container(container)), span);
}

Result<std::unique_ptr<Subscription>> StatisticsClient::watch(LiveSamplesFn onSamples)
{
    return m_observer.watchSamples(std::move(onSamples));
}

} // namespace firkin::engine
