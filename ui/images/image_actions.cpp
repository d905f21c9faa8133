#include "ui/images/image_actions.h"

#include "ui/async/plain_text.h"
#include "ui/images/history_dialog.h"
#include "ui/images/registry_dialog.h"
#include "ui/services/images_service.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/question.h"

#include <QAction>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QMenu>
#include <QWidget>

namespace firkin::ui {

using namespace Qt::StringLiterals;

ImageActions::ImageActions(ImagesService &images, Banner &banner, QWidget *view) : QObject(view), m_images(images), m_banner(banner), m_view(view)
{
    run = new QAction(icon("play"_L1), tr("Run…"), this);
    copyName = new QAction(icon("copy"_L1), tr("Copy Name"), this);
    push = new QAction(icon("upload"_L1), tr("Push…"), this);
    save = new QAction(icon("save"_L1), tr("Save Archive…"), this);
    tag = new QAction(icon("rename"_L1), tr("Add Name…"), this);
    history = new QAction(icon("clock"_L1), tr("History…"), this);
    remove = new QAction(icon("trash"_L1), tr("Delete…"), this);
    load = new QAction(icon("folder"_L1), tr("Load Archive…"), this);
    prune = new QAction(icon("trash"_L1), tr("Delete Unused…"), this);
    registries = new QAction(icon("globe"_L1), tr("Registries…"), this);
    copyName->setShortcut(QKeySequence::Copy);
    remove->setShortcut(QKeySequence::Delete);
    save->setShortcut(QKeySequence::Save);
    for (QAction *action : {copyName, remove, save}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        view->addAction(action);
    }
    connect(run, &QAction::triggered, this, [this] {
        if (m_selection.size() == 1)
            Q_EMIT runRequested(QString::fromStdString(m_selection.front().reference));
    });
    connect(copyName, &QAction::triggered, this, [this] {
        QStringList names;
        for (const ImageChoice &choice : m_selection)
            names << QString::fromStdString(choice.reference);
        QGuiApplication::clipboard()->setText(names.join(u'\n'));
    });
    connect(history, &QAction::triggered, this, [this] {
        if (m_selection.size() == 1)
            (new HistoryDialog(m_images, m_selection.front().reference, window()))->open();
    });
    connect(registries, &QAction::triggered, this, [this] { (new RegistryDialog(m_images, window()))->open(); });
    connect(push, &QAction::triggered, this, &ImageActions::askPush);
    connect(save, &QAction::triggered, this, &ImageActions::askSave);
    connect(tag, &QAction::triggered, this, &ImageActions::askTag);
    connect(load, &QAction::triggered, this, &ImageActions::askLoad);
    connect(remove, &QAction::triggered, this, &ImageActions::askRemove);
    connect(prune, &QAction::triggered, this, &ImageActions::askPrune);
    setSelection({});
}

QWidget *ImageActions::window() const
{
    return m_view->window();
}

void ImageActions::setSelection(std::vector<ImageChoice> selection)
{
    m_selection = std::move(selection);
    const bool one = m_selection.size() == 1;
    for (QAction *action : {run, push, tag, history})
        action->setEnabled(one);
    for (QAction *action : {copyName, save, remove})
        action->setEnabled(!m_selection.empty());
}

QMenu *ImageActions::menu(QWidget *parent) const
{
    auto *menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({run, copyName});
    menu->addSeparator();
    menu->addActions({tag, history});
    menu->addSeparator();
    menu->addActions({push, save});
    menu->addSeparator();
    menu->addAction(remove);
    return menu;
}

void ImageActions::askPush()
{
    const ImageChoice &choice = m_selection.front();
    const bool hasRegistry = choice.named && !choice.reference.starts_with("localhost/");
    askForText(
        window(), tr("Push Image"), tr("Where to, as registry.example/name:tag"), hasRegistry ? QString::fromStdString(choice.reference) : QString(), tr("Push"),
        [](const QString &text) { return text.trimmed().contains(u' ') ? tr("An image name has no spaces.") : QString(); },
        [this, from = QString::fromStdString(choice.reference)](const QString &target) {
            m_banner.clear();
            m_images.push(from, target.trimmed());
        });
}

void ImageActions::askSave()
{
    std::vector<std::string> references;
    for (const ImageChoice &choice : m_selection)
        references.push_back(choice.reference);
    auto *dialog = new QFileDialog(window(), tr("Save Image Archive"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"tar"_s);
    dialog->setNameFilters({tr("Image archives (*.tar)"), tr("All files (*)")});
    // "quay.io/me/app:1" → "app-1.tar"
    const std::string &first = references.front();
    QString name = m_selection.front().named ? displayText(first.substr(first.rfind('/') + 1)) : u"image"_s;
    name.replace(u':', u'-');
    dialog->selectFile(name + u".tar"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this, references](const QString &path) {
        m_banner.clear();
        m_images.save(references, path);
    });
    dialog->open();
}

void ImageActions::askTag()
{
    const ImageChoice &choice = m_selection.front();
    askForText(
        window(), tr("Add Name"), tr("Another name for %1").arg(choice.shown), choice.named ? QString::fromStdString(choice.reference) : QString(), tr("Add"),
        [](const QString &text) { return text.trimmed().contains(u' ') ? tr("An image name has no spaces.") : QString(); },
        [this, reference = choice.reference](const QString &name) {
            m_banner.clear();
            m_images.tag(reference, name.trimmed().toStdString()).then(this, [this](const Status &status) {
                if (!status)
                    m_banner.showError(status.error());
            });
        });
}

void ImageActions::askLoad()
{
    auto *dialog = new QFileDialog(window(), tr("Load Image Archive"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Image archives (*.tar *.tar.gz *.tgz *.oci)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        m_banner.clear();
        m_images.load(path);
    });
    dialog->open();
}

void ImageActions::askRemove()
{
    if (m_selection.empty())
        return;
    std::vector<std::string> references;
    QStringList names;
    for (const ImageChoice &choice : m_selection) {
        references.push_back(choice.reference);
        names << choice.shown;
    }
    const int count = static_cast<int>(references.size());
    const QString title = count == 1 ? tr("Delete %1?").arg(names.front()) : tr("Delete %n images?", nullptr, count);
    const QString text = count == 1
        ? tr("The image has to be pulled or loaded again to be used.")
        : listedNames(names) + u"\n\n"_s + tr("They have to be pulled or loaded again to be used.");
    askBeforeLoss(window(), title, text, tr("Delete"), [this, references] {
        m_banner.clear();
        m_images.removeAll(references).then(this, [this](const Status &status) {
            if (!status)
                m_banner.showError(status.error());
        });
    });
}

void ImageActions::askPrune()
{
    const std::vector<engine::ImageView> unused = engine::unusedImages(m_images.images(), true);
    std::vector<std::string> references;
    QStringList names;
    std::uint64_t bytes = 0;
    for (const engine::ImageView &image : unused) {
        bytes += image.size.bytes;
        names << (image.references.empty() ? tr("(no name)") : displayText(image.references.front())) + u"  "_s + formatSize(image.size.bytes);
        if (image.references.empty())
            references.push_back(image.digest);
        references.insert(references.end(), image.references.begin(), image.references.end());
    }
    const int count = static_cast<int>(unused.size());
    askBeforeLoss(window(), tr("Delete %n image(s) that no container uses?", nullptr, count),
                  listedNames(names) + u"\n\n"_s
                      + tr("This frees up to %1. They have to be pulled or loaded again to be used.").arg(formatSize(bytes)),
                  tr("Delete"), [this, references] {
                      m_banner.clear();
                      m_images.removeAll(references).then(this, [this](const Status &status) {
                          if (!status)
                              m_banner.showError(status.error());
                      });
                  });
}

} // namespace firkin::ui
