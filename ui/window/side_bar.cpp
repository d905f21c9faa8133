#include "ui/window/side_bar.h"

#include "ui/style/firkin_style.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

class SideBar::Entry : public QAbstractButton {
public:
    explicit Entry(Page page) : m_page(page)
    {
        setText(pageTitle(page));
        setIcon(ui::icon(pageIcon(page)));
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        const int key = static_cast<int>(page) + 1;
        setToolTip(SideBar::tr("%1 (Ctrl+%2)").arg(text()).arg(key));
        setAccessibleName(text());
    }
    [[nodiscard]] Page page() const { return m_page; }
    void setNote(const QString &note)
    {
        m_note = note;
        setAccessibleDescription(note);
        update();
    }
    QSize sizeHint() const override { return {metrics::sideBarWidth - 2 * metrics::small, 34}; }

protected:
    // The frame is for those who walk by keyboard.
    void focusInEvent(QFocusEvent *event) override
    {
        m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
        QAbstractButton::focusInEvent(event);
    }
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF r = rect();
        if (isChecked())
            fill(painter, r, FirkinStyle::selectionColor(palette(), true));
        else if (underMouse())
            fill(painter, r, hoverColor(palette()));
        if (hasFocus() && m_ring) {
            painter.setPen(QPen(palette().color(QPalette::Accent), 1.6));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(r.adjusted(1, 1, -1, -1), metrics::radius, metrics::radius);
        }
        QRect inner = rect().adjusted(metrics::small + 2, 0, -metrics::small - 2, 0);
        icon().paint(&painter, QRect(inner.left(), inner.center().y() - 7, 16, 16));
        inner.setLeft(inner.left() + 16 + metrics::medium);
        QFont font = this->font();
        if (isChecked())
            font.setWeight(QFont::DemiBold);
        painter.setPen(palette().color(QPalette::WindowText));
        if (!m_note.isEmpty()) {
            painter.setFont(this->font());
            painter.setPen(toneColor(Tone::Muted, palette()));
            painter.drawText(inner, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), m_note);
            inner.setRight(inner.right() - painter.fontMetrics().horizontalAdvance(m_note) - metrics::small);
            painter.setPen(palette().color(QPalette::WindowText));
        }
        painter.setFont(font);
        painter.drawText(inner, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), painter.fontMetrics().elidedText(text(), Qt::ElideRight, inner.width()));
    }

private:
    static void fill(QPainter &painter, const QRectF &rect, const QColor &color)
    {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(rect, metrics::radius, metrics::radius);
    }
    Page m_page;
    QString m_note;
    bool m_ring = false;
};

SideBar::SideBar(const std::vector<Page> &pages, QWidget *parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    setFixedWidth(metrics::sideBarWidth);
    setAccessibleName(tr("Pages"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::small, metrics::medium, metrics::small, metrics::medium);
    layout->setSpacing(2);
    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(metrics::small, 0, 0, 0);
    brand->setSpacing(metrics::small);
    auto *mark = new IconLabel(22);
    mark->setIcon(applicationIcon());
    auto *name = plainLabel(u"Firkin"_s);
    QFont font = name->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    name->setFont(font);
    brand->addWidget(mark);
    brand->addWidget(name, 1);
    layout->addLayout(brand);
    layout->addSpacing(metrics::large);
    for (const Page page : pages) {
        auto *entry = new Entry(page);
        if (page == Page::Settings)
            layout->addStretch();
        layout->addWidget(entry);
        m_group->addButton(entry, static_cast<int>(page));
        m_entries.push_back(entry);
        entry->installEventFilter(this);
    }
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT chosen(static_cast<Page>(id)); });
    setCurrent(Page::Containers);
}

SideBar::Entry *SideBar::entry(Page page) const
{
    const auto it = std::ranges::find(m_entries, page, &Entry::page);
    return it == m_entries.end() ? nullptr : *it;
}

void SideBar::setCurrent(Page page)
{
    if (auto *found = entry(page))
        found->setChecked(true);
}

Page SideBar::current() const
{
    return static_cast<Page>(m_group->checkedId());
}

void SideBar::setNote(Page page, const QString &note)
{
    if (auto *found = entry(page))
        found->setNote(note);
}

QWidget *SideBar::focusTarget() const
{
    return m_group->checkedButton();
}

bool SideBar::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const auto it = std::ranges::find(m_entries, object);
        if (it != m_entries.end() && (key == Qt::Key_Up || key == Qt::Key_Down)) {
            const auto at = it - m_entries.begin();
            const auto next = std::clamp<std::ptrdiff_t>(at + (key == Qt::Key_Down ? 1 : -1), 0, std::ssize(m_entries) - 1);
            m_entries[static_cast<std::size_t>(next)]->setFocus(Qt::TabFocusReason);
            return true;
        }
        if (it != m_entries.end() && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
            (*it)->click();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void SideBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(QRect(width() - 1, 0, 1, height()), borderColor(palette()));
}

} // namespace firkin::ui
