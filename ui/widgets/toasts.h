#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>
#include <list>

class QVBoxLayout;

namespace firkin::ui {

/// Short notices of success at the window's lower edge, each with at most one action (Undo). One goes after ten
/// seconds, not while the pointer or the keyboard is on it. Reachable by keyboard: F6 and Tab.
class Toasts : public QWidget {
    Q_OBJECT
public:
    static constexpr int defaultMilliseconds = 10'000;

    /// Lies over `window` and follows its size.
    explicit Toasts(QWidget *window);

    void show(const QString &text, const QString &action = {}, std::function<void()> onAction = {}, int milliseconds = defaultMilliseconds);
    [[nodiscard]] int count() const;
    void clear();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void place();
    QVBoxLayout *m_layout;
};

} // namespace firkin::ui
