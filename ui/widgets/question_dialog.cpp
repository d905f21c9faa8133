#include "ui/widgets/question_dialog.h"

#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QPushButton>

namespace firkin::ui {

QuestionDialog::QuestionDialog(const QIcon &picture, const QString &title, const QString &text, QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(metrics::huge, metrics::huge, metrics::large, metrics::large);
    outer->setSpacing(metrics::huge);
    outer->setSizeConstraint(QLayout::SetFixedSize);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::large);
    auto *mark = new IconLabel(36);
    mark->setIcon(picture);
    row->addWidget(mark, 0, Qt::AlignTop);
    m_column = new QVBoxLayout;
    m_column->setSpacing(metrics::small);
    auto *heading = plainLabel(title);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.1);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    heading->setWordWrap(true);
    auto *body = plainLabel(text);
    body->setWordWrap(true);
    // A fixed width lets a wrapped label say its height.
    heading->setFixedWidth(400);
    body->setFixedWidth(400);
    m_column->addWidget(heading);
    m_column->addWidget(body);
    row->addLayout(m_column, 1);
    outer->addLayout(row);
    m_buttons = new QDialogButtonBox;
    outer->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    setAccessibleDescription(text);
}

QPushButton *QuestionDialog::addButton(const QString &text, Weight weight)
{
    auto *button = m_buttons->addButton(text, weight == Weight::Cancel ? QDialogButtonBox::RejectRole : QDialogButtonBox::ActionRole);
    button->setAutoDefault(false);
    button->setDefault(weight == Weight::Default);
    if (weight == Weight::Default)
        button->setFocus();
    if (weight != Weight::Cancel)
        connect(button, &QPushButton::clicked, this, &QDialog::accept);
    return button;
}

QCheckBox *QuestionDialog::addCheckBox(const QString &text)
{
    auto *box = new QCheckBox(text);
    m_column->addSpacing(metrics::small);
    m_column->addWidget(box);
    return box;
}

} // namespace firkin::ui
