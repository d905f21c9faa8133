#pragma once

#include "ui/async/error_text.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace firkin::ui {

class IconLabel;

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
};

} // namespace firkin::ui
