#include "ui/containers/overview_tab.h"

#include "ui/async/plain_text.h"
#include "ui/containers/container_row.h"
#include "ui/containers/fk_command.h"
#include "ui/containers/process_card.h"
#include "ui/containers/post_mortem.h"
#include "ui/containers/start_waterfall.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLocale>
#include <QScrollArea>
#include <QVBoxLayout>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

QLabel *heading(const QString &text)
{
    auto *label = plainLabel(text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QVBoxLayout *fill(Card *card)
{
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::medium);
    layout->setSpacing(metrics::small);
    return layout;
}

} // namespace

OverviewTab::OverviewTab(Services &services, QWidget *parent) : QWidget(parent), m_services(services)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Overview"));
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    content->setAutoFillBackground(true);
    scroll->setWidget(content);
    outer->addWidget(scroll);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);

    m_banner = new Banner;
    layout->addWidget(m_banner);
    connect(m_banner, &Banner::dismissed, this, [this] { m_services.containers.dismissFailure(m_container); });

    m_endCard = new Card;
    auto *end = fill(m_endCard);
    m_endTitle = heading({});
    m_endText = new ToneLabel(Tone::Muted);
    m_endText->setWordWrap(true);
    end->addWidget(m_endTitle);
    end->addWidget(m_endText);
    m_postMortem = new PostMortem(services);
    end->addWidget(m_postMortem);
    layout->addWidget(m_endCard);

    auto *columns = new QHBoxLayout;
    columns->setSpacing(metrics::medium);
    const auto facts = [&](const QString &title, std::initializer_list<std::pair<Fact, QString>> rows) {
        auto *card = new Card;
        auto *inside = fill(card);
        inside->addWidget(heading(title));
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(metrics::large);
        grid->setVerticalSpacing(metrics::small);
        grid->setColumnStretch(1, 1);
        for (const auto &[fact, caption] : rows)
            addFact(grid, fact, caption);
        inside->addLayout(grid);
        inside->addStretch();
        columns->addWidget(card, 1);
    };
    facts(tr("Container"), {{Fact::Image, tr("Image")},
                            {Fact::Command, tr("Command")},
                            {Fact::Folder, tr("Working folder")},
                            {Fact::Ports, tr("Ports")},
                            {Fact::Limits, tr("Limits")},
                            {Fact::Created, tr("Created")},
                            {Fact::Started, tr("Started")},
                            {Fact::Id, tr("ID")}});
    facts(tr("Machine"), {{Fact::Accelerator, tr("Virtualization")},
                          {Fact::Machine, tr("Size")},
                          {Fact::Processes, tr("Processes")},
                          {Fact::HostMemory, tr("Memory on this computer")},
                          {Fact::HostCpu, tr("CPU on this computer")}});
    layout->addLayout(columns);

    m_processes = new ProcessCard(services);
    layout->addWidget(m_processes);

    m_startCard = new Card;
    auto *start = fill(m_startCard);
    m_startTitle = heading({});
    m_waterfall = new StartWaterfall;
    start->addWidget(m_startTitle);
    start->addWidget(m_waterfall);
    layout->addWidget(m_startCard);
    layout->addStretch();

    connect(&services.containers, &ContainersService::listChanged, this, &OverviewTab::refresh);
    connect(&services.containers, &ContainersService::rowChanged, this, [this](const ContainerId &id) {
        if (id == m_container)
            refresh();
    });
    connect(&services.statistics, &StatisticsService::sampled, this, [this] {
        if (isVisible())
            refreshLive();
    });
}

ElidedLabel *OverviewTab::addFact(QGridLayout *grid, Fact fact, const QString &caption)
{
    const int row = grid->rowCount();
    auto *name = new ToneLabel(Tone::Muted, caption);
    auto *value = new ElidedLabel(fact == Fact::Image || fact == Fact::Id ? Qt::ElideMiddle : Qt::ElideRight);
    grid->addWidget(name, row, 0);
    grid->addWidget(value, row, 1);
    m_facts[fact] = value;
    return value;
}

void OverviewTab::set(Fact fact, const QString &value)
{
    m_facts.at(fact)->setFullText(value.isEmpty() ? u"–"_s : value);
}

void OverviewTab::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void OverviewTab::setContainer(const ContainerId &id)
{
    m_container = id;
    m_processes->setContainer(id);
    refresh();
}

void OverviewTab::refresh()
{
    const auto *view = m_services.containers.find(m_container);
    if (!view)
        return;
    if (const auto *failure = m_services.containers.failure(m_container))
        m_banner->showError(*failure, displayText(view->name));
    else
        m_banner->clear();

    const auto now = std::chrono::system_clock::now();
    const bool ended = view->state == engine::ContainerState::Exited && view->exit.has_value();
    m_endCard->setVisible(ended);
    if (ended) {
        m_endTitle->setText(exitText(*view->exit));
        QStringList lines;
        switch (view->exit->cause) {
        case engine::ExitCause::Exited:
            lines << (view->exit->signal != 0 ? tr("Its program was ended by signal %1.").arg(view->exit->signal)
                                              : tr("Its program ended by itself with exit code %1.").arg(view->exit->code));
            break;
        case engine::ExitCause::StoppedByUser: lines << tr("It was stopped. Exit code %1.").arg(view->exit->code); break;
        case engine::ExitCause::OutOfMemory: lines << tr("Its program needed more memory than its limit of %1 and was ended by the kernel.").arg(formatSize(view->spec.memory.bytes)); break;
        case engine::ExitCause::KernelPanic: lines << tr("The kernel of its machine panicked."); break;
        case engine::ExitCause::MachineDied: lines << tr("Its machine ended unexpectedly."); break;
        case engine::ExitCause::SupervisorLost: lines << tr("Its supervisor ended unexpectedly, and its machine with it."); break;
        case engine::ExitCause::StartFailed: lines << tr("The last start did not succeed."); break;
        }
        lines.last() += u' ' + tr("%1, %2.").arg(formatDateTime(view->exit->at), formatAge(view->exit->at, now));
        if (!view->exit->detail.empty())
            lines << displayText(view->exit->detail);
        m_endText->setText(lines.join(u'\n'));
        // One that was stopped, or ended as it should, needs no explanation.
        const bool bad = view->exit->cause != engine::ExitCause::StoppedByUser && !(view->exit->cause == engine::ExitCause::Exited && view->exit->code == 0);
        m_postMortem->setVisible(bad);
        if (bad && isVisible())
            m_postMortem->show(*view);
    }

    set(Fact::Image, displayText(view->image));
    std::string command;
    for (const auto &word : view->resolvedCommand)
        command += (command.empty() ? "" : " ") + shellQuoted(word);
    set(Fact::Command, displayText(command));
    set(Fact::Folder, displayText(view->spec.workingDirectory));
    QStringList ports;
    for (const auto &port : view->ports.empty() ? view->spec.ports : view->ports)
        ports << formatPort(port);
    set(Fact::Ports, ports.join(u", "_s));
    const QString memory = formatSize(view->spec.memory.bytes);
    set(Fact::Limits, view->spec.cpus == 1 ? tr("1 CPU, %1 memory").arg(memory) : tr("%1 CPUs, %2 memory").arg(QLocale().toString(view->spec.cpus, 'g', 3), memory));
    set(Fact::Created, formatDateTime(view->createdAt));
    set(Fact::Started, view->startedAt ? formatDateTime(*view->startedAt) : QString());
    set(Fact::Id, QString::fromStdString(view->id.str()));
    set(Fact::Accelerator, view->accelerator == "kvm" ? tr("Hardware (KVM)") : view->accelerator == "tcg" ? tr("Software emulation (no KVM)") : QString());
    set(Fact::Machine, view->machineVcpus > 0 ? tr("%n processor(s), %1", nullptr, static_cast<int>(view->machineVcpus)).arg(formatSize(view->machineMemory.bytes)) : QString());
    refreshLive();

    m_startCard->setVisible(!view->startPhases.empty());
    m_waterfall->setPhases(view->startPhases);
    m_startTitle->setText(tr("Last start: %1").arg(formatShortDuration(m_waterfall->total())));
}

void OverviewTab::refreshLive()
{
    m_processes->tick();
    const auto *sample = m_services.statistics.latest(m_container);
    set(Fact::Processes, sample ? formatNumber(sample->processes) : QString());
    set(Fact::HostMemory, sample ? formatSize(sample->hostMemoryBytes) : QString());
    set(Fact::HostCpu, sample ? tr("%1 of one core").arg(formatPercent(sample->hostCpu)) : QString());
}

} // namespace firkin::ui
