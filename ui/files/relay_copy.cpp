#include "ui/files/relay_copy.h"

#include "runtime/base/paths.h"
#include "ui/services/services.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace firkin::ui {

namespace {

/// One relay: owns the folder in between; deletes itself.
class Relay : public QObject {
public:
    Relay(Services &services, ContainerId to, std::string folder)
        : QObject(&services.files)
        , m_services(services)
        , m_to(std::move(to))
        , m_folder(std::move(folder))
        , m_between(QFile::decodeName(cacheDirectory().c_str()) + QStringLiteral("/copy-XXXXXX"))
    {
        QDir().mkpath(QFile::decodeName(cacheDirectory().c_str()));
    }

    void start(const ContainerId &from, const std::vector<std::string> &paths)
    {
        if (!m_between.isValid()) {
            const TaskId task = m_services.tasks.begin(TaskKind::CopyOut, m_services.files.tr("Copy files"), from);
            m_services.tasks.end(task, makeError(firkin::Operation::CopyOut, m_between.path().toStdString(), Reason::NoPermission));
            deleteLater();
            return;
        }
        connect(&m_services.files, &FilesService::copiedOut, this, [this](const ContainerId &, const QString &, TaskId task) {
            if (task == m_out)
                copyIn();
        });
        connect(&m_services.files, &FilesService::copiedIn, this, [this](const ContainerId &, const std::string &, TaskId task) {
            if (task == m_in)
                finish();
        });
        m_out = m_services.files.copyOut(from, paths, m_between.path());
    }

private:
    void copyIn()
    {
        const Task *task = m_services.tasks.find(m_out);
        QStringList sources;
        for (const QFileInfo &entry : QDir(m_between.path()).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden | QDir::System))
            sources << entry.absoluteFilePath();
        if (!task || task->state != TaskState::Done || sources.isEmpty()) {
            finish();
            return;
        }
        m_in = m_services.files.copyIn(m_to, sources, m_folder);
    }

    /// Removing a tree may take its time: not here.
    void finish()
    {
        m_between.setAutoRemove(false);
        runAsync(m_services.pools.shared(), [path = m_between.path()](std::stop_token) -> Result<bool> { return QDir(path).removeRecursively(); });
        deleteLater();
    }

    Services &m_services;
    ContainerId m_to;
    std::string m_folder;
    QTemporaryDir m_between;
    TaskId m_out = 0;
    TaskId m_in = 0;
};

} // namespace

void relayCopy(Services &services,
               const ContainerId &from,
               const std::vector<std::string> &paths,
               const ContainerId &to,
               const std::string &folder)
{
    (new Relay(services, to, folder))->start(from, paths);
}

} // namespace firkin::ui
