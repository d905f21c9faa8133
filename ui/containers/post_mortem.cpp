#include "ui/containers/post_mortem.h"

#include "ui/async/plain_text.h"
#include "ui/logs/line_text.h"
#include "ui/services/services.h"
#include "ui/stats/chart/chart_view.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"

#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

namespace {

constexpr int outputLines = 12;
constexpr int kernelLines = 12;
constexpr std::size_t outputBytes = 32 * 1024;
constexpr std::size_t consoleBytes = 32 * 1024;
constexpr std::chrono::seconds searched[] = {std::chrono::minutes(15), std::chrono::hours(24)};

/// The end of what it printed; on a worker.
Result<std::string> lastOutput(engine::Logs &logs, const ContainerId &container, std::stop_token stop)
{
    FIRKIN_ASSIGN(const auto reader, logs.open(container));
    const auto range = reader->range();
    FIRKIN_TRY(reader->seek(range.end - std::min<std::uint64_t>(range.end - range.oldest, outputBytes)));
    std::string bytes;
    while (!stop.stop_requested()) {
        FIRKIN_ASSIGN(const auto records, reader->read(outputBytes));
        if (records.empty())
            break;
        for (const auto &record : records)
            bytes += record.bytes;
        if (bytes.size() > 2 * outputBytes)
            bytes.erase(0, bytes.size() - outputBytes);
    }
    return bytes;
}

} // namespace

std::vector<engine::Sample> lastMinute(const std::vector<engine::Sample> &samples)
{
    if (samples.empty())
        return {};
    const auto from = samples.back().time - std::chrono::seconds(60);
    const auto first = std::ranges::lower_bound(samples, from, {}, &engine::Sample::time);
    return {first, samples.end()};
}

QString lastLines(std::string_view bytes, int lines)
{
    QStringList shown;
    while (bytes.ends_with('\n') || bytes.ends_with('\r'))
        bytes.remove_suffix(1);
    while (!bytes.empty() && shown.size() < lines) {
        const auto at = bytes.rfind('\n');
        std::string_view line = at == std::string_view::npos ? bytes : bytes.substr(at + 1);
        bytes = at == std::string_view::npos ? std::string_view() : bytes.substr(0, at);
        while (line.ends_with('\r'))
            line.remove_suffix(1);
        shown.prepend(toLineText(std::string(line.substr(0, 1000))).text);
    }
    return shown.join(u'\n');
}

PostMortem::PostMortem(Services &services, QWidget *parent) : QWidget(parent), m_services(services)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, metrics::small, 0, 0);
    layout->setSpacing(metrics::tight);
    m_charts = new QWidget;
    auto *charts = new QHBoxLayout(m_charts);
    charts->setContentsMargins(0, 0, 0, metrics::small);
    charts->setSpacing(metrics::large);
    const auto add = [&](Metric metric) {
        auto *column = new QVBoxLayout;
        column->setSpacing(metrics::tight);
        column->addWidget(new ToneLabel(Tone::Muted, tr("%1 in the last minute").arg(metricTitle(metric))));
        auto *view = new chart::ChartView;
        view->setFixedHeight(110);
        view->setAccessibleName(tr("%1 in the last minute").arg(metricTitle(metric)));
        column->addWidget(view);
        charts->addLayout(column, 1);
        return view;
    };
    m_cpu = add(Metric::Cpu);
    m_memory = add(Metric::Memory);
    layout->addWidget(m_charts);
    m_output = addText(tr("The last lines of its output"));
    m_kernel = addText(tr("The last messages of its kernel"));
}

PostMortem::~PostMortem()
{
    for (auto &stop : m_stops)
        stop.request_stop();
}

QPlainTextEdit *PostMortem::addText(const QString &title)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(new ToneLabel(Tone::Muted, title));
    auto *edit = new QPlainTextEdit;
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    edit->setAccessibleName(title);
    column->addWidget(edit);
    return edit;
}

void PostMortem::setText(QPlainTextEdit *edit, const QString &text, const QString &none)
{
    edit->setPlainText(text.isEmpty() ? none : text);
    const int lines = std::max(1, static_cast<int>(text.count(u'\n')) + 1);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * std::min(lines, outputLines) + 22);
}

void PostMortem::show(const engine::ContainerView &view)
{
    if (!view.exit || (view.id == m_container && view.exit->at == m_end))
        return;
    m_container = view.id;
    m_end = view.exit->at;
    for (auto &stop : m_stops)
        stop.request_stop();
    m_stops.clear();
    const quint64 request = ++m_request;
    m_charts->hide();
    setText(m_output, {}, tr("Reading…"));
    setText(m_kernel, {}, tr("Reading…"));
    auto &pool = m_services.pools.lane(view.id);

    auto output = runAsync(pool, [&logs = m_services.engine.logs(), id = view.id](std::stop_token stop) { return lastOutput(logs, id, stop); });
    m_stops.push_back(output.stop);
    output.then(this, [this, request](const Result<std::string> &bytes) {
        if (request == m_request)
            setText(m_output, bytes ? lastLines(*bytes, outputLines) : QString(), tr("It printed nothing."));
    });
    auto console = m_services.logs.console(view.id, consoleBytes);
    m_stops.push_back(console.stop);
    console.then(this, [this, request](const Result<std::string> &bytes) {
        if (request == m_request)
            setText(m_kernel, bytes ? lastLines(*bytes, kernelLines) : QString(), tr("None are kept."));
    });
    auto history = runAsync(pool, [&statistics = m_services.engine.statistics(), id = view.id](std::stop_token stop) -> Result<engine::SampleSeries> {
        engine::SampleSeries series;
        for (const auto span : searched) {
            FIRKIN_ASSIGN(series, statistics.history(id, span, stop));
            if (!series.samples.empty())
                break;
        }
        return series;
    });
    m_stops.push_back(history.stop);
    history.then(this, [this, request](const Result<engine::SampleSeries> &series) {
        if (request != m_request || !series)
            return;
        const auto samples = lastMinute(series->samples);
        if (samples.size() < 2)
            return;
        const auto step = series->step.count();
        for (const auto &[chartView, metric] : {std::pair(m_cpu, Metric::Cpu), {m_memory, Metric::Memory}}) {
            chart::ChartData minute = chartFor(metric, samples, step);
            minute.markers = outOfMemoryMarkers(samples);
            chartView->setData(std::move(minute));
            chartView->setWindow(timeOf(samples.back()), 60'000);
        }
        m_charts->show();
    });
}

} // namespace firkin::ui
