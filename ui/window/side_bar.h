#pragma once

#include "ui/places/page.h"

#include <QWidget>

#include <vector>

class QButtonGroup;
class QToolButton;

namespace firkin::ui {

/// The pages, one below the other: Settings and Trash at the foot. Up and Down walk, numbers stand in the tooltips.
class SideBar : public QWidget {
    Q_OBJECT
public:
    explicit SideBar(const std::vector<Page> &pages, QWidget *parent = nullptr);

    void setCurrent(Page page);
    [[nodiscard]] Page current() const;
    /// A small number or mark behind a page's name; empty: none.
    void setNote(Page page, const QString &note);
    [[nodiscard]] QWidget *focusTarget() const;

Q_SIGNALS:
    void chosen(firkin::ui::Page page);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    class Entry;
    [[nodiscard]] Entry *entry(Page page) const;
    std::vector<Entry *> m_entries;
    QButtonGroup *m_group;
};

} // namespace firkin::ui
