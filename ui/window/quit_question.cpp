#include "ui/window/quit_question.h"

#include "ui/settings/preferences.h"
#include "ui/style/icons.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QMessageBox>
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
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(QuitQuestion::tr("Quit Firkin"));
    box->setText(QuitQuestion::tr("%n container(s) are running.", nullptr, running));
    box->setInformativeText(QuitQuestion::tr("They can keep running without the window. Their terminals are there when you come back."));
    box->setIconPixmap(applicationIcon().pixmap(48, 48));
    auto *keep = box->addButton(QuitQuestion::tr("Keep Running"), QMessageBox::AcceptRole);
    auto *stop = box->addButton(QuitQuestion::tr("Stop All"), QMessageBox::DestructiveRole);
    auto *cancel = box->addButton(QuitQuestion::tr("Cancel"), QMessageBox::RejectRole);
    auto *remember = new QCheckBox(QuitQuestion::tr("Remember the answer"));
    box->setCheckBox(remember);
    box->setDefaultButton(keep);
    box->setEscapeButton(cancel);
    QObject::connect(box, &QMessageBox::buttonClicked, box, [=, &preferences](QAbstractButton *clicked) {
        if (clicked == cancel) {
            onCancel();
            return;
        }
        if (remember->isChecked())
            preferences.setQuitAnswer(clicked == stop ? Answer::StopAll : Answer::KeepRunning);
        onAnswer(clicked == stop);
    });
    box->open();
}

} // namespace firkin::ui
