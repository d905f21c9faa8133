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

/// A private copy, on a worker. It may be written here whatever its mode is in the container.
Result<EditedFiles::Staged> EditedFiles::stage(engine::Engine &engine, const ContainerId &container, const std::string &path, std::stop_token stop)
{
    const QString parent = QFile::decodeName(cacheDirectory().c_str()) + u"/edited"_s;
    QDir().mkpath(parent);
    Staged staged;
    staged.folder = std::make_unique<QTemporaryDir>(parent + u"/XXXXXX"_s); // made 0700
    if (!staged.folder->isValid())
        return fail(makeError(firkin::Operation::CopyOut, parent.toStdString(), Reason::NoPermission));
    staged.file = staged.folder->filePath(QFile::decodeName(QByteArray::fromStdString(lastPart(path))));
    FIRKIN_TRY(engine.files().copyOut(container, path, QFile::encodeName(staged.folder->path()).toStdString() + '/', {}, {}, stop));
    QFile::setPermissions(staged.file, QFile::permissions(staged.file) | QFile::ReadOwner | QFile::WriteOwner);
    staged.savedMs = modifiedMs(staged.file);
    return staged;
}

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
    runAsync(m_services.pools.lane(container), [&engine = m_services.engine, container, path](std::stop_token stop) { return stage(engine, container, path, stop); })
        .then(this, [this, container, path, entry](Result<Staged> staged) {
            if (!staged) {
                Q_EMIT failed(staged.error());
                return;
            }
            if (Edited *first = find(container, path)) { // asked for twice before it was here
                open(*first);
                return;
            }
            m_watcher.addPaths({staged->file, staged->folder->path()});
            m_files.push_back(std::make_unique<Edited>(container, path, entry, std::move(*staged)));
            open(*m_files.back());
        });
}

void EditedFiles::open(Edited &edited)
{
    const QStringList command = QProcess::splitCommand(m_editor ? m_editor() : QString());
    bool started = false;
    if (command.isEmpty())
        started = QDesktopServices::openUrl(QUrl::fromLocalFile(edited.staged.file));
    else
        started = QProcess::startDetached(command.front(), command.sliced(1) + QStringList{edited.staged.file}, edited.staged.folder->path());
    if (started)
        Q_EMIT staged(edited.staged.file);
    else
        Q_EMIT noticed(command.isEmpty() ? tr("No program is set up to open this file. An editor can be chosen in the settings.")
                                          : tr("The editor %1 could not be started. Another can be chosen in the settings.").arg(displayText(command.front())));
}

void EditedFiles::lookAtFiles()
{
    QStringList files;
    for (const auto &file : m_files)
        files << file->staged.file;
    runAsync(m_services.pools.shared(), [files](std::stop_token) -> Result<QHash<QString, qint64>> {
        QHash<QString, qint64> found;
        for (const QString &file : files) {
            if (QFileInfo::exists(file)) // else between two steps of a save
                found.insert(file, modifiedMs(file));
        }
        return found;
    }).then(this, [this](const Result<QHash<QString, qint64>> &found) {
        if (!found)
            return;
        for (const auto &file : m_files) {
            const auto modified = found->constFind(file->staged.file);
            if (modified == found->constEnd())
                continue;
            m_watcher.addPath(file->staged.file); // a new one of that name may have taken its place
            if (*modified != file->staged.savedMs && !file->isBusy)
                save(*file, *modified, false);
        }
    });
}

void EditedFiles::save(Edited &edited, qint64 stagedMs, bool anyway)
{
    edited.isBusy = true;
    struct Saved {
        engine::FileEntry entry;
        bool conflict = false;
    };
    runAsync(m_services.pools.lane(edited.container),
             [&engine = m_services.engine, container = edited.container, path = edited.path, known = edited.entry, anyway,
              source = QFile::encodeName(edited.staged.file).toStdString()](std::stop_token stop) -> Result<Saved> {
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
            if (saved && saved->conflict) {
                askAboutConflict(*file, stagedMs);
                return;
            }
            file->isBusy = false;
            file->staged.savedMs = stagedMs; // or tried: the next save tries again
            if (!saved) {
                Q_EMIT failed(saved.error());
                return;
            }
            file->entry = saved->entry;
            Q_EMIT m_services.files.folderChanged(container, parentPath(path));
            Q_EMIT this->saved(tr("%1 saved in %2").arg(displayText(path), m_services.containers.nameOf(container)));
            m_settled.start(); // it may have been saved again meanwhile
        });
}

/// Stays busy until it is answered.
void EditedFiles::askAboutConflict(Edited &edited, qint64 stagedMs)
{
    auto *box = new QuestionDialog(icon("warning"_L1, Tone::Warning), tr("It has changed in the container"),
                                   tr("%1 is not what it was when you opened it.").arg(displayText(edited.path)), m_window);
    const auto decide = [this, container = edited.container, path = edited.path, stagedMs](bool write) {
        Edited *file = find(container, path);
        if (!file)
            return;
        file->isBusy = false;
        file->staged.savedMs = stagedMs;
        if (write)
            save(*file, stagedMs, true);
        else
            m_settled.start();
    };
    connect(box->addButton(tr("Overwrite It"), QuestionDialog::Weight::Normal), &QPushButton::clicked, this, [decide] { decide(true); });
    box->addButton(tr("Do Not Save"), QuestionDialog::Weight::Cancel)->setFocus();
    connect(box, &QDialog::rejected, this, [decide] { decide(false); });
    box->open();
}

} // namespace firkin::ui
