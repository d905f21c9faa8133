#include "ui/containers/container_filter.h"

#include "ui/containers/container_model.h"

#include <QCollator>

namespace firkin::ui {

bool isShown(StateFilter states, Condition condition, bool failure)
{
    if (states == StateFilter::All || (states == StateFilter::Trouble && failure))
        return true;
    switch (condition) {
    case Condition::Running:
    case Condition::Paused:
    case Condition::Changing: return states == StateFilter::Running;
    case Condition::Silent:
    case Condition::Unhealthy: return states == StateFilter::Running || states == StateFilter::Trouble;
    case Condition::Created:
    case Condition::Exited: return states == StateFilter::Stopped;
    case Condition::Failed: return states == StateFilter::Stopped || states == StateFilter::Trouble;
    }
    return true;
}

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

void ContainerFilter::setStates(StateFilter states)
{
    if (m_states == states)
        return;
    m_states = states;
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
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (m_states != StateFilter::All) {
        if (index.data(ContainerModel::IdRole).toString().isEmpty())
            return false; // a group is there for what it holds
        const auto condition = static_cast<Condition>(index.data(ContainerModel::ConditionRole).toInt());
        if (!isShown(m_states, condition, !index.data(ContainerModel::FailureRole).toString().isEmpty()))
            return false;
    }
    if (m_text.isEmpty())
        return true;
    const QString text = index.data(ContainerModel::FilterRole).toString();
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
