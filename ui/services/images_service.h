#pragma once

#include "runtime/engine/engine.h"
#include "ui/async/mailbox.h"
#include "ui/async/operation.h"
#include "ui/services/containers_service.h"
#include "ui/services/task_list.h"

#include <QObject>

namespace firkin::ui {

/// Images: cache-first list; pull and load are tasks. GUI thread.
class ImagesService : public QObject {
    Q_OBJECT
public:
    ImagesService(engine::Engine &engine, Pools &pools, TaskList &tasks, QObject *parent = nullptr);

    void refresh();
    [[nodiscard]] LoadState state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::vector<engine::ImageView> &images() const { return m_images; }

    TaskId pull(const QString &reference);
    TaskId load(const QString &archive);
    /// `target` empty: to the registry that its name says.
    TaskId push(const QString &reference, const QString &target);
    TaskId save(const std::vector<std::string> &references, const QString &file);
    [[nodiscard]] Operation<void> tag(const std::string &reference, const std::string &name);
    [[nodiscard]] Operation<std::vector<engine::ImageStep>> history(const std::string &reference);
    /// One after the other; goes on after a failure and tells the first.
    [[nodiscard]] Operation<void> removeAll(const std::vector<std::string> &references);
    [[nodiscard]] Operation<std::vector<std::string>> registries();
    [[nodiscard]] Operation<engine::Registries::KeptIn> logIn(const std::string &registry, const std::string &user, const std::string &password);
    [[nodiscard]] Operation<void> logOut(const std::string &registry);
    [[nodiscard]] Operation<std::string> ensureStarter(const ProgressFn &progress);

Q_SIGNALS:
    void stateChanged();
    void listChanged();
    void pulled(const QString &reference, firkin::ui::TaskId task);
    void loaded(const QStringList &references, firkin::ui::TaskId task);
    void pushed(const QString &reference, firkin::ui::TaskId task);
    void saved(const QString &file, firkin::ui::TaskId task);

private:
    engine::Engine &m_engine;
    Pools &m_pools;
    TaskList &m_tasks;
    LoadState m_state = LoadState::Loading;
    std::optional<Error> m_error;
    std::vector<engine::ImageView> m_images;
    quint64 m_generation = 0;
    Mailbox m_mailbox{this};
};

} // namespace firkin::ui
