// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/services/copy_job.h"

#include "runtime/base/file.h"
#include "runtime/base/served_files.h"

#include <cstdlib>

namespace firkin::ui {

std::string nameOf(const CopyPlace &source)
{
    return source.path.substr(source.path.rfind('/') + 1);
}

CopyPlace placeOf(const std::filesystem::path &runtimeDirectory, const std::string &hostPath)
{
    if (auto served = servedPath(runtimeDirectory, hostPath))
        return {std::move(served->container), std::move(served->path)};
    return {std::nullopt, hostPath};
}

CopyJob makeJob(const std::vector<CopyPlace> &sources, CopyPlace folder)
{
    CopyJob job;
    for (const CopyPlace &source : sources)
        job.items.push_back({source, nameOf(source)});
    job.folder = std::move(folder);
    return job;
}

void CopyControl::skip(std::size_t item)
{
    const std::lock_guard lock(m_mutex);
    m_skipped.insert(item);
    if (m_current == item)
        m_stop.request_stop();
}

/// One run of a job.
class CopyRun {
public:
    CopyRun(engine::Files &files, const CopyJob &job, const std::filesystem::path &between, CopyControl &control, const CopyEvents &events)
        : m_files(files), m_job(job), m_between(between), m_control(control), m_events(events)
    {
    }

    Status run(std::stop_token stop)
    {
        if (m_job.owner == OwnerChoice::Folder && m_job.folder.container) {
            FIRKIN_ASSIGN(const engine::FileEntry folder, m_files.stat(*m_job.folder.container, m_job.folder.path, stop));
            m_options.owner = engine::FileOwner{folder.uid, folder.gid};
        }
        m_options.keepOwners = m_job.owner == OwnerChoice::Keep;
        std::optional<Error> first;
        for (std::size_t i = 0; i < m_job.items.size(); ++i) {
            if (stop.stop_requested())
                return fail(cancelled(operation(), m_job.folder.path));
            const Status done = runItem(i, stop);
            if (!done && !done.error().isCancelled() && !first)
                first = done.error();
        }
        if (stop.stop_requested())
            return fail(cancelled(operation(), m_job.folder.path));
        return first ? Status(fail(std::move(*first))) : Status();
    }

private:
    [[nodiscard]] Operation operation() const { return m_job.folder.container ? Operation::CopyIn : Operation::CopyOut; }

    void tell(std::size_t item, ItemState state, const std::optional<Error> &error = {}) const
    {
        if (m_events.changed)
            m_events.changed(item, state, error);
    }

    Status runItem(std::size_t index, const std::stop_token &stop)
    {
        const CopyItem &item = m_job.items[index];
        std::stop_source itemStop;
        {
            const std::lock_guard lock(m_control.m_mutex);
            if (item.skip || m_control.m_skipped.contains(index)) {
                tell(index, ItemState::Skipped);
                return {};
            }
            m_control.m_current = index;
            m_control.m_stop = itemStop;
        }
        tell(index, ItemState::Copying);
        Status done;
        {
            const std::stop_callback chain(stop, [&] { itemStop.request_stop(); });
            const ProgressFn progress = [&](const Progress &value) {
                if (m_events.progressed)
                    m_events.progressed(index, value);
            };
            done = copy(item, progress, itemStop.get_token());
        }
        {
            const std::lock_guard lock(m_control.m_mutex);
            m_control.m_current.reset();
        }
        if (done)
            tell(index, ItemState::Done);
        else if (done.error().isCancelled())
            tell(index, ItemState::Skipped);
        else
            tell(index, ItemState::Failed, done.error());
        return done;
    }

    /// Where an item goes: an existing folder takes it below its own name, any other name is said in full.
    [[nodiscard]] std::string targetOf(const CopyItem &item) const
    {
        const std::string folder = m_job.folder.path.ends_with('/') ? m_job.folder.path : m_job.folder.path + '/';
        return item.name == ui::nameOf(item.source) ? folder : folder + item.name;
    }

    Status copy(const CopyItem &item, const ProgressFn &progress, const std::stop_token &stop)
    {
        const auto &from = item.source.container;
        const auto &to = m_job.folder.container;
        if (from && to)
            return relay(item, progress, stop);
        if (to)
            return m_files.copyIn(*to, item.source.path, targetOf(item), m_options, progress, stop);
        if (from)
            return m_files.copyOut(*from, item.source.path, targetOf(item), m_options, progress, stop);
        return fail(Operation::CopyOut, item.source.path, Reason::UnsupportedHere); // this computer has better tools for that
    }

    Status relay(const CopyItem &item, const ProgressFn &progress, const std::stop_token &stop)
    {
        FIRKIN_TRY(makePrivateDirectory(m_between));
        std::string folder = (m_between / "copy-XXXXXX").native();
        if (!::mkdtemp(folder.data()))
            return fail(systemError(Operation::CopyOut, m_between.native(), errno));
        Status done = m_files.copyOut(*item.source.container, item.source.path, folder + '/', {}, progress, stop);
        if (done)
            done = m_files.copyIn(*m_job.folder.container, folder + '/' + ui::nameOf(item.source), targetOf(item), m_options, progress, stop);
        (void)removeTree(folder);
        return done;
    }

    engine::Files &m_files;
    engine::CopyOptions m_options;
    const CopyJob &m_job;
    const std::filesystem::path &m_between;
    CopyControl &m_control;
    const CopyEvents &m_events;
};

Status runCopy(engine::Files &files, const CopyJob &job, const std::filesystem::path &between, CopyControl &control,
               const CopyEvents &events, std::stop_token stop)
{
    return CopyRun(files, job, between, control, events).run(std::move(stop));
}

} // namespace firkin::ui
