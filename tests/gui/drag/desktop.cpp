// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/drag/desktop.h"

#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <functional>

namespace firkin::gui {

using namespace Qt::StringLiterals;

namespace {

constexpr int steps = 12;
constexpr int stepMs = 25;

/// Waits without stopping our own event loop: the window is a side of what is tested.
QByteArray run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    (void)QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 10'000);
    return process.readAllStandardOutput();
}

class XDesktop final : public Desktop {
public:
    void moveTo(const QPoint &at) override { xdotool({u"mousemove"_s, QString::number(at.x()), QString::number(at.y())}); }
    void press() override { xdotool({u"mousedown"_s, u"1"_s}); }
    void release() override { xdotool({u"mouseup"_s, u"1"_s}); }
    bool place(const QString &title, const QRect &frame) override
    {
        const QString id = QString::fromLatin1(xdotool({u"search"_s, u"--onlyvisible"_s, u"--name"_s, title})).section(u'\n', 0, 0);
        if (id.isEmpty())
            return false;
        xdotool({u"windowsize"_s, id, QString::number(frame.width()), QString::number(frame.height())});
        xdotool({u"windowmove"_s, id, QString::number(frame.x()), QString::number(frame.y())});
        return true;
    }
    QPoint onScreen(const QWidget &widget, const QPoint &at) override { return widget.mapToGlobal(at); }
    void picture(const QString &file) override { run(u"import"_s, {u"-window"_s, u"root"_s, file}); }

private:
    static QByteArray xdotool(const QStringList &arguments) { return run(u"xdotool"_s, arguments); }
};

class SwayDesktop final : public Desktop {
public:
    SwayDesktop()
    {
        m_pointer.start(QStringLiteral(FIRKIN_VIRTUAL_POINTER), QStringList());
        awaitAnswer(); // before our window asks what the seat has
    }
    ~SwayDesktop() override
    {
        m_pointer.closeWriteChannel();
        m_pointer.waitForFinished(3000);
    }
    void moveTo(const QPoint &at) override { tell(u"move %1 %2 %3 %4"_s.arg(at.x()).arg(at.y()).arg(screen.width()).arg(screen.height())); }
    void press() override { tell(u"press"_s); }
    void release() override { tell(u"release"_s); }
    bool place(const QString &title, const QRect &frame) override
    {
        if (!find(title))
            return false;
        const QString which = u"[title=\"%1\"]"_s.arg(title);
        sway({which + u" floating enable"_s});
        sway({which + u" resize set width %1 px height %2 px"_s.arg(frame.width()).arg(frame.height())});
        sway({which + u" move absolute position %1 px %2 px"_s.arg(frame.x()).arg(frame.y())});
        return true;
    }
    QPoint onScreen(const QWidget &widget, const QPoint &at) override
    {
        // A Wayland client does not know where it is.
        const auto window = find(widget.window()->windowTitle());
        const QPoint origin = window ? window->topLeft() : QPoint();
        return origin + widget.mapTo(widget.window(), at);
    }
    void picture(const QString &file) override { run(u"grim"_s, {file}); }

private:
    static constexpr QSize screen{1600, 1000}; ///< with_sway's

    void tell(const QString &line)
    {
        m_pointer.write(line.toLatin1() + '\n');
        awaitAnswer();
    }
    void awaitAnswer()
    {
        (void)QTest::qWaitFor([this] { return m_pointer.canReadLine() || m_pointer.state() == QProcess::NotRunning; }, 5000);
        m_pointer.readLine();
    }

    QProcess m_pointer;
    static QByteArray sway(const QStringList &arguments) { return run(u"swaymsg"_s, arguments); }
    /// Where the window's content is.
    static std::optional<QRect> find(const QString &title)
    {
        std::function<std::optional<QRect>(const QJsonObject &)> look = [&](const QJsonObject &node) -> std::optional<QRect> {
            if (node["pid"_L1].isDouble() && node["name"_L1].toString().contains(title)) {
                const QJsonObject frame = node["rect"_L1].toObject();
                const QJsonObject inner = node["window_rect"_L1].toObject();
                return QRect(frame["x"_L1].toInt() + inner["x"_L1].toInt(), frame["y"_L1].toInt() + inner["y"_L1].toInt(),
                             inner["width"_L1].toInt(), inner["height"_L1].toInt());
            }
            for (const auto list : {"nodes"_L1, "floating_nodes"_L1}) {
                for (const QJsonValue &child : node[list].toArray()) {
                    if (auto found = look(child.toObject()))
                        return found;
                }
            }
            return std::nullopt;
        };
        return look(QJsonDocument::fromJson(sway({u"-t"_s, u"get_tree"_s, u"-r"_s})).object());
    }
};

} // namespace

std::unique_ptr<Desktop> Desktop::create()
{
    if (QGuiApplication::platformName() == u"xcb")
        return std::make_unique<XDesktop>();
    return std::make_unique<SwayDesktop>();
}

void Desktop::drag(const QPoint &from, const QPoint &to)
{
    moveTo(from);
    QTest::qWait(100);
    press();
    QTest::qWait(150); // the folder is asked for at the press
    for (int i = 1; i <= steps; ++i) {
        moveTo(from + (to - from) * i / steps);
        QTest::qWait(stepMs);
    }
    QTest::qWait(250);
    release();
}

FileManager::FileManager(const QString &folder, const QString &home) : m_title(QFileInfo(folder).fileName())
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home);
    environment.insert(u"XDG_CONFIG_HOME"_s, home + u"/.config"_s);
    environment.insert(u"XDG_CACHE_HOME"_s, home + u"/.cache"_s);
    environment.insert(u"XDG_DATA_HOME"_s, home + u"/.local/share"_s);
    QDir().mkpath(home + u"/.config/pcmanfm-qt/default"_s);
    QFile settings(home + u"/.config/pcmanfm-qt/default/settings.conf"_s);
    if (settings.open(QIODevice::WriteOnly)) // no side pane: the folder is all that the window shows
        settings.write("[Window]\nSidePaneVisible=false\nAlwaysShowTabs=false\nShowMenuBar=false\nRememberWindowSize=false\nFixedWidth=500\nFixedHeight=500\n"
                       "[FolderView]\nMode=icon\nBigIconSize=48\n[Behavior]\nSingleWindowMode=false\n");
    settings.close();
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.start(u"pcmanfm-qt"_s, {u"--new-window"_s, folder});
}

FileManager::~FileManager()
{
    m_process.terminate();
    if (!m_process.waitForFinished(3000))
        m_process.kill();
    m_process.waitForFinished(3000);
}

} // namespace firkin::gui
