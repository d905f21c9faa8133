// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <vector>

class QAction;
class QHBoxLayout;
class QToolButton;

namespace firkin::ui {

/// The tools above a list. Where there is no room for all names, buttons that may are icons with their names as tooltips.
class ToolRow : public QWidget {
    Q_OBJECT
public:
    enum class Name : std::uint8_t { Stays, Yields };

    explicit ToolRow(QWidget *parent = nullptr);
    /// Shown and hidden with its action.
    QToolButton *addButton(QAction *action, Name name = Name::Yields);
    /// For what is no button.
    [[nodiscard]] QHBoxLayout &row() { return *m_row; }
    /// Done by itself at another width; to be called when other widgets of the row have come or gone.
    void fit();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QHBoxLayout *m_row;
    std::vector<QToolButton *> m_yielding;
};

} // namespace firkin::ui
