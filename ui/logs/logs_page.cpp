#include "ui/logs/logs_page.h"

#include "runtime/base/file.h"
#include "runtime/base/paths.h"
#include "ui/logs/log_follower.h"
#include "ui/async/plain_text.h"
#include "ui/logs/log_view.h"
#include "ui/logs/merged_reader.h"
#include "ui/services/services.h"
#include "ui/style/format.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/state_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include <fcntl.h>

namespace firkin::ui {

namespace {

/// With the filter: what stood around a match.
constexpr int contextLines = 3;

/// All captured output, as it was written, to a file; for a worker.
Result<bool> saveOutput(engine::LogReader &reader, const std::string &path, const ProgressFn &progress, std::stop_token stop)
{
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file)
        return fail(systemError(firkin::Operation::ReadLogs, path, errno));
    const engine::LogRange range = reader.range();
    FIRKIN_TRY(reader.seek(range.oldest));
    std::uint64_t done = range.oldest;
    while (done < range.end) {
        if (stop.stop_requested())
            return fail(cancelled(firkin::Operation::ReadLogs, path));
        FIRKIN_ASSIGN(const auto records, reader.read(256 * 1024));
        if (records.empty())
            break;
        for (const engine::LogRecord &record : records) {
            FIRKIN_TRY(writeAll(file.get(), record.bytes, path));
            done = record.offset + record.bytes.size();
        }
        report(progress, {Phase::Copying, done - range.oldest, range.end - range.oldest, path});
    }
    return true;
}

} // namespace

LogsPage::LogsPage(Services &services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_bar(new QWidget(this))
    , m_search(new QLineEdit(this))
    , m_count(new ToneLabel(Tone::Muted))
    , m_banner(new Banner(this))
    , m_notice(new Banner(this))
    , m_state(new StatePage(this))
    , m_view(new LogView(services.pools.shared(), this))
    , m_stack(new QStackedLayout)
{
    buildBar();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(metrics::large, metrics::small, metrics::large, metrics::small);
    head->setSpacing(metrics::small);
    head->addWidget(m_bar);
    head->addWidget(m_banner);
    head->addWidget(m_notice);
    layout->addLayout(head);
    layout->addWidget(separatorLine(this));
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_view);
    layout->addLayout(m_stack, 1);
    m_view->setAccessibleName(tr("Output"));

    m_banner->setAction(tr("Try Again"));
    connect(m_banner, &Banner::actionTriggered, this, [this] { open(m_position); });
    connect(m_state, &StatePage::actionTriggered, this, [this] { open(0); });
    connect(m_view, &LogView::followChanged, m_followButton, &QToolButton::setChecked);
    connect(m_view, &LogView::searchChanged, this, &LogsPage::updateCount);
    connect(&m_services.containers, &ContainersService::listChanged, this, &LogsPage::updateRunning);
    updateState();
    updateCount();
}

LogsPage::~LogsPage() = default;

QToolButton *LogsPage::addToggle(QLatin1StringView iconName, const QString &text, const QKeySequence &keys, bool checked)
{
    auto *button = new QToolButton(m_bar);
    button->setIcon(icon(iconName));
    button->setCheckable(true);
    button->setChecked(checked);
    button->setAutoRaise(true);
    button->setToolTip(keys.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, keys.toString(QKeySequence::NativeText)));
    button->setAccessibleName(text);
    m_bar->layout()->addWidget(button);
    return button;
}

void LogsPage::buildBar()
{
    auto *bar = new QHBoxLayout(m_bar);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(metrics::tight);
    m_search->setPlaceholderText(tr("Search the output"));
    m_search->setAccessibleName(tr("Search the output"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(320);
    m_search->setMinimumWidth(60);
    m_search->addAction(icon(QLatin1StringView("search")), QLineEdit::LeadingPosition);
    bar->addWidget(m_search, 1);
    const auto step = [&](QLatin1StringView name, const QString &text, int direction) {
        auto *button = new QToolButton(m_bar);
        button->setIcon(icon(name));
        button->setAutoRaise(true);
        button->setToolTip(text);
        button->setAccessibleName(text);
        bar->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, direction] { m_view->goToMatch(direction); });
        return button;
    };
    m_previous = step(QLatin1StringView("chevron-up"), tr("Previous Match (Shift+Enter)"), -1);
    m_next = step(QLatin1StringView("chevron-down"), tr("Next Match (Enter)"), 1);
    m_case = new QToolButton(m_bar);
    m_case->setText(QStringLiteral("Aa"));
    m_case->setCheckable(true);
    m_case->setAutoRaise(true);
    m_case->setToolTip(tr("Match Case"));
    m_case->setAccessibleName(tr("Match Case"));
    bar->addWidget(m_case);
    m_regular = new QToolButton(m_bar);
    m_regular->setText(QStringLiteral(".*"));
    m_regular->setCheckable(true);
    m_regular->setAutoRaise(true);
    m_regular->setToolTip(tr("Regular Expression"));
    m_regular->setAccessibleName(tr("Regular Expression"));
    bar->addWidget(m_regular);
    m_filter = addToggle(QLatin1StringView("filter"), tr("Show Matching Lines Only"), {}, false);
    m_context = new QToolButton(m_bar);
    m_context->setText(QStringLiteral("±3"));
    m_context->setCheckable(true);
    m_context->setAutoRaise(true);
    m_context->setToolTip(tr("With Three Lines Around Each Match"));
    m_context->setAccessibleName(tr("With Three Lines Around Each Match"));
    bar->addWidget(m_context);
    bar->addWidget(m_count);
    bar->addStretch(1);
    m_merge = new QToolButton(m_bar);
    m_merge->setIcon(icon(QLatin1StringView("containers")));
    m_merge->setAutoRaise(true);
    m_merge->setToolTip(tr("Together with the Output of Others…"));
    m_merge->setAccessibleName(tr("Together with the Output of Others…"));
    bar->addWidget(m_merge);
    connect(m_merge, &QToolButton::clicked, this, &LogsPage::chooseOthers);
    m_times = addToggle(QLatin1StringView("clock"), tr("Timestamps"), {}, false);
    m_wrap = addToggle(QLatin1StringView("wrap"), tr("Wrap Lines"), {}, false);
    m_followButton = addToggle(QLatin1StringView("follow"), tr("Follow the End"), QKeySequence(Qt::Key_End), true);
    m_save = new QToolButton(m_bar);
    m_save->setIcon(icon(QLatin1StringView("save")));
    m_save->setAutoRaise(true);
    m_save->setToolTip(tr("Save Output As…"));
    m_save->setAccessibleName(tr("Save Output As…"));
    bar->addWidget(m_save);

    connect(m_search, &QLineEdit::textChanged, this, &LogsPage::showSearch);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_view->goToMatch(QGuiApplication::keyboardModifiers() & Qt::ShiftModifier ? -1 : 1);
    });
    connect(m_case, &QToolButton::toggled, this, &LogsPage::showSearch);
    connect(m_regular, &QToolButton::toggled, this, &LogsPage::showSearch);
    connect(m_context, &QToolButton::toggled, this, [this](bool on) { m_view->setContext(on ? contextLines : 0); });
    connect(m_filter, &QToolButton::toggled, this, [this](bool on) {
        m_view->setFilter(on);
        updateCount();
    });
    connect(m_times, &QToolButton::toggled, this, [this](bool on) { m_view->setTimestamps(on); });
    connect(m_wrap, &QToolButton::toggled, this, [this](bool on) { m_view->setWrap(on); });
    connect(m_followButton, &QToolButton::clicked, this, [this](bool on) { m_view->setFollow(on); });
    connect(m_save, &QToolButton::clicked, this, &LogsPage::save);
}

void LogsPage::setContainer(const ContainerId &container)
{
    if (container == m_container)
        return;
    m_container = container;
    m_others.clear();
    restart();
}

void LogsPage::restart()
{
    delete m_follower;
    m_follower = nullptr;
    m_spool.reset();
    m_view->setSpool({});
    m_position = 0;
    m_opened = m_ended = m_loading = false;
    ++m_request;
    m_banner->clear();
    m_notice->clear();
    updateState();
    if (isVisible())
        open(0);
}

void LogsPage::showSearch()
{
    m_view->setSearch(LineMatcher(m_search->text(), m_case->isChecked() ? Qt::CaseSensitive : Qt::CaseInsensitive, m_regular->isChecked()));
    updateCount();
}

void LogsPage::chooseOthers()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [this, menu](const ContainerId &id) {
        auto *action = menu->addAction(m_services.containers.nameOf(id));
        action->setCheckable(true);
        action->setChecked(std::ranges::contains(m_others, id));
        connect(action, &QAction::toggled, this, [this, id](bool on) {
            std::erase(m_others, id);
            if (on)
                m_others.push_back(id);
            restart();
        });
    };
    for (const auto &view : m_services.containers.containers())
        if (view.id != m_container)
            add(view.id);
    if (menu->isEmpty())
        menu->addAction(tr("There is no other container"))->setEnabled(false);
    menu->addSeparator();
    connect(menu->addAction(tr("All")), &QAction::triggered, this, [this] {
        m_others.clear();
        for (const auto &view : m_services.containers.containers())
            if (view.id != m_container)
                m_others.push_back(view.id);
        restart();
    });
    auto *none = menu->addAction(tr("This One Only"));
    none->setEnabled(!m_others.empty());
    connect(none, &QAction::triggered, this, [this] {
        m_others.clear();
        restart();
    });
    menu->popup(m_merge->mapToGlobal(QPoint(0, m_merge->height())));
}

void LogsPage::openMerged()
{
    std::vector<std::pair<ContainerId, std::string>> wanted{{m_container, m_services.containers.nameOf(m_container).toStdString()}};
    for (const auto &id : m_others)
        wanted.emplace_back(id, m_services.containers.nameOf(id).toStdString());
    const quint64 request = ++m_request;
    runAsync(m_services.pools.shared(), [&logs = m_services.engine.logs(), wanted](std::stop_token stop) -> Result<std::unique_ptr<engine::LogReader>> {
        std::vector<MergedReader::Source> sources;
        std::optional<Error> problem;
        for (const auto &[id, name] : wanted) {
            if (stop.stop_requested())
                return fail(cancelled(firkin::Operation::ReadLogs, name));
            auto reader = logs.open(id);
            if (reader)
                sources.push_back({name, std::move(*reader)});
            else
                problem = reader.error();
        }
        if (sources.empty())
            return fail(*problem);
        return std::make_unique<MergedReader>(std::move(sources));
    }).then(this, [this, request](Result<std::unique_ptr<engine::LogReader>> reader) {
        if (request != m_request)
            return;
        m_loading = false;
        if (reader)
            follow(std::move(*reader), 0);
        else
            m_state->showError(reader.error());
    });
}

void LogsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_opened)
        open(0);
}

void LogsPage::open(std::uint64_t from)
{
    if (m_container.empty())
        return;
    m_opened = true;
    m_loading = true;
    m_banner->clear();
    updateState();
    m_merge->setIcon(m_others.empty() ? icon(QLatin1StringView("containers")) : icon(QLatin1StringView("containers"), Tone::Info));
    if (!m_others.empty()) {
        openMerged();
        return;
    }
    const quint64 request = ++m_request;
    m_services.logs.open(m_container).then(this, [this, request, from](Result<std::unique_ptr<engine::LogReader>> reader) {
        if (request != m_request)
            return;
        m_loading = false;
        if (reader)
            follow(std::move(*reader), from);
        else if (m_spool)
            m_banner->showError(reader.error(), m_services.containers.nameOf(m_container));
        else
            m_state->showError(reader.error());
    });
}

void LogsPage::follow(std::unique_ptr<engine::LogReader> reader, std::uint64_t from)
{
    if (!m_spool) {
        auto spool = LineSpool::create(cacheDirectory() / "logs");
        if (!spool) {
            m_state->showError(spool.error());
            return;
        }
        m_spool = *spool;
        m_view->setSpool(m_spool);
    }
    delete m_follower;
    m_ended = false;
    m_loading = true; // until the first lines, or the end of what there is
    m_follower = new LogFollower(std::move(reader), m_spool, from, m_services.pools.lane(m_container), this);
    connect(m_follower, &LogFollower::advanced, this, [this, from] {
        m_loading = false;
        m_position = m_follower->position();
        m_view->refresh();
        updateState();
        if (const auto lost = m_follower->lostBytes(); lost > 0 && from == 0)
            m_notice->showNotice(tr("%1 of older output is no longer kept.").arg(formatSize(lost)));
    });
    connect(m_follower, &LogFollower::caughtUp, this, [this] {
        m_loading = false;
        updateState();
    });
    connect(m_follower, &LogFollower::ended, this, [this] {
        m_loading = false;
        m_ended = true;
        m_position = m_follower->position();
        m_view->refresh();
        updateState();
        updateRunning();
    });
    connect(m_follower, &LogFollower::failed, this, [this](const Error &error) {
        m_loading = false;
        m_banner->showError(error, m_services.containers.nameOf(m_container));
        updateState();
    });
}

void LogsPage::updateRunning()
{
    if (!m_ended || m_container.empty() || !m_others.empty())
        return;
    const auto *view = m_services.containers.find(m_container);
    if (view && view->state == engine::ContainerState::Running) {
        m_ended = false;
        open(m_position);
    }
}

void LogsPage::updateState()
{
    const bool lines = m_spool && m_spool->range().end > m_spool->range().first;
    m_bar->setEnabled(lines);
    m_stack->setCurrentWidget(lines ? static_cast<QWidget *>(m_view) : m_state);
    if (lines)
        return;
    const auto *view = m_services.containers.find(m_container);
    if (m_loading)
        m_state->showLoading(false);
    else if (view && view->state == engine::ContainerState::Created)
        m_state->showText(QLatin1StringView("logs"), tr("Nothing yet"), tr("Its output will be here once it has been started."));
    else if (m_spool && m_ended)
        m_state->showText(QLatin1StringView("logs"), tr("No output"), tr("It ended without printing anything."));
    else
        m_state->showText(QLatin1StringView("logs"), tr("No output yet"), tr("It has not printed anything so far."));
}

void LogsPage::updateCount()
{
    const LineSearch &search = m_view->search();
    const std::size_t count = search.matches().size();
    m_previous->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
    m_filter->setEnabled(search.isActive());
    m_context->setEnabled(search.isActive() && m_filter->isChecked());
    m_context->setVisible(m_filter->isChecked()); // the bar is full
    if (const QString problem = search.matcher().problem(); !problem.isEmpty())
        m_count->setText(tr("Not an expression: %1").arg(problem));
    else if (!search.isActive())
        m_count->clear();
    else if (count == 0)
        m_count->setText(search.isBusy() ? tr("Searching…") : tr("No match"));
    else if (m_view->currentMatch() > 0)
        m_count->setText(tr("%1 of %2").arg(formatNumber(m_view->currentMatch()), formatNumber(count)));
    else
        m_count->setText(tr("%n line(s)", nullptr, static_cast<int>(count)));
}

void LogsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find)) {
        focusSearch();
        return;
    }
    if (event->key() == Qt::Key_Escape && m_search->hasFocus()) {
        if (!m_search->text().isEmpty())
            m_search->clear();
        m_view->setFocus();
        return;
    }
    QWidget::keyPressEvent(event);
}

void LogsPage::save()
{
    auto *dialog = new QFileDialog(this, tr("Save Output"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QString(m_services.containers.nameOf(m_container)).replace(u'/', u'_') + QStringLiteral(".log"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const TaskId task = m_services.tasks.begin(TaskKind::Other, tr("Save the output of %1").arg(m_services.containers.nameOf(m_container)), m_container);
        auto operation = runAsync(m_services.pools.transfers(),
                                  [&logs = m_services.engine.logs(), container = m_container, file = QFile::encodeName(path).toStdString(),
                                   progress = m_services.tasks.sink(task)](std::stop_token stop) -> Result<bool> {
                                      FIRKIN_ASSIGN(const auto reader, logs.open(container));
                                      return saveOutput(*reader, file, progress, stop);
                                  });
        m_services.tasks.follow(task, operation, this, [this](const Result<bool> &saved) {
            if (!saved)
                m_banner->showError(saved.error());
        });
    });
    dialog->open();
}

} // namespace firkin::ui
