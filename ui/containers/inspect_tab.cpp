#include "ui/containers/inspect_tab.h"

#include "ui/async/plain_text.h"
#include "ui/containers/fk_command.h"
#include "ui/services/services.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

/// JSON of many lines: each made safe, the breaks and the indentation kept.
QString safeLines(const std::string &text)
{
    QStringList lines;
    for (const QString &line : QString::fromStdString(text).split(u'\n')) {
        QString spaced = line;
        lines << displayText(spaced.replace(u'\t', u"    "_s));
    }
    return lines.join(u'\n');
}

} // namespace

InspectTab::InspectTab(Services &services, QWidget *parent) : QWidget(parent), m_services(services)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::large);
    layout->setSpacing(metrics::small);
    m_banner = new Banner;
    layout->addWidget(m_banner);

    const QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    layout->addWidget(new ToneLabel(Tone::Muted, tr("The same container on the command line:")));
    auto *row = new QHBoxLayout;
    m_command = new QLineEdit;
    m_command->setReadOnly(true);
    m_command->setFont(mono);
    m_command->setAccessibleName(tr("fk command"));
    auto *copyCommand = new QPushButton(icon("copy"_L1), tr("Copy"));
    copyCommand->setAccessibleName(tr("Copy the fk command"));
    row->addWidget(m_command, 1);
    row->addWidget(copyCommand);
    layout->addLayout(row);
    layout->addSpacing(metrics::small);

    auto *heading = new QHBoxLayout;
    heading->addWidget(new ToneLabel(Tone::Muted, tr("Record, specification and machine:")), 1);
    auto *again = new QPushButton(icon("refresh"_L1), tr("Refresh"));
    auto *copy = new QPushButton(icon("copy"_L1), tr("Copy"));
    copy->setAccessibleName(tr("Copy the record"));
    heading->addWidget(again);
    heading->addWidget(copy);
    layout->addLayout(heading);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setFont(mono);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Record as JSON"));
    m_text->setTabChangesFocus(true);
    layout->addWidget(m_text, 1);

    connect(copyCommand, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command->text()); });
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(again, &QPushButton::clicked, this, &InspectTab::refresh);
    connect(&services.containers, &ContainersService::listChanged, this, [this] {
        const auto *view = m_services.containers.find(m_container);
        if (view && view->generation != m_generation && isVisible())
            refresh();
    });
}

void InspectTab::setContainer(const ContainerId &id)
{
    if (m_container != id)
        m_text->clear();
    m_container = id;
    refresh();
}

void InspectTab::refresh()
{
    if (m_container.empty())
        return;
    showCommand();
    m_services.containers.inspect(m_container).then(this, [this, id = m_container](const Result<std::string> &json) {
        if (id != m_container)
            return;
        if (!json) {
            m_banner->showError(json.error(), m_services.containers.nameOf(id));
            return;
        }
        m_banner->clear();
        const QString text = safeLines(*json);
        if (m_text->toPlainText() != text)
            m_text->setPlainText(text);
    });
}

void InspectTab::showCommand()
{
    if (const auto *view = m_services.containers.find(m_container)) {
        m_generation = view->generation;
        m_command->setText(displayText(fkRunCommand(view->spec)));
        m_command->setCursorPosition(0);
    }
}

} // namespace firkin::ui
