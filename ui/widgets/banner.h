#pragma once

#include "ui/async/error_text.h"
#include "ui/widgets/card.h"

#include <optional>

class QLabel;
class QPushButton;
class QToolButton;

namespace firkin::ui {

class IconLabel;

/// One message on a page or in a dialog: what failed, what to do, Details; or a plain notice. Hidden while it has none.
/// Cancelled errors are never shown.
class Banner : public Card {
    Q_OBJECT
public:
    explicit Banner(QWidget *parent = nullptr);

    void showError(const Error &error, const QString &name = {});
    void showNotice(const QString &text);
    /// A button beside Details; `actionTriggered` follows.
    void setAction(const QString &text);
    void clear();
    [[nodiscard]] QString text() const; ///< empty: it is away

Q_SIGNALS:
    void actionTriggered();
    void dismissed();

private:
    IconLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_details;
    QToolButton *m_close;
    ErrorText m_error;
};

} // namespace firkin::ui
