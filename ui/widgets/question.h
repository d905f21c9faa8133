#pragma once

#include <QStringList>

#include <functional>

class QWidget;

namespace firkin::ui {

/// A modal question before something is lost: names what goes, its button says the verb. Returns at once; `onYes`
/// follows only when the person goes ahead.
void askBeforeLoss(QWidget *parent, const QString &title, const QString &text, const QString &verb, std::function<void()> onYes);

/// The names of what goes, one a line; not more than fit into a question.
[[nodiscard]] QString listedNames(const QStringList &names);

/// One line of text. The dialog stays open with its input while `accept` returns a sentence that says what is wrong.
void askForText(QWidget *parent, const QString &title, const QString &label, const QString &text, const QString &verb,
                std::function<QString(const QString &)> check, std::function<void(const QString &)> onAccepted);

} // namespace firkin::ui
