#include "ui/palette/command_palette.h"

#include "ui/palette/palette_rank.h"
#include "ui/style/colors.h"
#include "ui/style/firkin_style.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int cardWidth = 620;
constexpr int shownRows = 10;
constexpr int entryHeight = 36;
/// Enough to walk; more would only be scrolled past.
constexpr std::size_t mostShown = 200;

class EntryDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override { return {cardWidth, entryHeight}; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto &item = *static_cast<const PaletteItem *>(index.data(Qt::UserRole).value<const void *>());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        QRect r = option.rect.adjusted(metrics::tight, 1, -metrics::tight, -1);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(FirkinStyle::selectionColor(option.palette, true));
            painter->drawRoundedRect(r, metrics::radius, metrics::radius);
        }
        r.adjust(metrics::small, 0, -metrics::small, 0);
        const auto group = item.enabled ? QPalette::Normal : QPalette::Disabled;
        icon(item.iconName).paint(painter, QRect(r.left(), r.center().y() - 7, 16, 16), Qt::AlignCenter, item.enabled ? QIcon::Normal : QIcon::Disabled);
        r.setLeft(r.left() + 16 + metrics::medium);
        const auto right = [&](const QString &text, const QColor &color, int most) {
            if (text.isEmpty())
                return;
            painter->setPen(color);
            const QString shown = option.fontMetrics.elidedText(text, Qt::ElideMiddle, most);
            const int width = option.fontMetrics.horizontalAdvance(shown);
            painter->drawText(QRect(r.right() - width, r.top(), width + 1, r.height()), static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), shown);
            r.setRight(r.right() - width - metrics::medium);
        };
        right(item.shortcut, toneColor(Tone::Muted, option.palette), 120);
        right(item.detail, toneColor(Tone::Muted, option.palette), 240);
        painter->setPen(option.palette.color(group, QPalette::Text));
        painter->drawText(r, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), option.fontMetrics.elidedText(item.text, Qt::ElideMiddle, r.width()));
        painter->restore();
    }
};

} // namespace

class CommandPalette::Model : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;
    void setItems(std::vector<PaletteItem> items)
    {
        beginResetModel();
        m_items = std::move(items);
        m_words.clear();
        for (const auto &item : m_items)
            m_words.push_back(item.words);
        m_shown.clear();
        endResetModel();
    }
    void search(const QString &typed)
    {
        beginResetModel();
        m_shown = rankEntries(typed, m_words);
        // What cannot be done now comes after all that can.
        std::ranges::stable_partition(m_shown, [this](std::size_t i) { return m_items[i].enabled; });
        if (m_shown.size() > mostShown)
            m_shown.resize(mostShown);
        endResetModel();
    }
    [[nodiscard]] const PaletteItem *at(int row) const { return row >= 0 && row < rowCount() ? &m_items[m_shown[static_cast<std::size_t>(row)]] : nullptr; }
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }
    QVariant data(const QModelIndex &index, int role) const override
    {
        const auto *item = at(index.row());
        if (!item)
            return {};
        if (role == Qt::DisplayRole)
            return item->text;
        if (role == Qt::AccessibleTextRole)
            return item->detail.isEmpty() ? item->text : item->text + u", "_s + item->detail;
        if (role == Qt::UserRole)
            return QVariant::fromValue(static_cast<const void *>(item));
        return {};
    }
    Qt::ItemFlags flags(const QModelIndex &) const override { return Qt::ItemIsEnabled | Qt::ItemIsSelectable; }

private:
    std::vector<PaletteItem> m_items;
    std::vector<QStringList> m_words;
    std::vector<std::size_t> m_shown;
};

CommandPalette::CommandPalette(QWidget *window) : QWidget(window), m_model(new Model(this))
{
    setAccessibleName(tr("Command palette"));
    window->installEventFilter(this);
    auto *card = new Card(this);
    m_card = card;
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(metrics::small, metrics::small, metrics::small, metrics::small);
    column->setSpacing(metrics::tight);
    m_edit = new QLineEdit;
    m_edit->setPlaceholderText(tr("What to do: “stop db”, “shell web”, “settings”"));
    m_edit->setAccessibleName(tr("What to do"));
    m_edit->addAction(icon("search"_L1, Tone::Muted), QLineEdit::LeadingPosition);
    m_edit->setMinimumHeight(36);
    m_edit->installEventFilter(this);
    column->addWidget(m_edit);
    m_list = new QListView;
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the line; Up and Down walk from there
    m_list->setAccessibleName(tr("What fits"));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    column->addWidget(m_list, 1);
    m_none = new ToneLabel(Tone::Muted, tr("Nothing fits. Try a verb and a name."));
    static_cast<QLabel *>(m_none)->setAlignment(Qt::AlignCenter);
    column->addWidget(m_none);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    hide();
}

CommandPalette::~CommandPalette() = default;

void CommandPalette::popup(std::vector<PaletteItem> items)
{
    if (!isVisible())
        m_before = QApplication::focusWidget();
    m_model->setItems(std::move(items));
    {
        const QSignalBlocker quiet(m_edit);
        m_edit->clear();
    }
    show();
    raise();
    search();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::dismiss()
{
    if (!isVisible())
        return;
    hide();
    m_model->setItems({});
    if (m_before)
        m_before->setFocus(Qt::PopupFocusReason);
}

const PaletteItem *CommandPalette::current() const
{
    return m_model->at(m_list->currentIndex().row());
}

int CommandPalette::count() const
{
    return m_model->rowCount();
}

void CommandPalette::search()
{
    m_model->search(m_edit->text());
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->setVisible(m_model->rowCount() > 0);
    m_none->setVisible(m_model->rowCount() == 0);
    place();
}

void CommandPalette::place()
{
    setGeometry(parentWidget()->rect());
    const int width = std::min(cardWidth, this->width() - 2 * metrics::huge);
    const int rows = std::clamp(m_model->rowCount(), 2, shownRows);
    m_card->setGeometry((this->width() - width) / 2, std::max(metrics::huge, height() / 8), width, m_edit->minimumHeight() + rows * entryHeight + 3 * metrics::small);
}

void CommandPalette::choose(const QModelIndex &index)
{
    const auto *item = m_model->at(index.row());
    if (!item || !item->enabled)
        return;
    const PaletteCommand command = item->command;
    dismiss();
    Q_EMIT chosen(command);
}

bool CommandPalette::eventFilter(QObject *object, QEvent *event)
{
    if (object == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (object == m_edit && event->type() == QEvent::FocusOut && isVisible() && QApplication::activeWindow() == window()) {
        // Somewhere else in the window took the keyboard: the palette would be in the way.
        if (static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason)
            hide();
    }
    if (object == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const int row = m_list->currentIndex().row();
        const auto to = [this](int wanted) { m_list->setCurrentIndex(m_model->index(std::clamp(wanted, 0, std::max(0, m_model->rowCount() - 1)), 0)); };
        switch (key->key()) {
        case Qt::Key_Down: to(row + 1 < m_model->rowCount() ? row + 1 : 0); return true;
        case Qt::Key_Up: to(row > 0 ? row - 1 : m_model->rowCount() - 1); return true;
        case Qt::Key_PageDown: to(row + shownRows); return true;
        case Qt::Key_PageUp: to(row - shownRows); return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: choose(m_list->currentIndex()); return true;
        case Qt::Key_Escape: dismiss(); return true;
        default: break;
        }
    }
    return QWidget::eventFilter(object, event);
}

void CommandPalette::mousePressEvent(QMouseEvent *)
{
    dismiss();
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    // What lies below steps back.
    QPainter painter(this);
    painter.fillRect(rect(), QColor(0, 0, 0, isDark(palette()) ? 110 : 60));
}

} // namespace firkin::ui
