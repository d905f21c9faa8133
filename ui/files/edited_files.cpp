// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/edited_files.h"

#include "runtime/base/paths.h"
#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/question_dialog.h"

#include <QDateTime>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QPushButton>
#include <QUrl>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// Editors write in several steps.
constexpr int settleMs = 250;

qint64 modifiedMs(const QString &file)
{
    return QFileInfo(file).lastModified().toMSecsSinceEpoch();
}

bool isSame(const engine::FileEntry &a, const engine::FileEntry &b)
{
    return a.type == b.type && a.size == b.size && a.modified == b.modified;
}

} // namespace

EditedFiles::EditedFiles(Services &services, QWidget *window) : QObject(window), m_services(services), m_window(window)
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(settleMs);
    connect(&m_settled, &QTimer::timeout, this, &EditedFiles::lookAtFiles);
    // The folder, too: many editors write another file and rename it.
    for (const auto signal : {&QFileSystemWatcher::fileChanged, &QFileSystemWatcher::directoryChanged})
        connect(&m_watcher, signal, &m_settled, qOverload<>(&QTimer::start));
}

EditedFiles::~EditedFiles() = default;

EditedFiles::Edited *EditedFiles::find(const ContainerId &container, const std::string &path)
{
    const auto found = std::ranges::find_if(m_files, [&](const auto &file) { return file->container == container && file->path == path; });
    return found == m_files.end() ? nullptr : found->get();
}

void EditedFiles::edit(const ContainerId &container, const std::string &path)
{
    if (Edited *edited = find(container, path)) {
        open(*edited);
        return;
    }
    m_services.files.stat(container, path).then(this, [this, container, path](const Result<engine::FileEntry> &entry) {
        if (!entry)
            Q_EMIT failed(entry.error());
        else if (entry->type != engine::FileType::Regular)
            Q_EMIT noticed(tr("Only files can be edited."));
        else if (entry->size > maxBytes)
            Q_EMIT noticed(tr("%1 is too large to be edited here (%2).").arg(displayText(path), formatSize(entry->size)));
        else
            fetch(container, path, *entry);
    });
}

void EditedFiles::fetch(const ContainerId &container, const std::string &path, const engine::FileEntry &entry)
{
    const QString parent = QFile::decodeName(cacheDirectory().c_str()) + u"/edited"_s;
    QDir().mkpath(parent);
    auto edited = std::make_unique<Edited>();
    edited->container = container;
    edited->path = path;
    edited->entry = entry;
    edited->folder = std::make_unique<QTemporaryDir>(parent + u"/XXXXXX"_s); // made 0700
    if (!edited->folder->isValid()) {
        Q_EMIT failed(makeError(firkin::Operation::CopyOut, parent.toStdString(), Reason::NoPermission));
        return;
    }
    edited->file = edited->folder->filePath(QFile::decodeName(QByteArray::fromStdString(path.substr(path.rfind('/') + 1))));
    runAsync(m_services.pools.lane(container),
             [&engine = m_services.engine, container, path, target = QFile::encodeName(edited->folder->path()).toStdString()](std::stop_token stop) {
                 return engine.files().copyOut(container, path, target + '/', {}, {}, stop);
             })
        .then(this, [this, made = std::make_shared<std::unique_ptr<Edited>>(std::move(edited))](const Status &copied) {
            Edited &file = **made;
            if (!copied) {
                Q_EMIT failed(copied.error());
                return;
            }
            QFile::setPermissions(file.file, QFile::permissions(file.file) | QFile::ReadOwner | QFile::WriteOwner);
            file.savedMs = modifiedMs(file.file);
            m_watcher.addPaths({file.file, file.folder->path()});
            m_files.push_back(std::move(*made));
            open(file);
        });
}

void EditedFiles::open(Edited &edited)
{
    const QStringList command = QProcess::splitCommand(m_editor ? m_editor() : QString());
    bool started = false;
    if (command.isEmpty())
        started = QDesktopServices::openUrl(QUrl::fromLocalFile(edited.file));
    else
        started = QProcess::startDetached(command.front(), command.sliced(1) + QStringList{edited.file}, edited.folder->path());
    if (started)
        Q_EMIT staged(edited.file);
    else
        Q_EMIT noticed(command.isEmpty() ? tr("No program is set up to open this file. An editor can be chosen in the settings.")
                                          : tr("The editor %1 could not be started. Another can be chosen in the settings.").arg(displayText(command.front())));
}

void EditedFiles::lookAtFiles()
{
    for (const auto &file : m_files) {
        if (!QFileInfo::exists(file->file))
            continue; // between two steps of a save
        if (!m_watcher.files().contains(file->file))
            m_watcher.addPath(file->file); // the new one of that name
        if (modifiedMs(file->file) != file->savedMs && !file->isBusy)
            save(*file, false);
    }
}

void EditedFiles::save(Edited &edited, bool anyway)
{
    edited.isBusy = true;
    const qint64 stagedMs = modifiedMs(edited.file);
    struct Saved {
        engine::FileEntry entry;
        bool conflict = false;
    };
    runAsync(m_services.pools.lane(edited.container),
             [&engine = m_services.engine, container = edited.container, path = edited.path, known = edited.entry, anyway,
              source = QFile::encodeName(edited.file).toStdString()](std::stop_token stop) -> Result<Saved> {
                 if (!anyway) {
                     const auto now = engine.files().stat(container, path, stop);
                     if (!now && now.error().rootReason() != Reason::NoSuchFile)
                         return fail(now.error());
                     if (!now || !isSame(*now, known)) // gone is a change, too
                         return Saved{known, true};
                 }
                 engine::CopyOptions options;
                 options.owner = engine::FileOwner{known.uid, known.gid};
                 FIRKIN_TRY(engine.files().copyIn(container, source, path, options, {}, stop));
                 FIRKIN_ASSIGN(engine::FileEntry written, engine.files().stat(container, path, stop));
                 return Saved{std::move(written), false};
             })
        .then(this, [this, container = edited.container, path = edited.path, stagedMs](const Result<Saved> &saved) {
            Edited *file = find(container, path);
            if (!file)
                return;
            file->isBusy = false;
            if (!saved) {
                file->savedMs = stagedMs; // tried: the next save tries again
                Q_EMIT failed(saved.error());
                return;
            }
            if (saved->conflict) {
                askAboutConflict(*file);
                return;
            }
            file->entry = saved->entry;
            file->savedMs = stagedMs;
            Q_EMIT m_services.files.folderChanged(container, parentPath(path));
            Q_EMIT this->saved(tr("%1 saved in %2").arg(displayText(path), m_services.containers.nameOf(container)));
            if (modifiedMs(file->file) != stagedMs)
                save(*file, false); // saved again meanwhile
        });
}

void EditedFiles::askAboutConflict(Edited &edited)
{
    edited.isBusy = true;
    auto *box = new QuestionDialog(icon("warning"_L1, Tone::Warning), tr("It has changed in the container"),
                                   tr("%1 is not what it was when you opened it.").arg(displayText(edited.path)), m_window);
    const auto decide = [this, container = edited.container, path = edited.path](bool write) {
        Edited *file = find(container, path);
        if (!file)
            return;
        file->isBusy = false;
        file->savedMs = modifiedMs(file->file);
        if (write)
            save(*file, true);
    };
    connect(box->addButton(tr("Overwrite It"), QuestionDialog::Weight::Normal), &QPushButton::clicked, this, [decide] { decide(true); });
    box->addButton(tr("Do Not Save"), QuestionDialog::Weight::Cancel)->setFocus();
    connect(box, &QDialog::rejected, this, [decide] { decide(false); });
    box->open();
}

} // namespace firkin::ui
