#include "ui/containers/starter_run.h"

#include "ui/async/error_text.h"
#include "ui/services/services.h"

namespace firkin::ui {

StarterRun::StarterRun(Services &services, QObject *parent) : QObject(parent), m_services(services)
{
    connect(&m_relay, &ProgressRelay::progressed, this, [this](const Progress &progress) {
        if (m_running)
            Q_EMIT progressed(phaseText(progress.phase));
    });
}

StarterRun::~StarterRun()
{
    cancel();
}

void StarterRun::run()
{
    if (m_running)
        return;
    m_running = true;
    Q_EMIT progressed(tr("Preparing the starter image…"));
    auto operation = m_services.images.ensureStarter(m_relay.sink());
    m_stop = operation.stop;
    operation.then(this, [this](const Result<std::string> &image) {
        if (image) {
            create(*image, true);
            return;
        }
        end();
        Q_EMIT failed(image.error());
    });
}

void StarterRun::create(const std::string &image, bool named)
{
    Q_EMIT progressed(tr("Creating the container…"));
    engine::ContainerSpec spec;
    spec.image = image;
    if (named)
        spec.name = "starter";
    // Small, and any free port: nothing on this computer may stand in the way of the first run.
    spec.cpus = 1;
    spec.memory = ByteSize::ofMiB(256);
    spec.ports = {{.hostAddress = "127.0.0.1", .hostPort = 0, .containerPort = 80}};
    auto operation = m_services.containers.create(spec, true);
    m_stop = operation.stop;
    operation.then(this, [this, image, named](const Result<ContainerId> &id) {
        if (!id && named && id.error().rootReason() == Reason::NameTaken) {
            create(image, false);
            return;
        }
        end();
        if (id)
            Q_EMIT created(*id);
        else
            Q_EMIT failed(id.error());
    });
}

void StarterRun::cancel()
{
    m_stop.request_stop();
}

void StarterRun::end()
{
    m_running = false;
}

} // namespace firkin::ui
