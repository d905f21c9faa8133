#pragma once

#include "runtime/engine/images.h"
#include "ui/containers/container_actions.h"
#include "ui/places/address.h"

#include <QStringList>

#include <variant>
#include <vector>

namespace firkin::ui {

class ContainersService;

/// What the window can do that is neither a place nor about one container.
enum class WindowCommand : std::uint8_t { NewContainer, RunDockerCommand, PullImage, LoadImage, StopAll, Quit, ThemeLight, ThemeDark, ThemeSystem, About };

/// A verb on one container.
struct ContainerCommand {
    ContainerId container;
    ContainerAction action = ContainerAction::Open;
    friend bool operator==(const ContainerCommand &, const ContainerCommand &) = default;
};
/// The dialog, filled with an image.
struct RunImage {
    QString reference;
    friend bool operator==(const RunImage &, const RunImage &) = default;
};
using PaletteCommand = std::variant<Address, ContainerCommand, WindowCommand, RunImage>;

struct PaletteItem {
    QString text;   ///< "db: Stop"
    QString detail; ///< image and state, or why it cannot be done now
    QString shortcut;
    QLatin1StringView iconName;
    QStringList words; ///< what is searched: the text, and names that others use for it ("kill", "console", "prefs")
    PaletteCommand command;
    bool enabled = true;
};

/// All entries, in the order in which they stand when nothing is typed: what is often wanted first. An action that
/// cannot be done now is there, below, with its reason.
[[nodiscard]] std::vector<PaletteItem> paletteItems(const ContainersService &containers, const std::vector<engine::ImageView> &images, const std::vector<Page> &pages);

} // namespace firkin::ui
