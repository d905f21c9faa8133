#pragma once

#include "runtime/base/error.h"
#include "runtime/base/ids.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace firkin::app {

class Application;

/// `--screenshot FILE`: presses the first-run action, waits for three samples of the starter container, opens its
/// Stats, saves the window as a picture, ends. What stands in the way is said in `failed`.
class ScreenshotRun : public QObject {
    Q_OBJECT
public:
    static constexpr int neededSamples = 3;

    ScreenshotRun(Application &application, QString file, std::chrono::seconds limit);
    void start();

Q_SIGNALS:
    void saved();
    void failed(const QString &reason);

private:
    void look();
    void fail(const QString &reason);
    void fail(const Error &error);
    void shoot();

    Application &m_application;
    QString m_file;
    ContainerId m_container;
    QTimer m_limit;
    int m_samples = 0;
    bool m_pressed = false;
    bool m_done = false;
    QString m_waitingFor;
};

} // namespace firkin::app
