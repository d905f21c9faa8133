#include "app/application.h"
#include "app/screenshot_run.h"
#include "app/single_instance.h"
#include "app/translations.h"
#include "runtime/base/error_text.h"
#include "runtime/base/log.h"
#include "runtime/base/paths.h"
#include "ui/async/error_text.h"
#include "ui/settings/preferences.h"
#include "ui/style/palettes.h"
#include "ui/widgets/error_details.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <csignal>
#include <cstdio>
#include <string_view>

namespace {

using namespace Qt::StringLiterals;

/// Qt ends the process with an abort when there is no display; this says it in a sentence.
bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// A boot under software emulation on a busy machine, several times over.
constexpr std::chrono::seconds screenshotLimit{240};

/// The relocatable folder brings QTermWidget's tables along, which that looks for beside the working folder
/// (installer/packaging/make-folder). Elsewhere the working folder stays the caller's.
void enterRelocatableFolder()
{
    const QString folder = QDir::cleanPath(QCoreApplication::applicationDirPath() + u"/.."_s);
    if (QFileInfo(folder + u"/share/qtermwidget6"_s).isDir())
        QDir::setCurrent(folder);
}

int complain(const QString &text)
{
    std::fprintf(stderr, "firkin: %s\n", qUtf8Printable(text));
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--version") {
            std::puts("firkin " FIRKIN_VERSION);
            return 0;
        }
    }
    std::signal(SIGPIPE, SIG_IGN);
    firkin::setUpLog("firkin");
    if (!hasDisplay()) {
        const auto error = firkin::makeError(firkin::Operation::CheckSystem, "firkin", firkin::Reason::NoDisplay);
        std::fprintf(stderr, "firkin: %s\n", firkin::render(error).c_str());
        return 1;
    }

    QApplication qt(argc, argv);
    QApplication::setApplicationName(u"firkin"_s);
    QApplication::setApplicationDisplayName(u"Firkin"_s);
    QApplication::setApplicationVersion(QLatin1StringView(FIRKIN_VERSION));
    QGuiApplication::setDesktopFileName(u"org.firkin.Firkin"_s);
    QApplication::setQuitOnLastWindowClosed(false);
    firkin::app::installTranslations(qt, firkin::ui::Preferences().language());

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate("main", "Containers, each in a small virtual machine of its own."));
    const QCommandLineOption screenshot(u"screenshot"_s, QCoreApplication::translate("main", "Run the starter container, save a picture of its statistics, end."), u"FILE"_s);
    const QCommandLineOption version(u"version"_s, QCoreApplication::translate("main", "Print the version."));
    parser.addOptions({screenshot, version});
    parser.addHelpOption();
    parser.process(qt);
    const bool shooting = parser.isSet(screenshot);
    const QString picture = QFileInfo(parser.value(screenshot)).absoluteFilePath();
    enterRelocatableFolder();

    // One window for each store.
    const QByteArray store = QByteArray::fromStdString(firkin::storeDirectory().string());
    const QString instance = u"org.firkin.Firkin-"_s + QString::fromLatin1(QCryptographicHash::hash(store, QCryptographicHash::Sha256).toHex().left(12));
    std::unique_ptr<firkin::app::SingleInstance> single;
    if (!shooting) {
        single = std::make_unique<firkin::app::SingleInstance>(instance);
        if (!single->isPrimary())
            return single->raisePrimary(qgetenv("XDG_ACTIVATION_TOKEN")) ? 0 : complain(QCoreApplication::translate("main", "Firkin is already running, but does not answer."));
    }

    auto engine = firkin::engine::openEngine();
    if (!engine) {
        const auto text = firkin::ui::errorText(engine.error());
        if (shooting)
            return complain(text.headline + u'\n' + text.details);
        firkin::ui::applyTheme(qt, firkin::ui::Preferences().theme());
        QApplication::setQuitOnLastWindowClosed(true);
        firkin::ui::showErrorDetails(nullptr, text);
        QApplication::exec();
        return 1;
    }

    firkin::app::Application application(std::move(*engine), {.preferencesFile = {}, .tray = !shooting});
    // Not quit(): that asks the window to close, and the window would ask the person again.
    const auto leave = [] { QCoreApplication::exit(0); };
    QObject::connect(&application, &firkin::app::Application::quitReady, &qt, leave);
    if (single)
        QObject::connect(single.get(), &firkin::app::SingleInstance::raiseRequested, &application, &firkin::app::Application::raiseWindow);

    std::unique_ptr<firkin::app::ScreenshotRun> run;
    if (shooting) {
        run = std::make_unique<firkin::app::ScreenshotRun>(application, picture, screenshotLimit);
        QObject::connect(run.get(), &firkin::app::ScreenshotRun::saved, &qt, leave);
        QObject::connect(run.get(), &firkin::app::ScreenshotRun::failed, &qt, [](const QString &reason) { QCoreApplication::exit(complain(reason)); });
        application.window().resize(1240, 780);
    }
    application.start();
    if (run)
        run->start();
    const int code = QApplication::exec();
    application.shutdown();
    return code;
}
