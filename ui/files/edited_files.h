// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/engine/engine.h"
#include "ui/files/copy_conflicts.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

class QWidget;

namespace firkin::ui {

class Services;

/// Files of containers that are being edited on this computer: a copy of each in a private folder, opened with the configured
/// editor, copied back whenever it is saved, with the owner and mode it had. When the file has changed in the container
/// meanwhile, the person is asked. The copies go with this object.
class EditedFiles : public QObject {
    Q_OBJECT
public:
    /// Larger ones are refused: an editor is the wrong tool.
    static constexpr std::uint64_t maxBytes = std::uint64_t{64} << 20;

    /// `window`: to whom questions belong.
    EditedFiles(Services &services, QWidget *window);
    ~EditedFiles() override;

    /// Gives the command; the file's path is added to it. Empty: what the desktop opens such files with.
    void setEditor(std::function<QString()> command) { m_editor = std::move(command); }
    void edit(const ContainerId &container, const std::string &path);
    [[nodiscard]] int count() const { return static_cast<int>(m_files.size()); }

Q_SIGNALS:
    void failed(const firkin::Error &error);
    void saved(const QString &text);   ///< for a toast
    void noticed(const QString &text); ///< why it cannot be edited
    void staged(const QString &hostPath); ///< the editor has been started on it

private:
    /// The copy on this computer. The folder goes with it.
    struct Staged {
        std::unique_ptr<QTemporaryDir> folder;
        QString file;
        qint64 savedMs = 0; ///< modification time of the copy that the container has
    };
    struct Edited {
        ContainerId container;
        std::string path;
        engine::FileEntry entry; ///< as it was when it was read or written last
        Staged staged;
        bool isBusy = false; ///< being saved, or asked about
    };
    static Result<Staged> stage(engine::Engine &engine, const ContainerId &container, const std::string &path, std::stop_token stop);
    void fetch(const ContainerId &container, const std::string &path, const engine::FileEntry &entry);
    void open(Edited &edited);
    void lookAtFiles();
    /// `stagedMs`: the copy's modification time, as seen before.
    void save(Edited &edited, qint64 stagedMs, bool anyway);
    void askAboutConflict(Edited &edited, qint64 stagedMs);
    [[nodiscard]] Edited *find(const ContainerId &container, const std::string &path);

    Services &m_services;
    QWidget *m_window;
    std::function<QString()> m_editor;
    std::vector<std::unique_ptr<Edited>> m_files;
    QFileSystemWatcher m_watcher;
    QTimer m_settled;
};

} // namespace firkin::ui
