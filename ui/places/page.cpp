#include "ui/places/page.h"

#include <QCoreApplication>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {
struct Pages {
    Q_DECLARE_TR_FUNCTIONS(Pages)
};
} // namespace

QString pageTitle(Page page)
{
    switch (page) {
    case Page::Containers: return Pages::tr("Containers");
    case Page::Dashboard: return Pages::tr("Dashboard");
    case Page::Images: return Pages::tr("Images");
    case Page::Volumes: return Pages::tr("Volumes");
    case Page::Networks: return Pages::tr("Networks");
    case Page::Tasks: return Pages::tr("Tasks");
    case Page::Settings: return Pages::tr("Settings");
    case Page::Trash: return Pages::tr("Trash");
    }
    return {};
}

QLatin1StringView pageIcon(Page page)
{
    switch (page) {
    case Page::Containers: return "containers"_L1;
    case Page::Dashboard: return "dashboard"_L1;
    case Page::Images: return "images"_L1;
    case Page::Volumes: return "volumes"_L1;
    case Page::Networks: return "networks"_L1;
    case Page::Tasks: return "tasks"_L1;
    case Page::Settings: return "settings"_L1;
    case Page::Trash: return "trash"_L1;
    }
    return {};
}

} // namespace firkin::ui
