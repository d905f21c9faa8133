#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/task_list.h"
#include "ui/services/transfers.h"

#include <QObject>
#include <QStringList>

namespace firkin::ui {

class ContainersService;

/// One listing under way; delete it to stop it. Signals come on the GUI thread, pages before `finished`.
class DirectoryListing : public QObject {
    Q_OBJECT
public:
    explicit DirectoryListing(QObject *parent = nullptr) : QObject(parent) {}
    ~DirectoryListing() override { m_stop.request_stop(); }

Q_SIGNALS:
    void page(const std::vector<firkin::engine::FileEntry> &entries);
    void finished(const std::optional<firkin::Error> &error); ///< empty: complete

private:
    friend class FilesService;
    std::stop_source m_stop{std::nostopstate};
    Mailbox m_mailbox{this};
};

/// Files of containers. Paths inside are bytes (std::string), paths outside are the host's. GUI thread.
class FilesService : public QObject {
    Q_OBJECT
public:
    FilesService(engine::Engine &engine, Pools &pools, TaskList &tasks, ContainersService &containers, QObject *parent = nullptr);

    [[nodiscard]] DirectoryListing *list(const ContainerId &container, std::string path, QObject *parent);
    [[nodiscard]] Operation<engine::FileEntry> stat(const ContainerId &container, std::string path);
    [[nodiscard]] Operation<void> rename(const ContainerId &container, std::string from, std::string to);
    [[nodiscard]] Operation<void> remove(const ContainerId &container, std::string path, bool recursive);
    [[nodiscard]] Operation<void> makeDirectory(const ContainerId &container, std::string path);

    /// The container's tree as a folder of this computer, for other programs. Nobody of ours looks into it.
    [[nodiscard]] Operation<std::filesystem::path> serve(const ContainerId &container);

    /// One task, one row for each item. What the job says is done: conflicts have been asked about before.
    TaskId copy(CopyJob job);
    /// `sources` are host paths; those below a served folder are copied from that container.
    TaskId copyIn(const ContainerId &container, const QStringList &sources, std::string targetFolder);
    /// `sources` are paths in the container, `target` a folder here.
    TaskId copyOut(const ContainerId &container, const std::vector<std::string> &sources, const QString &target);
    /// What a path of this computer means: itself, or a file of the container whose served folder it is in.
    [[nodiscard]] CopyPlace placeOf(const std::string &hostPath) const;
    /// Where a container's tree would be served; nobody of ours looks into it.
    [[nodiscard]] std::filesystem::path servedFolderOf(const ContainerId &container) const;
    [[nodiscard]] Transfers &transfers() { return m_transfers; }

Q_SIGNALS:
    /// A copy into a container ended; `targetFolder` may have new entries whatever `error` says.
    void copiedIn(const firkin::ContainerId &container, const std::string &targetFolder, firkin::ui::TaskId task);
    void copiedOut(const firkin::ContainerId &container, const QString &target, firkin::ui::TaskId task);
    /// After rename, remove, makeDirectory or a copy in: list this folder again.
    void folderChanged(const firkin::ContainerId &container, const std::string &folder);

private:
    void onTransferEnded(TaskId task);

    engine::Engine &m_engine;
    Pools &m_pools;
    ContainersService &m_containers;
    Transfers m_transfers;
    std::filesystem::path m_runtime; ///< where served folders are
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
