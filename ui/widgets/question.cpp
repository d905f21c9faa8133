#include "ui/widgets/question.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/question_dialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
struct Question {
    Q_DECLARE_TR_FUNCTIONS(Question)
};

constexpr qsizetype shownNames = 12;
} // namespace

void askBeforeLoss(QWidget *parent, const QString &title, const QString &text, const QString &verb, std::function<void()> onYes)
{
    auto *box = new QuestionDialog(icon("warning"_L1, Tone::Warning), title, text, parent);
    auto *yes = box->addButton(verb, QuestionDialog::Weight::Normal);
    box->addButton(Question::tr("Cancel"), QuestionDialog::Weight::Cancel)->setFocus();
    QObject::connect(yes, &QPushButton::clicked, parent, std::move(onYes));
    box->open();
}

QString listedNames(const QStringList &names)
{
    if (names.size() <= shownNames)
        return names.join(u'\n');
    return names.first(shownNames).join(u'\n') + u'\n' + Question::tr("and %n more", nullptr, static_cast<int>(names.size() - shownNames));
}

void askForText(QWidget *parent, const QString &title, const QString &label, const QString &text, const QString &verb,
                std::function<QString(const QString &)> check, std::function<void(const QString &)> onAccepted)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::small);
    auto *caption = plainLabel(label);
    auto *edit = new QLineEdit(text);
    edit->setMinimumWidth(320);
    edit->selectAll();
    caption->setBuddy(edit);
    auto *complaint = new ToneLabel(Tone::Error);
    complaint->setWordWrap(true);
    auto *buttons = new QDialogButtonBox;
    auto *yes = buttons->addButton(verb, QDialogButtonBox::AcceptRole);
    buttons->addButton(Question::tr("Cancel"), QDialogButtonBox::RejectRole);
    layout->addWidget(caption);
    layout->addWidget(edit);
    layout->addWidget(complaint);
    layout->addWidget(buttons);
    yes->setDefault(true); // now that it is in the dialog, which would choose another otherwise
    const auto look = [edit, complaint, yes, check] {
        const QString wrong = check(edit->text());
        complaint->setText(wrong);
        yes->setEnabled(wrong.isEmpty() && !edit->text().isEmpty());
    };
    QObject::connect(edit, &QLineEdit::textChanged, dialog, look);
    look();
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    QObject::connect(buttons, &QDialogButtonBox::accepted, dialog, [dialog, edit, onAccepted = std::move(onAccepted)] {
        const QString answer = edit->text();
        dialog->accept();
        onAccepted(answer);
    });
    dialog->open();
}

} // namespace firkin::ui
