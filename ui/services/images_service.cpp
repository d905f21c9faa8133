#include "ui/services/images_service.h"

#include "ui/async/plain_text.h"

#include <QFile>
#include <QFileInfo>

namespace firkin::ui {

ImagesService::ImagesService(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent)
    : QObject(parent), m_engine(engine), m_pools(pools), m_tasks(tasks)
{
}

void ImagesService::refresh()
{
    auto operation = runAsync(m_pools.shared(), [&engine = m_engine](std::stop_token stop) { return engine.images().list(stop); });
    operation.then(this, [this, generation = ++m_generation](Result<std::vector<engine::ImageView>> images) {
        if (generation != m_generation)
            return; // a later refresh is on its way
        if (images) {
            m_images = std::move(*images);
            m_error.reset();
            m_state = LoadState::Ready;
            Q_EMIT listChanged();
        } else if (!images.error().isCancelled()) {
            m_error = images.error();
            m_state = LoadState::Failed;
        }
        Q_EMIT stateChanged();
    });
}

TaskId ImagesService::pull(const QString &reference)
{
    const TaskId id = m_tasks.begin(TaskKind::Pull, tr("Pull %1").arg(displayText(reference)));
    m_tasks.setRetry(id, [this, reference] { pull(reference); });
    auto operation = runAsync(m_pools.transfers(), [&engine = m_engine, name = toBytes(reference), sink = m_tasks.sink(id)](
                                                       std::stop_token stop) { return engine.images().pull(name, sink, stop); });
    m_tasks.follow(id, std::move(operation), this, [this, reference, id](const Result<engine::ImageView> &result) {
        if (result)
            refresh();
        Q_EMIT pulled(reference, id);
    });
    return id;
}

TaskId ImagesService::load(const QString &archive)
{
    const TaskId id = m_tasks.begin(TaskKind::Load, tr("Load %1").arg(displayText(QFileInfo(archive).fileName())));
    m_tasks.setRetry(id, [this, archive] { load(archive); });
    auto operation = runAsync(m_pools.transfers(),
                              [&engine = m_engine, path = std::filesystem::path(QFile::encodeName(archive).toStdString()),
                               sink = m_tasks.sink(id)](std::stop_token stop) {
                                  return engine.images().load(path, std::nullopt, sink, stop);
                              });
    m_tasks.follow(id, std::move(operation), this, [this, id](const Result<std::vector<engine::ImageView>> &result) {
        QStringList references;
        if (result) {
            refresh();
            for (const auto &image : *result)
                for (const auto &reference : image.references)
                    references << displayText(reference);
        }
        Q_EMIT loaded(references, id);
    });
    return id;
}

TaskId ImagesService::push(const QString &reference, const QString &target)
{
    const QString shown = target.isEmpty() ? reference : target;
    const TaskId id = m_tasks.begin(TaskKind::Push, tr("Push %1").arg(displayText(shown)));
    auto operation = runAsync(m_pools.transfers(),
                              [&engine = m_engine, name = toBytes(reference), to = target.isEmpty() ? std::nullopt : std::optional(toBytes(target)),
                               sink = m_tasks.sink(id)](std::stop_token stop) { return engine.images().push(name, to, sink, stop); });
    m_tasks.follow(id, std::move(operation), this, [this, shown, id](const Status &) { Q_EMIT pushed(shown, id); });
    return id;
}

TaskId ImagesService::save(const std::vector<std::string> &references, const QString &file)
{
    const TaskId id = m_tasks.begin(TaskKind::Save, tr("Save %1").arg(displayText(QFileInfo(file).fileName())));
    auto operation = runAsync(m_pools.transfers(),
                              [&engine = m_engine, references, path = std::filesystem::path(QFile::encodeName(file).toStdString()),
                               sink = m_tasks.sink(id)](std::stop_token stop) { return engine::saveImages(engine.images(), references, path, sink, stop); });
    m_tasks.follow(id, std::move(operation), this, [this, file, id](const Status &) { Q_EMIT saved(file, id); });
    return id;
}

Operation<void> ImagesService::tag(const std::string &reference, const std::string &name)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, reference, name, to = m_mailbox.address(), this](std::stop_token stop) {
        Status status = engine.images().tag(reference, name, stop);
        if (status)
            to.post([this] { refresh(); });
        return status;
    });
}

Operation<std::vector<engine::ImageStep>> ImagesService::history(const std::string &reference)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, reference](std::stop_token stop) { return engine.images().history(reference, stop); });
}

Operation<void> ImagesService::removeAll(const std::vector<std::string> &references)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, references, to = m_mailbox.address(), this](std::stop_token stop) -> Status {
        Status first;
        for (const std::string &reference : references) {
            if (Status status = engine.images().remove(reference, false, stop); !status && first)
                first = std::move(status);
        }
        to.post([this] { refresh(); });
        return first;
    });
}

Operation<std::vector<std::string>> ImagesService::registries()
{
    return runAsync(m_pools.shared(), [&engine = m_engine](std::stop_token stop) { return engine.registries().list(stop); });
}

Operation<engine::Registries::KeptIn> ImagesService::logIn(const std::string &registry, const std::string &user, const std::string &password)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, registry, user, password](std::stop_token stop) {
        return engine.registries().logIn(registry, user, password, stop);
    });
}

Operation<void> ImagesService::logOut(const std::string &registry)
{
    return runAsync(m_pools.shared(), [&engine = m_engine, registry](std::stop_token stop) { return engine.registries().logOut(registry, stop); });
}

Operation<std::string> ImagesService::ensureStarter(const ProgressFn &progress)
{
    return runAsync(m_pools.transfers(), [&engine = m_engine, progress, to = m_mailbox.address(), this](std::stop_token stop) {
        auto reference = engine.images().ensureStarter(progress, stop);
        if (reference)
            to.post([this] { refresh(); });
        return reference;
    });
}

} // namespace firkin::ui
