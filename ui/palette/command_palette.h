#pragma once

#include "ui/palette/palette_items.h"

#include <QPointer>
#include <QWidget>

class QLineEdit;
class QListView;

namespace firkin::ui {

class StatePage;

/// One line over the window to say what to do: type, Up and Down, Enter; Esc goes back to where one was. Lies over its
/// parent and follows its size; holds nothing while it is away.
class CommandPalette : public QWidget {
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *window);
    ~CommandPalette() override;

    void popup(std::vector<PaletteItem> items);
    void dismiss();
    [[nodiscard]] QLineEdit &edit() { return *m_edit; }
    /// What Enter would do.
    [[nodiscard]] const PaletteItem *current() const;
    [[nodiscard]] int count() const;

Q_SIGNALS:
    void chosen(const firkin::ui::PaletteCommand &command);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    class Model;
    void search();
    void place();
    void choose(const QModelIndex &index);

    QLineEdit *m_edit;
    QListView *m_list;
    Model *m_model;
    QWidget *m_card;
    QWidget *m_none;
    QPointer<QWidget> m_before; ///< had the focus
};

} // namespace firkin::ui
