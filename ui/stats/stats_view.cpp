#include "ui/stats/stats_view.h"

#include "runtime/base/file.h"
#include "ui/services/services.h"
#include "ui/stats/chart/chart_view.h"
#include "ui/stats/sample_table.h"
#include "ui/stats/stat_card.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QBuffer>
#include <QButtonGroup>
#include <QFile>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace firkin::ui {

namespace {

struct RangeChoice {
    const char *text;
    int seconds;
};
constexpr RangeChoice ranges[] = {
    {QT_TRANSLATE_NOOP("firkin::ui::StatsView", "1 min"), 60},
    {QT_TRANSLATE_NOOP("firkin::ui::StatsView", "5 min"), 5 * 60},
    {QT_TRANSLATE_NOOP("firkin::ui::StatsView", "15 min"), 15 * 60},
    {QT_TRANSLATE_NOOP("firkin::ui::StatsView", "1 h"), 60 * 60},
    {QT_TRANSLATE_NOOP("firkin::ui::StatsView", "24 h"), 24 * 60 * 60},
};

constexpr int stalledMs = 2500; ///< no sample for so long: the time axis goes on without
constexpr int twoColumnsFrom = 640;
constexpr int oneLineFrom = 1000; ///< ranges, exports and facts beside each other

chart::Milliseconds toMs(engine::WallTime time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

} // namespace

StatsView::StatsView(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_grid(new QGridLayout)
    , m_ranges(new QButtonGroup(this))
    , m_head(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_facts(new ToneLabel(Tone::Muted))
    , m_banner(new Banner(this))
{
    auto *bar = new QHBoxLayout;
    bar->setSpacing(metrics::tight);
    for (const RangeChoice &choice : ranges) {
        auto *button = new QToolButton(this);
        button->setText(tr(choice.text));
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setChecked(choice.seconds == m_range.count());
        button->setFocusPolicy(Qt::StrongFocus);
        m_ranges->addButton(button, choice.seconds);
        bar->addWidget(button);
    }
    m_facts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_facts->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a longer number lays nothing out
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    makeExports(bar);
    bar->addStretch();
    m_head->setSpacing(metrics::small);
    m_head->addLayout(bar);
    m_head->addWidget(m_facts, 1);
    connect(m_ranges, &QButtonGroup::idClicked, this, [this](int seconds) { setRange(std::chrono::seconds(seconds)); });

    for (const Metric metric : allMetrics) {
        auto *card = new StatCard(metric, this);
        m_cards.push_back(card);
        connect(&card->chart(), &chart::ChartView::hovered, this, [this](std::optional<chart::Milliseconds> at) {
            for (StatCard *other : m_cards)
                other->chart().setHover(at);
        });
    }
    m_grid->setSpacing(metrics::medium);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    layout->addLayout(m_head);
    layout->addWidget(m_banner);
    m_charts = new QWidget;
    m_charts->setLayout(m_grid);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_model = new SampleModel(this);
    m_table = new QTableView;
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::rowHeight - 6);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultSectionSize(92);
    m_table->horizontalHeader()->resizeSection(SampleModel::TimeColumn, 180);
    m_table->setAccessibleName(tr("Statistics as a table"));
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_charts);
    m_stack->addWidget(m_table);
    layout->addLayout(m_stack, 1);
    arrangeCards();

    m_clock.setTimerType(Qt::CoarseTimer);
    m_clock.setSingleShot(true);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        showNow();
        m_clock.start(1000);
    });
    m_banner->setAction(tr("Try Again"));
    connect(m_banner, &Banner::actionTriggered, this, &StatsView::loadHistory);
    connect(&m_services.statistics, &StatisticsService::sampled, this, [this](const std::vector<engine::LiveSample> &samples) {
        for (const engine::LiveSample &live : samples) {
            if (live.container == m_container)
                takeSample(live.sample);
        }
    });
    connect(&m_services.containers, &ContainersService::listChanged, this, &StatsView::updateRunning);
}

StatsView::~StatsView()
{
    if (m_stop)
        m_stop->request_stop();
}

chart::Milliseconds StatsView::step() const
{
    return m_range.count() <= 15 * 60 ? 1000 : 10'000; // the two rings of the engine
}

void StatsView::setContainer(const ContainerId &container)
{
    if (container == m_container)
        return;
    m_container = container;
    m_samples.clear();
    m_liveWhileLoading.clear();
    m_banner->clear();
    const auto *view = m_services.containers.find(m_container);
    m_running = view && view->state == engine::ContainerState::Running;
    loadHistory();
}

void StatsView::setRange(std::chrono::seconds range)
{
    if (range == m_range)
        return;
    m_range = range;
    if (auto *button = m_ranges->button(static_cast<int>(range.count())))
        button->setChecked(true);
    showSamples(); // what is there at once, the rest when it comes
    loadHistory();
}

void StatsView::loadHistory()
{
    if (m_stop)
        m_stop->request_stop();
    m_stop.reset();
    const quint64 request = ++m_request;
    m_banner->clear();
    if (m_container.empty()) {
        showSamples();
        return;
    }
    m_loading = true;
    m_liveWhileLoading.clear();
    showSamples();
    auto operation = m_services.statistics.history(m_container, m_range);
    m_stop = operation.stop;
    operation.then(this, [this, request](const Result<engine::SampleSeries> &history) {
        if (request == m_request)
            takeHistory(history);
    });
}

void StatsView::takeHistory(const Result<engine::SampleSeries> &history)
{
    m_loading = false;
    m_stop.reset();
    if (history)
        m_samples = joined(history->samples, m_liveWhileLoading);
    else
        m_banner->showError(history.error(), m_services.containers.nameOf(m_container));
    m_liveWhileLoading.clear();
    showSamples();
}

void StatsView::takeSample(const engine::Sample &sample)
{
    if (m_loading)
        m_liveWhileLoading.push_back(sample);
    m_samples.push_back(sample);
    const auto keep = sample.time - m_range - m_range / 4;
    if (m_samples.front().time < keep - std::chrono::seconds(60))
        std::erase_if(m_samples, [&](const engine::Sample &old) { return old.time < keep; });
    if (!isVisible()) {
        m_stale = true;
        return;
    }
    const chart::Milliseconds at = timeOf(sample);
    for (StatCard *card : m_cards) {
        card->chart().setLimit(limitOf(card->metric(), sample));
        card->chart().append(at, valuesOf(card->metric(), sample));
    }
    if (m_samples.size() > 1 && m_samples[m_samples.size() - 2].oomKills != sample.oomKills) {
        for (StatCard *card : m_cards)
            card->chart().setMarkers(outOfMemoryMarkers(m_samples));
    }
    if (showsTable())
        m_model->append(sample);
    showNewest();
    showNow();
    m_clock.start(stalledMs);
}

void StatsView::showSamples()
{
    m_stale = false;
    if (showsTable())
        m_model->setSamples(inRange());
    const auto markers = outOfMemoryMarkers(m_samples);
    for (StatCard *card : m_cards) {
        chart::ChartData drawn = chartFor(card->metric(), m_samples, step());
        drawn.markers = markers;
        card->chart().setData(std::move(drawn));
        card->chart().setPlaceholder(m_container.empty() ? QString()
                                     : m_loading         ? tr("Loading…")
                                     : m_running         ? tr("Waiting for the first sample…")
                                                         : tr("Nothing was recorded in this time."));
    }
    showNewest();
    showNow();
    if (m_running && isVisible())
        m_clock.start(stalledMs);
}

void StatsView::showNewest()
{
    const auto *view = m_services.containers.find(m_container);
    const bool known = m_running && !m_samples.empty();
    const double cpus = view ? view->spec.cpus : 1;
    for (StatCard *card : m_cards) {
        if (known)
            card->setFigures(figuresOf(card->metric(), m_samples.back(), cpus), shareOfLimit(card->metric(), m_samples.back()));
        else
            card->setFigures({}, std::nullopt);
    }
    if (!known) {
        m_facts->setText(m_container.empty() || m_loading ? QString() : m_running ? QString() : tr("Not running"));
        return;
    }
    const engine::Sample &sample = m_samples.back();
    QStringList facts{tr("%n process(es)", nullptr, static_cast<int>(sample.processes)),
                      tr("on this computer: %1 and %2 of a core")
                          .arg(formatSize(sample.hostMemoryBytes), formatPercent(sample.hostCpu))};
    if (sample.oomKills)
        facts << tr("%n out-of-memory kill(s)", nullptr, static_cast<int>(sample.oomKills));
    m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    m_facts->setToolTip(tr("What its virtual machine and helpers take from this computer, beside the container's own figures."));
}

void StatsView::showNow()
{
    chart::Milliseconds now = toMs(std::chrono::system_clock::now());
    // A container that does not run shows its last time, not an empty present.
    if (!m_running && !m_samples.empty())
        now = timeOf(m_samples.back());
    const auto span = std::chrono::duration_cast<std::chrono::milliseconds>(m_range).count();
    for (StatCard *card : m_cards)
        card->chart().setWindow(now, span);
}

void StatsView::updateRunning()
{
    const auto *view = m_services.containers.find(m_container);
    const bool running = view && view->state == engine::ContainerState::Running;
    if (running == m_running)
        return;
    m_running = running;
    if (running)
        loadHistory();
    else
        m_clock.stop();
    showSamples();
}

void StatsView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        showSamples();
    showNow();
    if (m_running)
        m_clock.start(stalledMs);
}

void StatsView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_clock.stop();
}

void StatsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrangeCards();
}

void StatsView::makeExports(QBoxLayout *bar)
{
    bar->addSpacing(metrics::small);
    m_asTable = new QToolButton(this);
    m_asTable->setIcon(icon(QLatin1StringView("table")));
    m_asTable->setCheckable(true);
    m_asTable->setAutoRaise(true);
    m_asTable->setFocusPolicy(Qt::StrongFocus);
    m_asTable->setToolTip(tr("Show as Table"));
    m_asTable->setAccessibleName(tr("Show as Table"));
    connect(m_asTable, &QToolButton::toggled, this, &StatsView::setShowsTable);
    bar->addWidget(m_asTable);
    auto *save = new QToolButton(this);
    save->setIcon(icon(QLatin1StringView("save")));
    save->setAutoRaise(true);
    save->setFocusPolicy(Qt::StrongFocus);
    save->setToolTip(tr("Export"));
    save->setAccessibleName(tr("Export"));
    connect(save, &QToolButton::clicked, this, [this, save] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        connect(menu->addAction(tr("Values as CSV…")), &QAction::triggered, this,
                [this] { saveTo(tr("Save Values"), QStringLiteral("csv"), tr("Comma-separated values (*.csv)"), [this] { return csvOf(inRange()); }); });
        connect(menu->addAction(tr("Charts as PNG…")), &QAction::triggered, this,
                [this] { saveTo(tr("Save Picture"), QStringLiteral("png"), tr("PNG picture (*.png)"), [this] { return picture(); }); });
        menu->popup(save->mapToGlobal(QPoint(0, save->height())));
    });
    bar->addWidget(save);
}

void StatsView::saveTo(const QString &caption, const QString &suffix, const QString &filter, std::function<QByteArray()> content)
{
    // What is shown now, not when the dialog is done with.
    const QByteArray bytes = content();
    auto *dialog = new QFileDialog(this, caption);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({filter});
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(QString(m_services.containers.nameOf(m_container)).replace(u'/', u'_') + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, bytes](const QString &path) {
        const std::string name = QFile::encodeName(path).toStdString();
        runAsync(m_services.pools.shared(), [name, bytes](std::stop_token) -> Status { return writeFileAtomically(name, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), 0644); })
            .then(this, [this](const Status &status) {
                if (!status)
                    m_banner->showError(status.error());
            });
    });
    dialog->open();
}

std::vector<engine::Sample> StatsView::inRange() const
{
    if (m_samples.empty())
        return {};
    const auto from = m_samples.back().time - m_range;
    const auto first = std::ranges::lower_bound(m_samples, from, {}, &engine::Sample::time);
    return {first, m_samples.end()};
}

QByteArray StatsView::picture() const
{
    QList<QImage> images;
    int width = 0;
    int height = 0;
    for (StatCard *card : m_cards) {
        images << card->chart().toImage(metricTitle(card->metric()));
        width = std::max(width, images.last().width());
        height += images.last().height() + metrics::medium;
    }
    QImage all(width, std::max(1, height), QImage::Format_RGB32);
    all.fill(palette().color(QPalette::Base));
    QPainter painter(&all);
    int y = 0;
    for (QImage &image : images) {
        const int own = image.height();
        image.setDevicePixelRatio(1);
        painter.drawImage(0, y, image);
        y += own + metrics::medium;
    }
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    all.save(&buffer, "PNG");
    return bytes;
}

void StatsView::setShowsTable(bool on)
{
    m_asTable->setChecked(on);
    if (on)
        m_model->setSamples(inRange());
    m_stack->setCurrentWidget(on ? static_cast<QWidget *>(m_table) : m_charts);
    if (!on)
        m_model->setSamples({});
}

bool StatsView::showsTable() const
{
    return m_asTable && m_asTable->isChecked();
}

void StatsView::arrangeCards()
{
    const auto head = width() >= oneLineFrom ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (head != m_head->direction() || m_columns == 0) {
        m_head->setDirection(head);
        m_facts->setAlignment((head == QBoxLayout::TopToBottom ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    const int columns = width() >= twoColumnsFrom ? 2 : 1;
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int i = 0; i < 4; ++i) {
        m_grid->setRowStretch(i, i < 4 / columns ? 1 : 0);
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
    for (int i = 0; i < static_cast<int>(m_cards.size()); ++i)
        m_grid->addWidget(m_cards[static_cast<std::size_t>(i)], i / columns, i % columns);
}

} // namespace firkin::ui
