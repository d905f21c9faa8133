#include "ui/window/quit_question.h"

#include "ui/settings/preferences.h"
#include "ui/style/icons.h"
#include "ui/widgets/question_dialog.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QPushButton>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
struct QuitQuestion {
    Q_DECLARE_TR_FUNCTIONS(QuitQuestion)
};
} // namespace

void askAboutQuit(QWidget *parent, Preferences &preferences, int running, std::function<void(bool)> onAnswer, std::function<void()> onCancel)
{
    using Answer = Preferences::QuitAnswer;
    using Weight = QuestionDialog::Weight;
    auto *box = new QuestionDialog(applicationIcon(), QuitQuestion::tr("%n container(s) are running", nullptr, running),
                                   QuitQuestion::tr("They can keep running without the window. Their terminals are there when you come back."), parent);
    auto *remember = box->addCheckBox(QuitQuestion::tr("Remember the answer"));
    auto *keep = box->addButton(QuitQuestion::tr("Keep Running"), Weight::Default);
    auto *stop = box->addButton(QuitQuestion::tr("Stop All"), Weight::Normal);
    box->addButton(QuitQuestion::tr("Cancel"), Weight::Cancel);
    const auto answer = [=, &preferences](bool stopAll) {
        if (remember->isChecked())
            preferences.setQuitAnswer(stopAll ? Answer::StopAll : Answer::KeepRunning);
        onAnswer(stopAll);
    };
    QObject::connect(keep, &QPushButton::clicked, box, [answer] { answer(false); });
    QObject::connect(stop, &QPushButton::clicked, box, [answer] { answer(true); });
    QObject::connect(box, &QDialog::rejected, parent, onCancel);
    box->open();
}

} // namespace firkin::ui
