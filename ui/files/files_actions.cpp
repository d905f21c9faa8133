// What FilesView does with files.
#include "ui/files/files_view.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/relay_copy.h"
#include "ui/services/services.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/question.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// Files of containers on the clipboard: bytes of paths in base64, since they need not be text.
constexpr auto clipboardType = "application/x-firkin-files"_L1;

QString namesOf(const std::vector<std::string> &paths)
{
    const std::string &first = paths.front();
    return displayText(std::string_view(first).substr(first.rfind('/') + 1));
}

} // namespace

void FilesView::copyIn(const QList<QUrl> &urls, const std::string &folder)
{
    QStringList sources;
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            sources << url.toLocalFile();
    }
    if (sources.isEmpty() || m_container.empty())
        return;
    m_banner->clear();
    (void)m_services.files.copyIn(m_container, sources, folder); // its task shows it, its end lists the folder again
}

void FilesView::copyOut(const std::vector<std::string> &paths, const QString &target)
{
    if (paths.empty() || m_container.empty())
        return;
    m_banner->clear();
    (void)m_services.files.copyOut(m_container, paths, target);
}

void FilesView::askCopyIn()
{
    auto *dialog = new QFileDialog(this, tr("Copy Files into %1").arg(displayText(m_tree->currentFolder())));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setLabelText(QFileDialog::Accept, tr("Copy In"));
    connect(dialog, &QFileDialog::urlsSelected, this, [this, folder = m_tree->currentFolder()](const QList<QUrl> &urls) { copyIn(urls, folder); });
    dialog->open();
}

void FilesView::askCopyFolderIn()
{
    auto *dialog = new QFileDialog(this, tr("Copy a Folder into %1").arg(displayText(m_tree->currentFolder())));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setLabelText(QFileDialog::Accept, tr("Copy In"));
    connect(dialog, &QFileDialog::urlsSelected, this, [this, folder = m_tree->currentFolder()](const QList<QUrl> &urls) { copyIn(urls, folder); });
    dialog->open();
}

void FilesView::askCopyOut()
{
    const std::vector<std::string> paths = selectedPaths();
    if (paths.empty())
        return;
    auto *dialog = new QFileDialog(this, tr("Copy to This Computer"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setLabelText(QFileDialog::Accept, tr("Copy Here"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, paths](const QString &target) { copyOut(paths, target); });
    dialog->open();
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
    const int id = m_nextRemoval++;
    auto *timer = new QTimer(this);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this, id] { commitRemoval(id); });
    m_removals[id] = {m_container, paths, timer};
    for (const std::string &path : paths)
        m_model->setHidden(path, true);
    timer->start(m_undoMs);
    const QString text = paths.size() == 1 ? tr("Deleted %1").arg(namesOf(paths)) : tr("Deleted %n item(s)", nullptr, static_cast<int>(paths.size()));
    Q_EMIT toastRequested(text, tr("Undo"), [guard = QPointer<FilesView>(this), id] {
        if (guard)
            guard->undoRemoval(id);
    });
}

void FilesView::undoRemoval(int id)
{
    const auto found = m_removals.find(id);
    if (found == m_removals.end())
        return; // too late: it is being deleted
    const Removal removal = found->second;
    removal.timer->deleteLater();
    m_removals.erase(found);
    if (removal.container != m_container)
        return;
    for (const std::string &path : removal.paths)
        m_model->setHidden(path, false);
}

void FilesView::commitRemoval(int id)
{
    const auto found = m_removals.find(id);
    if (found == m_removals.end())
        return;
    const Removal removal = found->second;
    removal.timer->deleteLater();
    m_removals.erase(found);
    for (const std::string &path : removal.paths) {
        m_services.files.remove(removal.container, path, true).then(this, [this, path, container = removal.container](const Status &removed) {
            if (container != m_container)
                return;
            m_model->setHidden(path, false); // gone, or back in its place with the reason
            if (!removed)
                showError(removed.error());
        });
    }
}

void FilesView::copyToClipboard()
{
    const std::vector<std::string> paths = selectedPaths();
    if (paths.empty())
        return;
    QJsonArray list;
    QStringList shown;
    for (const std::string &path : paths) {
        list.append(QString::fromLatin1(QByteArray::fromStdString(path).toBase64()));
        shown << displayText(path);
    }
    auto *mime = new QMimeData;
    mime->setData(clipboardType,
                  QJsonDocument(QJsonObject{{u"container"_s, QString::fromStdString(m_container.str())}, {u"paths"_s, list}}).toJson());
    mime->setText(shown.join(u'\n'));
    QApplication::clipboard()->setMimeData(mime);
}

void FilesView::pasteFromClipboard()
{
    const QMimeData *mime = QApplication::clipboard()->mimeData();
    const std::string folder = m_tree->currentFolder();
    if (!mime || m_container.empty())
        return;
    if (mime->hasUrls()) {
        copyIn(mime->urls(), folder);
        return;
    }
    const QJsonObject object = QJsonDocument::fromJson(mime->data(clipboardType)).object();
    const auto from = ContainerId::parse(object.value("container"_L1).toString().toStdString());
    std::vector<std::string> paths;
    for (const QJsonValue &path : object.value("paths"_L1).toArray())
        paths.push_back(QByteArray::fromBase64(path.toString().toLatin1()).toStdString());
    if (!from || paths.empty()) {
        m_banner->showNotice(tr("There are no files on the clipboard."));
        return;
    }
    m_banner->clear();
    relayCopy(m_services, *from, paths, m_container, folder);
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
