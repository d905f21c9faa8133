#include "ui/services/files_service.h"

#include "runtime/base/paths.h"
#include "runtime/base/served_files.h"
#include "ui/async/plain_text.h"
#include "ui/services/containers_service.h"

#include <QFile>

namespace firkin::ui {

namespace {

std::string parentOf(const std::string &path)
{
    const auto slash = path.find_last_of('/');
    return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

} // namespace

FilesService::FilesService(engine::Engine &engine, Pools &pools, TaskList &tasks, ContainersService &containers, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_pools(pools)
    , m_containers(containers)
    , m_transfers(engine, pools, tasks)
    , m_runtime(runtimeDirectory().value_or(std::filesystem::path("/nowhere")))
{
    connect(&m_transfers, &Transfers::ended, this, &FilesService::onTransferEnded);
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

Operation<std::filesystem::path> FilesService::serve(const ContainerId &container)
{
    return runAsync(m_pools.lane(container), [&engine = m_engine, container](std::stop_token stop) {
        return engine.files().serve(container, stop);
    });
}

CopyPlace FilesService::placeOf(const std::string &hostPath) const
{
    return ui::placeOf(m_runtime, hostPath);
}

std::filesystem::path FilesService::servedFolderOf(const ContainerId &container) const
{
    return servedFolder(m_runtime, container);
}

TaskId FilesService::copy(CopyJob job)
{
    const bool in = job.folder.container.has_value();
    const ContainerId container = in ? *job.folder.container
                                     : job.items.empty() ? ContainerId() : job.items.front().source.container.value_or(ContainerId());
    const QString name = m_containers.nameOf(container);
    const int count = static_cast<int>(job.items.size());
    QString title;
    if (count == 1)
        title = (in ? tr("Copy %1 to %2") : tr("Copy %1 out of %2")).arg(displayText(job.items.front().name), name);
    else
        title = (in ? tr("Copy %n items to %1", nullptr, count) : tr("Copy %n items out of %1", nullptr, count)).arg(name);
    return m_transfers.start(std::move(job), title);
}

TaskId FilesService::copyIn(const ContainerId &container, const QStringList &sources, std::string targetFolder)
{
    std::vector<CopyPlace> places;
    for (const QString &source : sources)
        places.push_back(placeOf(QFile::encodeName(source).toStdString()));
    return copy(makeJob(places, {container, std::move(targetFolder)}));
}

TaskId FilesService::copyOut(const ContainerId &container, const std::vector<std::string> &sources, const QString &target)
{
    std::vector<CopyPlace> places;
    for (const std::string &source : sources)
        places.push_back({container, source});
    return copy(makeJob(places, {std::nullopt, QFile::encodeName(target).toStdString()}));
}

void FilesService::onTransferEnded(TaskId task)
{
    const Transfer *transfer = m_transfers.find(task);
    if (!transfer)
        return;
    const CopyPlace folder = transfer->job.folder;
    if (folder.container) {
        Q_EMIT copiedIn(*folder.container, folder.path, task);
        Q_EMIT folderChanged(*folder.container, folder.path);
    } else if (!transfer->job.items.empty()) {
        Q_EMIT copiedOut(transfer->job.items.front().source.container.value_or(ContainerId()),
                         QFile::decodeName(QByteArray::fromStdString(folder.path)),
                         task);
    }
}

} // namespace firkin::ui
