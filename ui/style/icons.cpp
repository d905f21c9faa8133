#include "ui/style/icons.h"

#include "ui/style/firkin_style.h"

#include <QDir>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// Tints the drawing's mask at paint time, so that a change of theme needs no new icons.
class TintedEngine : public QIconEngine {
public:
    TintedEngine(QString name, std::optional<Tone> tone) : m_name(std::move(name)), m_tone(tone) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device() ? painter->device()->devicePixelRatio() : 1;
        painter->drawPixmap(rect, scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1); }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal ratio) override
    {
        const QColor color = colorFor(mode);
        const QString key = u"firkin/%1/%2x%3/%4"_s.arg(m_name).arg(size.width()).arg(size.height()).arg(color.rgba(), 8, 16);
        QPixmap pixmap;
        if (!QPixmapCache::find(key, &pixmap)) {
            QImage image(size, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QSvgRenderer renderer(u":/icons/%1.svg"_s.arg(m_name));
            QPainter painter(&image);
            const int side = std::min(size.width(), size.height());
            renderer.render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
            painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
            painter.fillRect(image.rect(), color);
            painter.end();
            pixmap = QPixmap::fromImage(std::move(image));
            QPixmapCache::insert(key, pixmap);
        }
        pixmap.setDevicePixelRatio(ratio);
        return pixmap;
    }
    QIconEngine *clone() const override { return new TintedEngine(*this); }
    bool isNull() override { return false; }
    QSize actualSize(const QSize &size, QIcon::Mode, QIcon::State) override { return size; }
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override { return {{16, 16}, {24, 24}, {32, 32}}; }

private:
    QColor colorFor(QIcon::Mode mode) const
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (mode == QIcon::Selected && !m_tone)
            return palette.color(QPalette::HighlightedText);
        return m_tone ? toneColor(*m_tone, palette) : palette.color(QPalette::ButtonText);
    }

    QString m_name;
    std::optional<Tone> m_tone;
};

} // namespace

QIcon icon(QLatin1StringView name)
{
    return QIcon(new TintedEngine(name, std::nullopt));
}

QIcon icon(QLatin1StringView name, Tone tone)
{
    return QIcon(new TintedEngine(name, tone));
}

QStringList iconNames()
{
    QStringList names;
    for (const QString &file : QDir(u":/icons"_s).entryList({u"*.svg"_s}))
        if (file != "firkin.svg"_L1)
            names << file.chopped(4);
    return names;
}

QIcon applicationIcon()
{
    return QIcon(u":/icons/firkin.svg"_s);
}

} // namespace firkin::ui
