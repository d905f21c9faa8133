#pragma once

#include "app/application.h"
#include "tests/support/fake_engine.h"
#include "ui/style/palettes.h"

#include <QSize>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

class QTemporaryDir;

/// The window on the fake engine, in a described state: for screenshots and for checks without pixels.
namespace firkin::gui {

/// One page in one state.
struct Scene {
    const char *name;
    std::function<void(engine::FakeEngine &)> prepare;                  ///< before the window
    std::function<void(app::Application &, engine::FakeEngine &)> drive; ///< after its first list
};

[[nodiscard]] const std::vector<Scene> &scenes();

/// The running window of a scene. Its preferences are a temporary file.
class Stage {
public:
    Stage(const Scene &scene, ui::Theme theme, QSize size);
    ~Stage();

    [[nodiscard]] app::Application &application() { return *m_application; }
    [[nodiscard]] engine::FakeEngine &engine() { return *m_engine; }
    /// What is on the screen: the window with dialogs over it.
    [[nodiscard]] QPixmap picture();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    engine::FakeEngine *m_engine = nullptr;
    std::unique_ptr<app::Application> m_application;
};

/// Runs the event loop until `done` or the time is up; whether it is done.
bool waitUntil(const std::function<bool()> &done, int milliseconds = 5000);
/// Runs the event loop for so long (painting, layouts).
void settle(int milliseconds = 80);

} // namespace firkin::gui
