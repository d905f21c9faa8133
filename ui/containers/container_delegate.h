#pragma once

#include <QStyledItemDelegate>

namespace firkin::ui {

/// Paints the list's cells: state glyph and name, state with its Cancel or Force off, CPU with sparkline, memory with
/// its share of the limit.
class ContainerDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    /// After so long a pending action offers Force off.
    static constexpr int forceOffAfterMs = 5000;

    void setNarrow(bool narrow) { m_narrow = narrow; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option, const QModelIndex &index) override;

Q_SIGNALS:
    void cancelClicked(const QModelIndex &index);
    void forceOffClicked(const QModelIndex &index);

private:
    enum class Pill { None, Cancel, ForceOff };
    [[nodiscard]] static Pill pillOf(const QModelIndex &index);
    [[nodiscard]] static QString pillText(Pill pill);
    [[nodiscard]] static QRect pillRect(const QStyleOptionViewItem &option, Pill pill);
    void paintName(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintState(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintCpu(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintMemory(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    bool m_narrow = false;
};

} // namespace firkin::ui
