// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consoles/console_upload.h"

#include "terminal/terminal_view.h"
#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/files/copy_flow.h"
#include "ui/files/file_text.h"
#include "ui/services/host_paths.h"
#include "ui/services/services.h"

namespace firkin::ui {

ConsoleUpload::ConsoleUpload(Services &services, QWidget *console) : QObject(console), m_services(services), m_console(console) {}

void ConsoleUpload::start(const ContainerId &container, const SessionId &session, const QList<QUrl> &urls)
{
    std::vector<std::string> paths = hostPathsOf(urls);
    if (paths.empty()) {
        Q_EMIT noticed(tr("Only files of this computer can be dropped here."));
        return;
    }
    m_services.sessions.foreground(container, session)
        .then(this, [this, container, paths = std::move(paths)](const Result<engine::Foreground> &foreground) {
            copy(container, foreground && !foreground->workingDirectory.empty() ? foreground->workingDirectory : "/", paths);
        });
}

void ConsoleUpload::copy(const ContainerId &container, const std::string &folder, const std::vector<std::string> &paths)
{
    std::vector<CopyPlace> sources;
    for (const std::string &path : paths)
        sources.push_back(m_services.files.placeOf(path));
    const auto tell = [this](const Error &error) {
        if (!error.isCancelled())
            Q_EMIT noticed(errorText(error).headline);
    };
    auto *flow = CopyFlow::start(m_services, makeJob(sources, {container, folder}), m_console);
    connect(flow, &CopyFlow::failed, this, tell);
    connect(flow, &CopyFlow::started, this, [this, folder, tell](TaskId task) {
        const Transfer *transfer = m_services.files.transfers().find(task);
        QStringList words;
        for (const CopyItem &item : transfer->job.items) {
            const std::string path = joinPath(folder, item.name);
            words << terminal::shellQuoted(QString::fromUtf8(path.data(), static_cast<qsizetype>(path.size())));
        }
        Q_EMIT noticed(tr("Copying %n item(s) to %1", nullptr, static_cast<int>(words.size())).arg(displayText(folder)));
        auto *once = new QObject(this);
        connect(&m_services.files.transfers(), &Transfers::ended, once, [this, once, task, words, tell](TaskId done) {
            if (done != task)
                return;
            once->deleteLater();
            const Task *ended = m_services.tasks.find(done);
            if (ended && ended->state == TaskState::Done)
                Q_EMIT typed(words.join(u' ') + u' ');
            else if (ended && ended->error)
                tell(*ended->error);
        });
    });
}

} // namespace firkin::ui
