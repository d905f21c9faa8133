#pragma once

#include "ui/async/operation.h"
#include "ui/async/progress_relay.h"

#include <QObject>

namespace firkin::ui {

class Services;

/// The first-run action: starter image → container → started. One at a time.
class StarterRun : public QObject {
    Q_OBJECT
public:
    explicit StarterRun(Services &services, QObject *parent = nullptr);
    ~StarterRun() override;

    void run();
    void cancel();
    [[nodiscard]] bool isRunning() const { return m_running; }

Q_SIGNALS:
    void progressed(const QString &text);
    /// The container exists and is being started.
    void created(const firkin::ContainerId &id);
    void failed(const firkin::Error &error);

private:
    void create(const std::string &image, bool named);
    void end();

    Services &m_services;
    ProgressRelay m_relay;
    std::stop_source m_stop{std::nostopstate};
    bool m_running = false;
};

} // namespace firkin::ui
