// What FilesView does with files.
#include "ui/files/files_view.h"

#include "ui/async/plain_text.h"
#include "ui/files/copy_flow.h"
#include "ui/files/drag_out.h"
#include "ui/files/edited_files.h"
#include "ui/files/file_text.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/pending_removals.h"
#include "ui/services/host_paths.h"
#include "ui/services/services.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/question.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QMimeData>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

void FilesView::copyIn(const QList<QUrl> &urls, const std::string &folder)
{
    std::vector<CopyPlace> sources;
    for (const std::string &path : hostPathsOf(urls))
        sources.push_back(m_services.files.placeOf(path));
    if (sources.empty() || m_container.empty())
        return;
    for (const CopyPlace &source : sources) {
        if (source.container == m_container && (folder + '/').starts_with(source.path + '/')) {
            m_banner->showNotice(tr("%1 cannot be copied into itself.").arg(displayText(source.path)));
            return;
        }
    }
    startCopy(makeJob(sources, {m_container, folder}));
}

void FilesView::copyOut(const std::vector<std::string> &paths, const QString &target)
{
    if (paths.empty() || m_container.empty())
        return;
    std::vector<CopyPlace> sources;
    for (const std::string &path : paths)
        sources.push_back({m_container, path});
    startCopy(makeJob(sources, {std::nullopt, QFile::encodeName(target).toStdString()}));
}

/// Its task shows it, its end lists the folder again.
void FilesView::startCopy(CopyJob job)
{
    m_banner->clear();
    connect(CopyFlow::start(m_services, std::move(job), this), &CopyFlow::failed, this, &FilesView::showError);
}

namespace {

QFileDialog *openFileDialog(QWidget *parent, const QString &title, QFileDialog::FileMode mode, const QString &verb)
{
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(mode);
    dialog->setLabelText(QFileDialog::Accept, verb);
    dialog->open();
    return dialog;
}

} // namespace

void FilesView::askCopyIn()
{
    const std::string folder = m_tree->currentFolder();
    connect(openFileDialog(this, tr("Copy Files into %1").arg(displayText(folder)), QFileDialog::ExistingFiles, tr("Copy In")), &QFileDialog::urlsSelected, this,
            [this, folder](const QList<QUrl> &urls) { copyIn(urls, folder); });
}

void FilesView::askCopyFolderIn()
{
    const std::string folder = m_tree->currentFolder();
    connect(openFileDialog(this, tr("Copy a Folder into %1").arg(displayText(folder)), QFileDialog::Directory, tr("Copy In")), &QFileDialog::urlsSelected, this,
            [this, folder](const QList<QUrl> &urls) { copyIn(urls, folder); });
}

void FilesView::askCopyOut()
{
    const std::vector<std::string> paths = selectedPaths();
    if (paths.empty())
        return;
    connect(openFileDialog(this, tr("Copy to This Computer"), QFileDialog::Directory, tr("Copy Here")), &QFileDialog::fileSelected, this,
            [this, paths](const QString &target) { copyOut(paths, target); });
}

void FilesView::askNewFolder()
{
    const std::string parent = m_tree->currentFolder();
    askForText(this, tr("New Folder"), tr("Name of the new folder in %1").arg(displayText(parent)), {}, tr("Create"), nameComplaint,
               [this, parent](const QString &name) {
                   const std::string path = joinPath(parent, toBytes(name));
                   m_services.files.makeDirectory(m_container, path).then(this, [this, path, container = m_container](const Status &made) {
                       if (container != m_container)
                           return;
                       if (!made)
                           showError(made.error());
                       else
                           reveal(path);
                   });
               });
}

void FilesView::renameCurrent()
{
    const QModelIndexList rows = m_tree->selectedRows();
    if (rows.size() == 1)
        m_tree->edit(rows.front());
}

void FilesView::rename(const std::string &from, const std::string &to)
{
    m_banner->clear();
    m_services.files.rename(m_container, from, to).then(this, [this, container = m_container](const Status &renamed) {
        if (!renamed && container == m_container)
            showError(renamed.error());
    });
}

void FilesView::removeSelected()
{
    remove(selectedPaths());
}

void FilesView::remove(const std::vector<std::string> &paths)
{
    if (paths.empty() || m_container.empty())
        return;
    m_banner->clear();
    const int id = m_removals->add(m_container, paths);
    for (const std::string &path : paths)
        m_model->setHidden(path, true);
    const QString text = paths.size() == 1 ? tr("Deleted %1").arg(displayText(lastPart(paths.front()))) : tr("Deleted %n item(s)", nullptr, static_cast<int>(paths.size()));
    Q_EMIT toastRequested(text, tr("Undo"), [guard = QPointer<PendingRemovals>(m_removals), id] {
        if (guard)
            guard->undo(id);
    });
}

void FilesView::setUndoMilliseconds(int milliseconds)
{
    m_removals->setMilliseconds(milliseconds);
}

void FilesView::setEditor(std::function<QString()> command)
{
    m_edited->setEditor(std::move(command));
}

void FilesView::editSelected()
{
    const QModelIndexList rows = m_tree->selectedRows();
    if (rows.size() == 1)
        activate(rows.front());
}

void FilesView::activate(const QModelIndex &index)
{
    const engine::FileEntry *entry = m_model->entryOf(index.siblingAtColumn(0));
    if (!entry || entry->type != engine::FileType::Regular)
        return; // folders open by themselves
    m_banner->clear();
    m_edited->edit(m_container, m_model->pathOf(index.siblingAtColumn(0)));
}

void FilesView::copyToClipboard()
{
    m_dragOut->copy(selectedPaths());
}

void FilesView::pasteFromClipboard()
{
    const QMimeData *mime = QApplication::clipboard()->mimeData();
    if (!mime || m_container.empty())
        return;
    const QList<QUrl> urls = urlsOf(*mime);
    if (hostPathsOf(urls).empty())
        m_banner->showNotice(tr("There are no files on the clipboard."));
    else
        copyIn(urls, m_tree->currentFolder());
}

void FilesView::copyPaths()
{
    QStringList shown;
    for (const std::string &path : selectedPaths())
        shown << displayText(path);
    QApplication::clipboard()->setText(shown.join(u'\n'));
}

void FilesView::refreshAll()
{
    m_banner->clear();
    m_model->refreshAll();
    m_slow.start();
    updateState();
}

} // namespace firkin::ui
