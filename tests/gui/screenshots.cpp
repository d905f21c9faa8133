#include "app/translations.h"
#include "tests/gui/scene.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QPixmap>
#include <QSvgRenderer>

#include <cstdio>

/// Pictures of every page and state: `firkin_screenshots [--theme light|dark] [--size WxH] [--only NAME] FOLDER`.
int main(int argc, char **argv)
{
    using namespace Qt::StringLiterals;
    QApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    firkin::app::installTranslations(application);
    QCommandLineParser parser;
    const QCommandLineOption theme(u"theme"_s, u"light or dark; both without"_s, u"THEME"_s);
    const QCommandLineOption size(u"size"_s, u"of the window"_s, u"WxH"_s, u"1366x768"_s);
    const QCommandLineOption only(u"only"_s, u"scenes whose name contains it"_s, u"NAME"_s);
    parser.addOptions({theme, size, only});
    parser.addPositionalArgument(u"folder"_s, u"where to"_s);
    parser.addHelpOption();
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(1);
    const QDir folder(parser.positionalArguments().front());
    QDir().mkpath(folder.path());
    const QStringList wh = parser.value(size).split(u'x');
    const QSize window(wh.value(0).toInt(), wh.value(1).toInt());
    int bad = 0;
    for (const auto &[kind, name] : {std::pair(firkin::ui::Theme::Light, u"light"_s), std::pair(firkin::ui::Theme::Dark, u"dark"_s)}) {
        if (parser.isSet(theme) && parser.value(theme) != name)
            continue;
        for (const auto &scene : firkin::gui::scenes()) {
            if (parser.isSet(only) && !QLatin1StringView(scene.name).contains(parser.value(only)))
                continue;
            firkin::gui::Stage stage(scene, kind, window);
            const QString file = folder.filePath(u"%1-%2.png"_s.arg(QLatin1StringView(scene.name), name));
            if (stage.picture().save(file)) {
                std::printf("%s\n", qUtf8Printable(file));
            } else {
                std::fprintf(stderr, "cannot write %s\n", qUtf8Printable(file));
                ++bad;
            }
        }
    }
    return bad == 0 ? 0 : 1;
}
