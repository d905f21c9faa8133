#include "ui/services/files_service.h"

#include "ui/async/plain_text.h"
#include "ui/services/containers_service.h"

#include <QFile>
#include <QFileInfo>

namespace firkin::ui {

namespace {

std::string parentOf(const std::string &path)
{
    const auto slash = path.find_last_of('/');
    return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::string baseOf(const std::string &path)
{
    const auto slash = path.find_last_of('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::filesystem::path hostPath(const QString &path)
{
    return std::filesystem::path(QFile::encodeName(path).toStdString());
}

} // namespace

FilesService::FilesService(engine::Engine &engine, Pools &pools, TaskList &tasks, ContainersService &containers, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools), m_tasks(tasks), m_containers(containers)
{
}

DirectoryListing *FilesService::list(const ContainerId &container, std::string path, QObject *parent)
{
    auto *listing = new DirectoryListing(parent);
    auto operation = runAsync(
        m_pools.lane(container),
        [&engine = m_engine, container, path = std::move(path), to = listing->m_mailbox.address(), listing](std::stop_token stop) {
            const Status status = engine.files().list(
                container, path,
                [&to, listing](std::vector<engine::FileEntry> entries) {
                    to.post([listing, entries = std::move(entries)] { Q_EMIT listing->page(entries); });
                },
                stop);
            // The same way as the pages, so that it comes after them.
            to.post([listing, status] { Q_EMIT listing->finished(status ? std::nullopt : std::optional<Error>(status.error())); });
            return status;
        });
    listing->m_stop = operation.stop;
    return listing;
}

Operation<engine::FileEntry> FilesService::stat(const ContainerId &container, std::string path)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, path = std::move(path)](std::stop_token stop) {
        return engine.files().stat(container, path, stop);
    });
}

Operation<void> FilesService::rename(const ContainerId &container, std::string from, std::string to)
{
    return runAsync(m_pools.lane(container),
                    [&engine = m_engine, container, from = std::move(from), to = std::move(to), box = m_mailbox.address(),
                     this](std::stop_token stop) {
                        Status status = engine.files().rename(container, from, to, stop);
                        if (status)
                            box.post([this, container, a = parentOf(from), b = parentOf(to)] {
                                Q_EMIT folderChanged(container, a);
                                if (b != a)
                                    Q_EMIT folderChanged(container, b);
                            });
                        return status;
                    });
}

Operation<void> FilesService::remove(const ContainerId &container, std::string path, bool recursive)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, path = std::move(path), recursive,
                                              box = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.files().remove(container, path, recursive, stop);
        // A failed removal of a tree may have removed a part of it.
        box.post([this, container, folder = parentOf(path)] { Q_EMIT folderChanged(container, folder); });
        return status;
    });
}

Operation<void> FilesService::makeDirectory(const ContainerId &container, std::string path)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container, path = std::move(path), box = m_mailbox.address(),
                                              this](std::stop_token stop) {
        Status status = engine.files().makeDirectory(container, path, stop);
        if (status)
            box.post([this, container, folder = parentOf(path)] { Q_EMIT folderChanged(container, folder); });
        return status;
    });
}

TaskId FilesService::copyIn(const ContainerId &container, const QStringList &sources, std::string targetFolder)
{
    const QString name = m_containers.nameOf(container);
    const QString title = sources.size() == 1
                              ? tr("Copy %1 to %2").arg(displayText(QFileInfo(sources.front()).fileName()), name)
                              : tr("Copy %n items to %1", nullptr, static_cast<int>(sources.size())).arg(name);
    const TaskId id = m_tasks.begin(TaskKind::CopyIn, title, container);
    std::vector<std::filesystem::path> paths;
    for (const QString &source : sources)
        paths.push_back(hostPath(source));
    // A trailing slash: the target must be a folder, and the source goes below its own name.
    std::string target = targetFolder;
    if (!target.ends_with('/'))
        target += '/';
    auto operation = runAsync(m_pools.lane(container), [&engine = m_engine, container, paths, target,
                                                        sink = m_tasks.sink(id)](std::stop_token stop) -> Status {
        for (const auto &path : paths)
            FIRKIN_TRY(engine.files().copyIn(container, path, target, {}, sink, stop));
        return {};
    });
    m_tasks.follow(id, std::move(operation), this, [this, container, targetFolder, id](const Status &) {
        Q_EMIT copiedIn(container, targetFolder, id);
        Q_EMIT folderChanged(container, targetFolder);
    });
    return id;
}

TaskId FilesService::copyOut(const ContainerId &container, const std::vector<std::string> &sources, const QString &target)
{
    const QString name = m_containers.nameOf(container);
    const QString title = sources.size() == 1
                              ? tr("Copy %1 out of %2").arg(displayText(baseOf(sources.front())), name)
                              : tr("Copy %n items out of %1", nullptr, static_cast<int>(sources.size())).arg(name);
    const TaskId id = m_tasks.begin(TaskKind::CopyOut, title, container);
    auto operation = runAsync(m_pools.lane(container), [&engine = m_engine, container, sources, to = hostPath(target),
                                                        sink = m_tasks.sink(id)](std::stop_token stop) -> Status {
        for (const auto &source : sources)
            FIRKIN_TRY(engine.files().copyOut(container, source, to, {}, sink, stop));
        return {};
    });
    m_tasks.follow(id, std::move(operation), this,
                   [this, container, target, id](const Status &) { Q_EMIT copiedOut(container, target, id); });
    return id;
}

} // namespace firkin::ui
