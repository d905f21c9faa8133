#pragma once

#include <QDialog>

class QBoxLayout;
class QCheckBox;
class QDialogButtonBox;
class QPushButton;

namespace firkin::ui {

/// A question with a picture, a sentence, an explanation and verbs on its buttons. Plain text only; deleted when closed.
class QuestionDialog : public QDialog {
    Q_OBJECT
public:
    QuestionDialog(const QIcon &picture, const QString &title, const QString &text, QWidget *parent);

    enum class Weight : std::uint8_t { Normal, Default, Cancel };
    /// Closes the dialog; `clicked` of the button comes after that. Esc is the Cancel one.
    QPushButton *addButton(const QString &text, Weight weight);
    QCheckBox *addCheckBox(const QString &text);

private:
    QBoxLayout *m_column;
    QDialogButtonBox *m_buttons;
};

} // namespace firkin::ui
