#pragma once

#include "ui/async/error_text.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace firkin::ui {

class Banner;
class IconLabel;

/// What stands in a list's place when there is nothing in it, and when the search leaves nothing of it.
struct ListTexts {
    QLatin1StringView iconName;
    QString none;
    QString hint;
    QString make; ///< the button
    QString otherwise;
    QString noMatch;
    QString showAll;
};

/// What stands in the place of a list that has nothing to show: loading, slow, failed, empty, no match. Its button is
/// the action that helps.
class StatePage : public QWidget {
    Q_OBJECT
public:
    explicit StatePage(QWidget *parent = nullptr);

    void showText(QLatin1StringView iconName, const QString &title, const QString &text, const QString &action = {}, const QString &secondary = {});
    void showLoading(bool slow);
    /// With Try again and Details.
    void showError(const Error &error);
    /// Whether this stands in a list's place, and then says why: nothing is known yet, reading it failed, it is empty, or
    /// nothing of it matches. What is known stays in sight; `banner` then says that reading it again failed, until it
    /// does not.
    [[nodiscard]] bool replacesList(bool ready, const std::optional<Error> &error, bool empty, bool noMatch, const ListTexts &texts, Banner &banner);

Q_SIGNALS:
    void actionTriggered();
    void secondaryTriggered();

private:
    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_action;
    QPushButton *m_secondary;
    bool m_failed = false;
    ErrorText m_error;
    QString m_inBanner;
};

} // namespace firkin::ui
