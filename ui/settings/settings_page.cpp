#include "ui/settings/settings_page.h"

#include "ui/async/error_text.h"
#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/settings/terminal_section.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;
using Verdict = engine::CheckResult::Verdict;

SettingsPage::SettingsPage(Services &services, Preferences &preferences, QWidget *parent)
    : PageView(parent), m_services(services), m_preferences(preferences)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Settings"));
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    scroll->setWidget(content);
    outer->addWidget(scroll);
    auto *middle = new QHBoxLayout(content);
    middle->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    auto *column = new QWidget;
    column->setMaximumWidth(760);
    middle->addWidget(column, 1);
    middle->addStretch(0);
    auto *layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::medium);
    for (auto *card : {makeLooks(), makeDefaults(), makeManners(), makeTerminals(), makeCheck(), makePlaces(), makeAbout()})
        layout->addWidget(card);
    layout->addStretch();
}

SettingsPage::~SettingsPage()
{
    m_stop.request_stop();
}

QWidget *SettingsPage::makeTerminals()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("Terminals and files"), inside);
    inside->addWidget(new TerminalSection(m_preferences));
    return card;
}

QWidget *SettingsPage::makeCheck()
{
    QVBoxLayout *inside = nullptr;
    auto *card = settingsCard(tr("This computer"), inside);
    m_banner = new Banner;
    inside->addWidget(m_banner);
    m_results = new QGridLayout;
    m_results->setHorizontalSpacing(metrics::medium);
    m_results->setVerticalSpacing(metrics::small);
    m_results->setColumnStretch(2, 1);
    inside->addLayout(m_results);
    auto *row = new QHBoxLayout;
    m_checkState = new ToneLabel(Tone::Muted);
    m_checkAgain = new QPushButton(icon("refresh"_L1), tr("Check Again"));
    auto *copy = new QPushButton(icon("copy"_L1), tr("Copy Diagnostics"));
    row->addWidget(m_checkState, 1);
    row->addWidget(m_checkAgain);
    row->addWidget(copy);
    inside->addSpacing(metrics::tight);
    inside->addLayout(row);
    connect(m_checkAgain, &QPushButton::clicked, this, &SettingsPage::runCheck);
    connect(copy, &QPushButton::clicked, this, &SettingsPage::copyDiagnostics);
    return card;
}

void SettingsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_checked)
        runCheck();
}

void SettingsPage::runCheck()
{
    m_checked = true;
    m_found.clear();
    while (m_results->count() > 0) {
        const std::unique_ptr<QLayoutItem> item(m_results->takeAt(0));
        delete item->widget();
    }
    m_banner->clear();
    m_checkState->setText(tr("Checking…"));
    m_checkAgain->setEnabled(false);
    auto operation = runAsync(m_services.pools.shared(), [&engine = m_services.engine, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.check([to, this](const engine::CheckResult &result) { to.post([this, result] { addResult(result); }); }, stop);
        // The same way as the results, so that it comes after them.
        to.post([this, status] { checkEnded(status); });
        return status;
    });
    m_stop = operation.stop;
}

void SettingsPage::checkEnded(const Status &status)
{
    m_checkAgain->setEnabled(true);
    if (!status)
        m_banner->showError(status.error());
    const auto failures = static_cast<int>(std::ranges::count(m_found, Verdict::Failed, &engine::CheckResult::verdict));
    m_checkState->setText(!status ? QString() : failures == 0 ? tr("Everything that is needed is here.") : tr("%n problem(s)", nullptr, failures));
}

void SettingsPage::addResult(const engine::CheckResult &result)
{
    m_found.push_back(result);
    const int row = static_cast<int>(m_found.size());
    auto *mark = new IconLabel(metrics::icon);
    QString verdict;
    switch (result.verdict) {
    case Verdict::Fine:
        mark->setIcon(icon("check-circle"_L1, Tone::Running));
        verdict = tr("fine");
        break;
    case Verdict::Note:
        mark->setIcon(icon("overview"_L1, Tone::Warning));
        verdict = tr("note");
        break;
    case Verdict::Failed:
        mark->setIcon(icon("error"_L1, Tone::Error));
        verdict = tr("problem");
        break;
    }
    mark->setAccessibleName(verdict);
    m_results->addWidget(mark, row, 0, Qt::AlignTop);
    m_results->addWidget(plainLabel(displayText(result.name)), row, 1, Qt::AlignTop);
    QString text = displayText(result.found);
    if (result.problem) {
        const ErrorText error = errorText(*result.problem);
        const QString why = reasonText(result.problem->rootReason());
        QString sentence = why.isEmpty() ? error.headline : why + u'.';
        sentence[0] = sentence[0].toUpper();
        text = (text.isEmpty() ? QString() : text + u". "_s) + sentence;
        if (!error.remedy.isEmpty())
            text += u' ' + error.remedy;
    }
    auto *label = new ToneLabel(result.verdict == Verdict::Failed ? Tone::Error : Tone::Muted, text);
    label->setWordWrap(true);
    m_results->addWidget(label, row, 2);
}

void SettingsPage::copyDiagnostics()
{
    QString text = u"Firkin %1, Qt %2, %3\n"_s.arg(QLatin1StringView(FIRKIN_VERSION), QLatin1StringView(qVersion()), QSysInfo::prettyProductName());
    for (const auto &result : m_found) {
        text += u"%1: %2"_s.arg(result.verdict == Verdict::Fine ? u"fine"_s : result.verdict == Verdict::Note ? u"note"_s : u"problem"_s, displayText(result.name));
        if (!result.found.empty())
            text += u" ("_s + displayText(result.found) + u')';
        if (result.problem)
            text += u" – "_s + errorText(*result.problem).details;
        text += u'\n';
    }
    QGuiApplication::clipboard()->setText(text);
}

} // namespace firkin::ui
