#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/task_list.h"

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

    /// One task for all sources, one after the other; `copied` follows. `sources` are host paths.
    TaskId copyIn(const ContainerId &container, const QStringList &sources, std::string targetFolder);
    /// `sources` are paths in the container, `target` a folder here, or a file name for one source.
    TaskId copyOut(const ContainerId &container, const std::vector<std::string> &sources, const QString &target);

Q_SIGNALS:
    /// A copy into a container ended; `targetFolder` may have new entries whatever `error` says.
    void copiedIn(const firkin::ContainerId &container, const std::string &targetFolder, firkin::ui::TaskId task);
    void copiedOut(const firkin::ContainerId &container, const QString &target, firkin::ui::TaskId task);
    /// After rename, remove, makeDirectory or a copy in: list this folder again.
    void folderChanged(const firkin::ContainerId &container, const std::string &folder);

private:
    engine::Engine &m_engine;
    Pools &m_pools;
    TaskList &m_tasks;
    ContainersService &m_containers;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
