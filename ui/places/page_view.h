#pragma once

#include "ui/places/address.h"

#include <QWidget>

namespace firkin::ui {

/// What the window asks of a page, and what a page asks of the window. Made at its first visit.
class PageView : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    ~PageView() override;

    /// Stands in the head's search field; empty: the page has nothing to search, and the field is away.
    [[nodiscard]] virtual QString searchHint() const { return {}; }
    virtual void setSearch(const QString &text);

    /// The head's button: what one comes to this page to do.
    struct Primary {
        QString text; ///< empty: none
        QLatin1StringView iconName;
    };
    [[nodiscard]] virtual Primary primary() const { return {}; }
    virtual void runPrimary() {}

Q_SIGNALS:
    void searchResetRequested();
    void placeRequested(const firkin::ui::Address &address);
    /// The dialog, filled with this image.
    void newContainerRequested(const QString &image);
};

} // namespace firkin::ui
