#include "ui/dashboard/dashboard_page.h"

#include "ui/async/plain_text.h"
#include "ui/dashboard/container_tile.h"
#include "ui/dashboard/figure_card.h"
#include "ui/dashboard/top_list.h"
#include "ui/services/services.h"
#include "ui/stats/sample_charts.h"
#include "ui/style/format.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"
#include "ui/widgets/visible_timer.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QStackedLayout>
#include <QThread>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int tileWidth = 250;
/// Its own cost is looked at this often: the look must not be what it finds.
constexpr int measureMilliseconds = 4000;

QString cores(double value)
{
    return QLocale().toString(value, 'f', value < 10 ? 2 : 1);
}

} // namespace

struct DashboardPage::Tile {
    ContainerTile *widget = nullptr;
    std::vector<engine::Sample> whileLoading;
    bool loading = false;
    std::stop_source stop{std::nostopstate};
    ~Tile()
    {
        stop.request_stop();
        delete widget;
    }
};

DashboardPage::DashboardPage(Services &services, QWidget *parent) : PageView(parent), m_services(services)
{
    m_stack = new QStackedLayout(this);
    m_statePage = new StatePage;
    m_stack->addWidget(m_statePage);
    m_scroll = new QScrollArea;
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(m_scroll);
    auto *content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    m_scroll->setWidget(content);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    column->setSpacing(metrics::medium);

    auto *figures = new QHBoxLayout;
    figures->setSpacing(metrics::medium);
    m_containers = new FigureCard(tr("Containers"));
    m_cpu = new FigureCard(tr("CPU"));
    m_memory = new FigureCard(tr("Memory"));
    m_traffic = new FigureCard(tr("Network"));
    m_self = new FigureCard(tr("This Window"));
    for (auto *card : {m_containers, m_cpu, m_memory, m_traffic, m_self})
        figures->addWidget(card, 1);
    column->addLayout(figures);

    auto *tops = new QHBoxLayout;
    tops->setSpacing(metrics::medium);
    m_topCpu = new TopList(tr("Most CPU on this computer"));
    m_topMemory = new TopList(tr("Most memory on this computer"));
    tops->addWidget(m_topCpu, 1);
    tops->addWidget(m_topMemory, 1);
    column->addLayout(tops);

    auto *caption = plainLabel(tr("Running, the last 15 minutes"));
    QFont bold = caption->font();
    bold.setWeight(QFont::DemiBold);
    caption->setFont(bold);
    column->addSpacing(metrics::tight);
    column->addWidget(caption);
    m_grid = new QGridLayout;
    m_grid->setSpacing(metrics::medium);
    column->addLayout(m_grid);
    column->addStretch(1);

    for (auto *top : {m_topCpu, m_topMemory})
        connect(top, &TopList::opened, this, &DashboardPage::open);
    connect(&services.containers, &ContainersService::listChanged, this, &DashboardPage::refreshTiles);
    connect(&services.containers, &ContainersService::stateChanged, this, &DashboardPage::refreshTiles);
    connect(&services.statistics, &StatisticsService::sampled, this, &DashboardPage::takeSamples);
    connect(m_statePage, &StatePage::actionTriggered, this, [this] { Q_EMIT placeRequested({Page::Containers, {}, {}}); });
    connect(new VisibleTimer(this, measureMilliseconds), &QTimer::timeout, this, &DashboardPage::measure);
    refreshTiles();
}

DashboardPage::~DashboardPage() = default;

void DashboardPage::open(const ContainerId &id)
{
    Q_EMIT placeRequested({Page::Containers, id, DetailTab::Statistics});
}

void DashboardPage::showEvent(QShowEvent *event)
{
    PageView::showEvent(event);
    for (auto &[id, tile] : m_tiles)
        loadHistory(id);
    refreshTiles();
    measure();
}

void DashboardPage::refreshTiles()
{
    if (!isVisible())
        return;
    std::vector<const engine::ContainerView *> running;
    for (const auto &view : m_services.containers.containers())
        if (runs(view))
            running.push_back(&view);
    if (running.empty()) {
        m_tiles.clear();
        m_columns = 0;
        if (m_services.containers.state() == LoadState::Failed)
            m_statePage->showError(*m_services.containers.error());
        else if (m_services.containers.state() != LoadState::Ready)
            m_statePage->showLoading(m_services.containers.state() == LoadState::Slow);
        else
            m_statePage->showText("dashboard"_L1, tr("Nothing is running"), tr("Here is what all running containers take from this computer, with a chart for each."), tr("Show Containers"));
        m_stack->setCurrentWidget(m_statePage);
        return;
    }
    m_stack->setCurrentWidget(m_scroll);
    bool other = std::erase_if(m_tiles, [&](const auto &entry) { return !std::ranges::contains(running, entry.first, &engine::ContainerView::id); }) > 0;
    for (const auto *view : running) {
        auto &tile = m_tiles[view->id];
        if (!tile) {
            tile = std::make_unique<Tile>();
            tile->widget = new ContainerTile(view->id);
            connect(tile->widget, &ContainerTile::opened, this, &DashboardPage::open);
            loadHistory(view->id);
            other = true;
        }
        tile->widget->setName(displayText(view->name), displayText(view->image));
        tile->widget->setRemark(view->silentSince ? tr("No answer since %1").arg(formatTime(*view->silentSince)) : view->state == engine::ContainerState::Paused ? tr("Paused") : QString());
    }
    if (other) {
        m_columns = 0;
        arrange();
    }
    refreshFigures();
}

void DashboardPage::loadHistory(const ContainerId &id)
{
    auto &tile = *m_tiles.at(id);
    tile.stop.request_stop();
    tile.loading = true;
    tile.whileLoading.clear();
    auto operation = m_services.statistics.history(id, std::chrono::seconds(ContainerTile::span / 1000));
    tile.stop = operation.stop;
    operation.then(this, [this, id](Result<engine::SampleSeries> history) {
        const auto it = m_tiles.find(id);
        if (it == m_tiles.end() || (!history && history.error().isCancelled()))
            return;
        it->second->loading = false;
        // Without a history the tile fills from now on.
        it->second->widget->setHistory(joined(history ? std::move(history->samples) : std::vector<engine::Sample>(), it->second->whileLoading));
        it->second->whileLoading.clear();
    });
}

void DashboardPage::takeSamples(const std::vector<engine::LiveSample> &samples)
{
    if (!isVisible())
        return;
    for (const auto &live : samples) {
        const auto it = m_tiles.find(live.container);
        if (it == m_tiles.end())
            continue;
        if (it->second->loading)
            it->second->whileLoading.push_back(live.sample);
        it->second->widget->append(live.sample);
    }
    refreshFigures();
}

void DashboardPage::refreshFigures()
{
    const auto latest = [this](const ContainerId &id) { return m_services.statistics.latest(id); };
    const auto &containers = m_services.containers.containers();
    const Totals totals = totalsOf(containers, latest);
    m_containers->setFigure(tr("%1 running").arg(totals.running), tr("of %1").arg(totals.all));
    m_cpu->setFigure(tr("%1 cores").arg(cores(totals.cores)),
                     tr("on this computer %1 of %2").arg(cores(totals.hostCores)).arg(QThread::idealThreadCount()));
    m_memory->setFigure(formatSize(totals.memory), tr("on this computer %1").arg(formatSize(totals.hostMemory)));
    m_traffic->setFigure(formatRate(totals.received), tr("received; sent %1").arg(formatRate(totals.sent)));
    const auto fill = [&](TopList *list, Consumption by) {
        std::vector<TopList::Row> rows;
        for (const auto &consumer : topConsumers(containers, latest, by, TopList::rowCount))
            rows.push_back({consumer.id, m_services.containers.nameOf(consumer.id),
                            by == Consumption::Cpu ? formatPercent(consumer.value) : formatSize(static_cast<std::uint64_t>(consumer.value)), consumer.share});
        list->setRows(std::move(rows));
    };
    fill(m_topCpu, Consumption::Cpu);
    fill(m_topMemory, Consumption::Memory);
}

void DashboardPage::measure()
{
    auto operation = runAsync(m_services.pools.shared(), [](std::stop_token) -> Result<SelfCounters> { return readSelfCounters(); });
    operation.then(this, [this](const Result<SelfCounters> &now) {
        if (!now)
            return;
        const auto cost = m_before ? selfCost(*m_before, *now) : std::nullopt;
        m_before = *now;
        m_self->setFigure(formatSize(now->privateBytes),
                          cost ? tr("%1 CPU, %2 wake-ups/s").arg(formatPercent(cost->cpu), QLocale().toString(cost->wakeUpsPerSecond, 'f', 0)) : tr("measuring…"));
    });
}

void DashboardPage::arrange()
{
    const int columns = std::clamp((m_scroll->viewport()->width() - 2 * metrics::large + metrics::medium) / (tileWidth + metrics::medium), 1, 8);
    if (columns == m_columns)
        return;
    m_columns = columns;
    std::vector<ContainerTile *> order;
    for (const auto &[id, tile] : m_tiles)
        order.push_back(tile->widget);
    std::ranges::sort(order, {}, [](const ContainerTile *tile) { return tile->accessibleName().toCaseFolded(); });
    for (int i = 0; i < 8; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    QWidget *before = m_topMemory;
    for (int i = 0; i < static_cast<int>(order.size()); ++i) {
        auto *widget = order[static_cast<std::size_t>(i)];
        m_grid->addWidget(widget, i / columns, i % columns);
        setTabOrder(before, widget);
        before = widget;
    }
}

void DashboardPage::resizeEvent(QResizeEvent *event)
{
    PageView::resizeEvent(event);
    arrange();
}

} // namespace firkin::ui
