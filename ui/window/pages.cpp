#include "ui/window/pages.h"

#include "ui/containers/containers_page.h"
#include "ui/dashboard/dashboard_page.h"
#include "ui/images/images_page.h"
#include "ui/networks/networks_page.h"
#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/settings/settings_page.h"
#include "ui/tasks/tasks_page.h"
#include "ui/trash/trash_page.h"
#include "ui/volumes/volumes_page.h"

namespace firkin::ui {

std::vector<PageEntry> pageTable(const PageContext &context)
{
    auto &[services, preferences, toasts] = context;
    const ConsoleMemory memory{
        .load = [&preferences](const QString &key) { return preferences.bytes(QLatin1StringView(key.toLatin1())); },
        .save = [&preferences](const QString &key, const QByteArray &value) { preferences.setBytes(QLatin1StringView(key.toLatin1()), value); }};
    return {
        {Page::Containers, [&services, &toasts, memory] { return new ContainersPage(services, toasts, memory); }},
        {Page::Dashboard, [&services] { return new DashboardPage(services); }},
        {Page::Images, [&services, &toasts] { return new ImagesPage(services, toasts); }},
        {Page::Volumes, [&services, &toasts] { return new VolumesPage(services, toasts); }},
        {Page::Networks, [&services, &toasts] { return new NetworksPage(services, toasts); }},
        {Page::Tasks, [&services] { return new TasksPage(services.tasks); }},
        {Page::Settings, [&services, &preferences] { return new SettingsPage(services, preferences); }},
        {Page::Trash, [&services, &toasts] { return new TrashPage(services, toasts); }},
    };
}

} // namespace firkin::ui
