#include "ui/containers/container_filter.h"

#include "ui/containers/container_model.h"

#include <QCollator>

namespace firkin::ui {

ContainerFilter::ContainerFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(ContainerModel::SortRole);
    // A pod with a container that is looked for, and all that is in a pod that is.
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
    setDynamicSortFilter(true);
    m_timer.setInterval(resortMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &ContainerFilter::resort);
}

void ContainerFilter::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    invalidateFilter();
}

void ContainerFilter::setHeld(bool held)
{
    m_held = held;
}

void ContainerFilter::sort(int column, Qt::SortOrder order)
{
    const bool live = ContainerModel::isLive(column);
    setDynamicSortFilter(!live);
    if (live)
        m_timer.start();
    else
        m_timer.stop();
    QSortFilterProxyModel::sort(column, order);
}

void ContainerFilter::resort()
{
    if (!m_held && ContainerModel::isLive(sortColumn()))
        QSortFilterProxyModel::sort(sortColumn(), sortOrder());
}

bool ContainerFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_text.isEmpty())
        return true;
    const QString text = sourceModel()->index(row, 0, parent).data(ContainerModel::FilterRole).toString();
    // Every word has to be there, in any order.
    const auto words = QStringView(m_text).split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(words, [&](QStringView word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool ContainerFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(sortRole());
    const QVariant b = right.data(sortRole());
    if (a.typeId() == QMetaType::QString) {
        static const QCollator collator = [] {
            // The C locale compares bytes, whatever is asked; numbers in names are numbers there, too.
            const QLocale locale;
            QCollator made(locale.language() == QLocale::C ? QLocale(QLocale::English) : locale);
            made.setNumericMode(true);
            made.setCaseSensitivity(Qt::CaseInsensitive);
            return made;
        }();
        return collator.compare(a.toString(), b.toString()) < 0;
    }
    if (a != b)
        return QSortFilterProxyModel::lessThan(left, right);
    // Equal values keep their order by name, so that a re-sort does not shuffle idle rows.
    return left.siblingAtColumn(0).data().toString() < right.siblingAtColumn(0).data().toString();
}

} // namespace firkin::ui
