#pragma once

#include "ui/containers/container_row.h"

#include <QSortFilterProxyModel>
#include <QTimer>

namespace firkin::ui {

/// Which containers the list shows.
enum class StateFilter : std::uint8_t { All, Running, Stopped, Trouble };

/// Whether one in this condition is among them; `failure`: its last action failed. Pure.
[[nodiscard]] bool isShown(StateFilter states, Condition condition, bool failure);

/// Sorts and filters the containers. By a column that changes every second it sorts again at most every five, and
/// never while the pointer or the keyboard is in the list (`setHeld`).
class ContainerFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    static constexpr int resortMilliseconds = 5000;

    explicit ContainerFilter(QObject *parent = nullptr);
    void setText(const QString &text);
    [[nodiscard]] QString text() const { return m_text; }
    void setStates(StateFilter states);
    [[nodiscard]] StateFilter states() const { return m_states; }
    /// Something narrows the list.
    [[nodiscard]] bool isNarrowed() const { return !m_text.isEmpty() || m_states != StateFilter::All; }
    void setHeld(bool held);
    void sort(int column, Qt::SortOrder order) override;
    /// What the timer does; a test calls it.
    void resort();

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QString m_text;
    StateFilter m_states = StateFilter::All;
    QTimer m_timer;
    bool m_held = false;
};

} // namespace firkin::ui
