#include "app/screenshot_run.h"

#include "app/application.h"
#include "ui/async/error_text.h"
#include "ui/containers/containers_page.h"
#include "ui/services/services.h"
#include "ui/stats/stats_view.h"
#include "ui/window/main_window.h"

#include <QPixmap>
#include <QPushButton>

namespace firkin::app {

using namespace Qt::StringLiterals;
using engine::ContainerState;

namespace {
/// After the last sample: until charts have been laid out and painted with it.
constexpr int settleMilliseconds = 600;
} // namespace

ScreenshotRun::ScreenshotRun(Application &application, QString file, std::chrono::seconds limit)
    : m_application(application), m_file(std::move(file))
{
    m_limit.setSingleShot(true);
    m_limit.setInterval(limit);
    m_waitingFor = tr("the list of containers");
    connect(&m_limit, &QTimer::timeout, this, [this] { fail(tr("The time is up while waiting for %1.").arg(m_waitingFor)); });
}

void ScreenshotRun::start()
{
    auto &services = m_application.services();
    auto &page = m_application.window().containersPage();
    connect(&services.containers, &ui::ContainersService::stateChanged, this, &ScreenshotRun::look);
    connect(&services.containers, &ui::ContainersService::listChanged, this, &ScreenshotRun::look);
    connect(&services.containers, &ui::ContainersService::rowChanged, this, &ScreenshotRun::look);
    connect(&page, &ui::ContainersPage::starterCreated, this, [this](const ContainerId &id) {
        m_container = id;
        m_waitingFor = tr("the start of the starter container");
        look();
    });
    connect(&page, &ui::ContainersPage::starterFailed, this, [this](const Error &error) { fail(error); });
    connect(&services.statistics, &ui::StatisticsService::sampled, this, [this](const std::vector<engine::LiveSample> &samples) {
        for (const auto &live : samples)
            if (live.container == m_container && !m_container.empty() && ++m_samples == neededSamples)
                shoot();
    });
    m_limit.start();
    look();
}

void ScreenshotRun::look()
{
    auto &containers = m_application.services().containers;
    if (m_done)
        return;
    if (containers.state() == ui::LoadState::Failed) {
        fail(*containers.error());
        return;
    }
    if (containers.state() != ui::LoadState::Ready)
        return;
    if (!m_pressed) {
        m_pressed = true;
        // Run before: its container is there and has no first-run screen; it is started again.
        for (const auto &view : containers.containers()) {
            if (view.name == "starter") {
                m_container = view.id;
                m_waitingFor = tr("the start of the starter container");
                m_application.window().containersPage().open(view.id, ui::DetailTab::Statistics);
                if (view.state == ContainerState::Created || view.state == ContainerState::Exited)
                    containers.startContainer(view.id);
                return;
            }
        }
        m_waitingFor = tr("the starter image");
        auto *button = m_application.window().findChild<QPushButton *>(u"firstRun"_s);
        if (button && button->isVisible())
            button->click();
        else
            m_application.window().containersPage().runStarter(); // other containers are there
        return;
    }
    if (m_container.empty())
        return;
    if (const auto *failure = containers.failure(m_container)) {
        fail(*failure);
        return;
    }
    if (const auto *view = containers.find(m_container)) {
        if (view->state == ContainerState::Exited && !containers.pending(m_container) && view->exit)
            fail(tr("The starter container ended with exit code %1.").arg(view->exit->code));
        else if (view->state == ContainerState::Running)
            m_waitingFor = tr("three samples of the starter container");
    }
}

void ScreenshotRun::shoot()
{
    m_done = true;
    m_application.window().containersPage().open(m_container, ui::DetailTab::Statistics);
    // So little time has passed that the widest view of it says most.
    if (auto *stats = m_application.window().findChild<ui::StatsView *>())
        stats->setRange(std::chrono::minutes(1));
    QTimer::singleShot(settleMilliseconds, this, [this] {
        m_limit.stop();
        const QPixmap picture = m_application.window().grab();
        m_done = false;
        if (picture.save(m_file))
            Q_EMIT saved();
        else
            fail(tr("The picture could not be written to %1.").arg(m_file));
        m_done = true;
    });
}

void ScreenshotRun::fail(const Error &error)
{
    const auto text = ui::errorText(error);
    fail(text.remedy.isEmpty() ? text.headline + u'\n' + text.details : text.headline + u' ' + text.remedy + u'\n' + text.details);
}

void ScreenshotRun::fail(const QString &reason)
{
    if (m_done)
        return;
    m_done = true;
    m_limit.stop();
    Q_EMIT failed(reason);
}

} // namespace firkin::app
