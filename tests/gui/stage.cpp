#include "tests/gui/scene.h"

#include "ui/services/services.h"
#include "ui/settings/preferences.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QDialog>
#include <QElapsedTimer>
#include <QPainter>
#include <QPixmap>
#include <QTemporaryDir>
#include <QTest>

namespace firkin::gui {

using namespace Qt::StringLiterals;

bool waitUntil(const std::function<bool()> &done, int milliseconds)
{
    return QTest::qWaitFor([&done] { return done(); }, milliseconds);
}

void settle(int milliseconds)
{
    QTest::qWait(milliseconds);
}

Stage::Stage(const Scene &scene, ui::Theme theme, QSize size) : m_folder(std::make_unique<QTemporaryDir>())
{
    auto engine = std::make_unique<engine::FakeEngine>();
    m_engine = engine.get();
    if (scene.prepare)
        scene.prepare(*m_engine);
    const QString file = m_folder->filePath(u"window.ini"_s);
    ui::Preferences(file).setTheme(theme);
    m_application = std::make_unique<app::Application>(std::move(engine), app::Application::Options{.preferencesFile = file, .tray = false});
    m_application->window().resize(size);
    m_application->start();
    settle(30);
    if (scene.drive)
        scene.drive(*m_application, *m_engine);
    settle(120);
}

Stage::~Stage()
{
    m_engine->clearFaults();
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (auto *dialog = qobject_cast<QDialog *>(widget))
            dialog->close();
    m_application->shutdown();
}

QPixmap Stage::picture()
{
    QWidget &window = m_application->window();
    QPixmap picture = window.grab();
    QPainter painter(&picture);
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget == &window || !widget->isVisible() || !widget->isWindow() || widget->windowType() == Qt::ToolTip)
            continue;
        const QRect frame(widget->mapToGlobal(QPoint()), widget->size());
        const QPoint at = window.mapFromGlobal(frame.topLeft());
        painter.setPen(QPen(QColor(0, 0, 0, 90), 1));
        painter.drawRect(QRect(at, widget->size()).adjusted(-1, -1, 0, 0));
        painter.drawPixmap(at, widget->grab());
    }
    return picture;
}

} // namespace firkin::gui
