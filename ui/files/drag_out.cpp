// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/files/drag_out.h"

#include "ui/async/plain_text.h"
#include "ui/files/file_text.h"
#include "ui/services/host_paths.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QMimeData>
#include <QPainter>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int pictureWidth = 220;
constexpr auto ownType = "application/x-firkin-uri-list"_L1;

/// What hangs at the pointer: a sheet, a name, how many more.
QPixmap pictureOf(const QWidget &widget, const std::vector<std::string> &paths)
{
    QString text = paths.size() == 1 ? displayText(lastPart(paths.front())) : DragOut::tr("%n files", nullptr, static_cast<int>(paths.size()));
    const QFontMetrics metrics(widget.font());
    text = metrics.elidedText(text, Qt::ElideMiddle, pictureWidth - 40);
    const QSize size(metrics.horizontalAdvance(text) + 40, metrics.height() + 12);
    QPixmap picture(size * widget.devicePixelRatioF());
    picture.setDevicePixelRatio(widget.devicePixelRatioF());
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette &palette = widget.palette();
    painter.setPen(palette.color(QPalette::Highlight));
    painter.setBrush(palette.color(QPalette::Base));
    painter.drawRoundedRect(QRectF({}, size).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    icon("file"_L1).paint(&painter, 8, (size.height() - 16) / 2, 16, 16);
    painter.setPen(palette.color(QPalette::Text));
    painter.drawText(QRect(30, 0, size.width() - 36, size.height()), Qt::AlignVCenter, text);
    return picture;
}

} // namespace

QList<QUrl> urlsOf(const QMimeData &mime)
{
    if (mime.hasUrls())
        return mime.urls();
    QList<QUrl> urls;
    for (const QByteArray &line : mime.data(ownType).split('\n')) {
        if (!line.trimmed().isEmpty())
            urls << QUrl::fromEncoded(line.trimmed());
    }
    return urls;
}

std::unique_ptr<QMimeData> servedMime(const std::filesystem::path &folder, const std::vector<std::string> &paths)
{
    auto mime = std::make_unique<QMimeData>();
    QList<QUrl> urls;
    QStringList shown;
    for (const std::string &path : paths) {
        urls << urlOf(folder.native() + path);
        shown << displayText(path);
    }
    mime->setUrls(urls);
    mime->setText(shown.join(u'\n'));
    // What file managers of GNOME's kin ask the clipboard for.
    QByteArray gnome = "copy";
    for (const QUrl &url : urls)
        gnome += '\n' + url.toEncoded();
    mime->setData(u"x-special/gnome-copied-files"_s, gnome);
    return mime;
}

DragOut::DragOut(Services &services, QObject *parent) : QObject(parent), m_services(services) {}

void DragOut::setContainer(const ContainerId &container)
{
    m_container = container;
    m_waiting.clear();
}

void DragOut::prepare()
{
    whenServed({});
}

/// Asked each time: the machine may have been another one since.
void DragOut::whenServed(Action action)
{
    if (m_container.empty())
        return;
    if (action)
        m_waiting.push_back(std::move(action));
    if (std::exchange(m_asking, true))
        return;
    m_services.files.serve(m_container).then(this, [this, container = m_container](const Result<std::filesystem::path> &folder) {
        m_asking = false;
        if (container != m_container)
            return;
        for (const Action &each : std::exchange(m_waiting, {}))
            each(folder);
    });
}

void DragOut::drag(QWidget *source, const std::vector<std::string> &paths)
{
    if (paths.empty() || m_dragging)
        return;
    whenServed([this, guard = QPointer<QWidget>(source), paths](const Result<std::filesystem::path> &folder) {
        if (!folder)
            Q_EMIT failed(folder.error());
        else if (guard && (QGuiApplication::mouseButtons() & Qt::LeftButton))
            exec(guard, paths, *folder);
    });
}

void DragOut::exec(QWidget *source, const std::vector<std::string> &paths, const std::filesystem::path &folder)
{
    const QPointer<DragOut> alive(this);
    m_dragging = true;
    auto *drag = new QDrag(source); // Qt's to delete
    drag->setMimeData(servedMime(folder, paths).release());
    drag->setPixmap(pictureOf(*source, paths));
    drag->setHotSpot({-12, -8});
    drag->exec(Qt::CopyAction); // the one nested event loop: anything may have gone meanwhile
    if (alive)
        m_dragging = false;
}

void DragOut::copy(const std::vector<std::string> &paths)
{
    if (paths.empty())
        return;
    whenServed([this, paths, container = m_container](const Result<std::filesystem::path> &folder) {
        auto mime = servedMime(folder.value_or(m_services.files.servedFolderOf(container)), paths);
        if (!folder) { // there is nothing there for others
            auto ours = std::make_unique<QMimeData>();
            ours->setData(ownType, mime->data(u"text/uri-list"_s));
            ours->setText(mime->text());
            mime = std::move(ours);
        }
        QApplication::clipboard()->setMimeData(mime.release());
        Q_EMIT copied(static_cast<int>(paths.size()));
    });
}

} // namespace firkin::ui
