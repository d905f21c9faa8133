#include "ui/images/history_dialog.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/services/images_service.h"
#include "ui/style/format.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/row_delegate.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { CreatedColumn, SizeColumn, CommandColumn };

/// "/bin/sh -c #(nop) CMD …" is how Docker writes what runs nothing.
QString commandOf(const engine::ImageStep &step)
{
    QString text = displayText(step.createdBy);
    for (const auto &prefix : {u"/bin/sh -c #(nop) "_s, u"/bin/sh -c "_s}) {
        if (text.startsWith(prefix)) {
            text.remove(0, prefix.size());
            break;
        }
    }
    return text.trimmed();
}

} // namespace

HistoryDialog::HistoryDialog(ImagesService &images, const std::string &reference, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("History of %1").arg(displayText(reference)));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(820, 480);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    m_said = new ToneLabel(Tone::Muted);
    m_said->setWordWrap(true);
    m_said->setText(tr("Reading…"));
    layout->addWidget(m_said);
    m_list = new QTreeWidget;
    m_list->setAccessibleName(tr("Steps, the newest first"));
    m_list->setHeaderLabels({tr("Created"), tr("Size"), tr("Command")});
    m_list->headerItem()->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setItemDelegate(new RowDelegate(m_list));
    layout->addWidget(m_list, 3);
    auto *whole = new QPlainTextEdit;
    whole->setReadOnly(true);
    whole->setTabChangesFocus(true);
    whole->setAccessibleName(tr("The step's whole command"));
    layout->addWidget(whole, 1);
    auto *buttons = new QDialogButtonBox;
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    connect(m_list, &QTreeWidget::currentItemChanged, whole, [whole](const QTreeWidgetItem *item) {
        whole->setPlainText(item ? item->data(CommandColumn, Qt::UserRole).toString() : QString());
    });
    images.history(reference).then(this, [this](const Result<std::vector<engine::ImageStep>> &steps) {
        if (steps) {
            show(*steps);
            return;
        }
        m_said->setTone(Tone::Error);
        m_said->setText(errorText(steps.error()).headline);
    });
}

void HistoryDialog::show(const std::vector<engine::ImageStep> &steps)
{
    std::uint64_t bytes = 0;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        bytes += step->size.bytes;
        auto *item = new QTreeWidgetItem(m_list);
        const auto created = QDateTime::fromString(QString::fromStdString(step->createdAt), Qt::ISODateWithMs);
        item->setText(CreatedColumn, created.isValid() ? QLocale().toString(created.toLocalTime(), QLocale::ShortFormat) : QString());
        item->setText(SizeColumn, step->size.bytes == 0 ? QString() : formatSize(step->size.bytes));
        item->setTextAlignment(SizeColumn, Qt::AlignRight | Qt::AlignVCenter);
        const QString command = commandOf(*step);
        item->setText(CommandColumn, command.isEmpty() ? tr("(not told)") : command);
        item->setData(CommandColumn, Qt::UserRole, command + (step->comment.empty() ? QString() : u"\n\n"_s + displayText(step->comment)));
    }
    m_said->setText(tr("%n step(s), %1", nullptr, static_cast<int>(steps.size())).arg(formatSize(bytes)));
    m_list->resizeColumnToContents(CreatedColumn);
    m_list->setColumnWidth(SizeColumn, 90);
    if (m_list->topLevelItemCount() > 0)
        m_list->setCurrentItem(m_list->topLevelItem(0));
}

} // namespace firkin::ui
