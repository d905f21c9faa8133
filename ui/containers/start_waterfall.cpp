#include "ui/containers/start_waterfall.h"

#include "ui/async/plain_text.h"
#include "ui/style/colors.h"
#include "ui/style/format.h"
#include "ui/style/metrics.h"

#include <QPainter>

#include <algorithm>

namespace firkin::ui {

namespace {
constexpr int rowHeight = 24;
}

StartWaterfall::StartWaterfall(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void StartWaterfall::setPhases(std::vector<engine::StartPhase> phases)
{
    m_phases = std::move(phases);
    QStringList spoken;
    for (const auto &phase : m_phases)
        spoken << tr("%1: %2").arg(phaseName(phase.name), formatShortDuration(phase.duration));
    setAccessibleName(tr("Phases of the last start: %1").arg(spoken.join(QStringLiteral(", "))));
    updateGeometry();
    update();
}

std::chrono::microseconds StartWaterfall::total() const
{
    std::chrono::microseconds sum{0};
    for (const auto &phase : m_phases)
        sum += phase.duration;
    return sum;
}

QString StartWaterfall::phaseName(const std::string &key)
{
    if (key == "prepare")
        return tr("Preparation");
    if (key == "machine")
        return tr("Machine");
    if (key == "kernel")
        return tr("Kernel");
    if (key == "agent")
        return tr("Agent");
    if (key == "rootfs")
        return tr("File system");
    if (key == "network")
        return tr("Network");
    if (key == "process" || key == "start")
        return tr("Program");
    if (key == "guest")
        return tr("Guest setup");
    if (key == "names")
        return tr("Names");
    if (key == "spec")
        return tr("Specification");
    if (key == "stdio")
        return tr("Streams");
    if (key == "create")
        return tr("Creation");
    if (key == "connect")
        return tr("Connection");
    return displayText(key);
}

QSize StartWaterfall::sizeHint() const
{
    return {420, static_cast<int>(m_phases.size()) * rowHeight};
}

QSize StartWaterfall::minimumSizeHint() const
{
    return {280, sizeHint().height()};
}

void StartWaterfall::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int labels = 0;
    int times = 0;
    for (const auto &phase : m_phases) {
        labels = std::max(labels, fontMetrics().horizontalAdvance(phaseName(phase.name)));
        times = std::max(times, fontMetrics().horizontalAdvance(formatShortDuration(phase.duration)));
    }
    const int left = labels + metrics::large;
    const double span = std::max(1, width() - left - times - metrics::large);
    const double whole = std::max<double>(1, static_cast<double>(total().count()));
    double at = 0;
    int y = 0;
    QColor track = palette().color(QPalette::WindowText);
    track.setAlphaF(0.06f);
    for (const auto &phase : m_phases) {
        const double length = static_cast<double>(phase.duration.count());
        const QRectF bar(left + at / whole * span, y + 7, std::max(3.0, length / whole * span), rowHeight - 14);
        painter.setPen(Qt::NoPen);
        painter.setBrush(track);
        painter.drawRoundedRect(QRectF(left, y + 7, span, rowHeight - 14), 3, 3);
        painter.setBrush(toneColor(Tone::Series1, palette()));
        painter.drawRoundedRect(bar, 3, 3);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(0, y, labels, rowHeight), static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), phaseName(phase.name));
        painter.setPen(toneColor(Tone::Muted, palette()));
        painter.drawText(QRect(width() - times, y, times, rowHeight), static_cast<int>(Qt::AlignVCenter | Qt::AlignRight), formatShortDuration(phase.duration));
        at += length;
        y += rowHeight;
    }
}

} // namespace firkin::ui
