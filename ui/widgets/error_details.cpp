#include "ui/widgets/error_details.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
struct ErrorDetails {
    Q_DECLARE_TR_FUNCTIONS(ErrorDetails)
};
} // namespace

void showErrorDetails(QWidget *parent, const ErrorText &text)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(ErrorDetails::tr("Details"));
    dialog->resize(560, 300);
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);

    auto *headline = plainLabel(text.headline);
    headline->setWordWrap(true);
    QFont bold = headline->font();
    bold.setWeight(QFont::DemiBold);
    headline->setFont(bold);
    layout->addWidget(headline);
    if (!text.remedy.isEmpty()) {
        auto *remedy = plainLabel(text.remedy);
        remedy->setWordWrap(true);
        layout->addWidget(remedy);
    }
    auto *chain = new QPlainTextEdit(text.details);
    chain->setReadOnly(true);
    chain->setAccessibleName(ErrorDetails::tr("Chain of causes"));
    chain->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    chain->setTabChangesFocus(true);
    layout->addWidget(chain, 1);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setText(ErrorDetails::tr("Close"));
    auto *copy = buttons->addButton(ErrorDetails::tr("Copy"), QDialogButtonBox::ActionRole);
    copy->setIcon(icon("copy"_L1));
    QObject::connect(copy, &QPushButton::clicked, dialog, [text] {
        QGuiApplication::clipboard()->setText(text.headline + u'\n' + text.details + (text.remedy.isEmpty() ? QString() : u'\n' + text.remedy));
    });
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    layout->addWidget(buttons);
    dialog->open();
}

} // namespace firkin::ui
