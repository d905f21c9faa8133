#include "ui/palette/palette_items.h"

#include "ui/async/plain_text.h"
#include "ui/containers/container_row.h"
#include "ui/palette/palette_rank.h"
#include "ui/services/containers_service.h"

#include <QCoreApplication>

#include <algorithm>

namespace firkin::ui {

using namespace Qt::StringLiterals;

namespace {

struct Palette {
    Q_DECLARE_TR_FUNCTIONS(Palette)
};

/// What else an action is called: English verbs of fk and of others, so that "stop db" works in every language.
const char *otherNames(ContainerAction action)
{
    switch (action) {
    case ContainerAction::Open: return "open show detail";
    case ContainerAction::Start: return "start run up boot";
    case ContainerAction::Stop: return "stop down halt";
    case ContainerAction::Restart: return "restart reboot";
    case ContainerAction::Pause: return "pause freeze suspend";
    case ContainerAction::Resume: return "resume unpause thaw continue";
    case ContainerAction::Kill: return "kill";
    case ContainerAction::ForceOff: return "force off poweroff";
    case ContainerAction::Shell: return "shell terminal console exec";
    case ContainerAction::Logs: return "logs output";
    case ContainerAction::Files: return "files browse";
    case ContainerAction::Statistics: return "stats statistics cpu memory";
    case ContainerAction::Snapshot: return "snapshot save freeze";
    case ContainerAction::OpenPort: return "browser port http";
    case ContainerAction::CopyName: return "copy name";
    case ContainerAction::CopyId: return "copy id";
    case ContainerAction::CopyCommand: return "copy command fk";
    case ContainerAction::Duplicate: return "duplicate clone copy";
    case ContainerAction::Recreate: return "edit recreate change";
    case ContainerAction::Rename: return "rename";
    case ContainerAction::Delete: return "delete remove rm";
    }
    return "";
}

const char *otherNames(Page page)
{
    switch (page) {
    case Page::Containers: return "ps list";
    case Page::Dashboard: return "totals overview";
    case Page::Images: return "images";
    case Page::Volumes: return "volumes disks";
    case Page::Networks: return "networks ports";
    case Page::Tasks: return "tasks progress jobs";
    case Page::Settings: return "settings preferences options check diagnostics";
    case Page::Trash: return "trash deleted restore";
    }
    return "";
}

QStringList wordsOf(const QString &text, const char *others)
{
    return entryWords(text) + entryWords(QString::fromLatin1(others));
}

struct WindowEntry {
    WindowCommand command;
    QString text;
    const char *others;
    QLatin1StringView iconName;
    const char *shortcut;
};

std::vector<WindowEntry> windowEntries()
{
    return {
        {WindowCommand::NewContainer, Palette::tr("New Container…"), "new create run", "plus"_L1, "Ctrl+N"},
        {WindowCommand::RunDockerCommand, Palette::tr("New Container from a docker run Command…"), "paste docker", "copy"_L1, ""},
        {WindowCommand::PullImage, Palette::tr("Pull Image…"), "download", "download"_L1, ""},
        {WindowCommand::LoadImage, Palette::tr("Load Image Archive…"), "import tar", "folder"_L1, ""},
        {WindowCommand::StopAll, Palette::tr("Stop All Containers"), "stop all down", "stop"_L1, ""},
        {WindowCommand::ThemeLight, Palette::tr("Light Theme"), "theme light", "settings"_L1, ""},
        {WindowCommand::ThemeDark, Palette::tr("Dark Theme"), "theme dark", "settings"_L1, ""},
        {WindowCommand::ThemeSystem, Palette::tr("Theme of the System"), "theme system", "settings"_L1, ""},
        {WindowCommand::About, Palette::tr("About Firkin"), "about version licence", "inspect"_L1, ""},
        {WindowCommand::Quit, Palette::tr("Quit"), "quit exit", "power"_L1, "Ctrl+Q"},
    };
}

} // namespace

std::vector<PaletteItem> paletteItems(const ContainersService &containers, const std::vector<engine::ImageView> &images, const std::vector<Page> &pages)
{
    std::vector<PaletteItem> items;
    std::vector<PaletteItem> impossible;
    for (const Page page : pages) {
        const QString title = pageTitle(page);
        items.push_back({.text = Palette::tr("Go to %1").arg(title),
                         .detail = {},
                         .shortcut = u"Ctrl+%1"_s.arg(static_cast<int>(page) + 1),
                         .iconName = pageIcon(page),
                         .words = wordsOf(title + u' ' + Palette::tr("Go to %1").arg(title), otherNames(page)),
                         .command = Address{page, {}, {}}});
    }
    for (const auto &entry : windowEntries())
        items.push_back({.text = entry.text,
                         .detail = {},
                         .shortcut = QString::fromLatin1(entry.shortcut),
                         .iconName = entry.iconName,
                         .words = wordsOf(entry.text, entry.others),
                         .command = entry.command});
    for (const auto &view : containers.containers()) {
        const auto pending = containers.pending(view.id);
        const auto table = actionsFor(view, pending ? std::optional(pending->verb) : std::nullopt);
        const QString name = containers.nameOf(view.id);
        for (std::size_t i = 0; i < containerActionCount; ++i) {
            const auto action = static_cast<ContainerAction>(i);
            const ActionObstacle why = obstacle(table, action);
            const QString verb = actionText(action);
            PaletteItem item{.text = Palette::tr("%1: %2", "container, verb").arg(name, verb),
                             .detail = why == ActionObstacle::None ? displayText(view.image) : obstacleText(why),
                             .shortcut = {},
                             .iconName = actionIcon(action),
                             .words = wordsOf(name + u' ' + verb, otherNames(action)),
                             .command = ContainerCommand{view.id, action},
                             .enabled = why == ActionObstacle::None};
            (item.enabled ? items : impossible).push_back(std::move(item));
        }
    }
    for (const auto &image : images)
        for (const auto &reference : image.references) {
            const QString name = displayText(reference);
            items.push_back({.text = Palette::tr("Run %1…").arg(name),
                             .detail = Palette::tr("Image"),
                             .shortcut = {},
                             .iconName = "images"_L1,
                             .words = wordsOf(name, "run image new"),
                             .command = RunImage{QString::fromStdString(reference)}});
        }
    std::ranges::move(impossible, std::back_inserter(items));
    return items;
}

} // namespace firkin::ui
