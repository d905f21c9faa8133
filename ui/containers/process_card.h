#pragma once

#include "runtime/base/ids.h"
#include "runtime/engine/types.h"
#include "ui/async/operation.h"
#include "ui/widgets/card.h"

#include <QElapsedTimer>

#include <optional>

class QTreeView;

namespace firkin::ui {

class ProcessModel;
class Services;

/// What runs in a container now, as `fk top` lists it; asked for every few seconds while it is seen.
class ProcessCard : public Card {
    Q_OBJECT
public:
    explicit ProcessCard(Services &services, QWidget *parent = nullptr);
    ~ProcessCard() override;
    void setContainer(const ContainerId &id);
    /// Now and then, by whoever knows that time has passed.
    void tick();

private:
    void ask();
    void fit();

    Services &m_services;
    ContainerId m_container;
    ProcessModel *m_model;
    QTreeView *m_table;
    std::optional<Operation<std::vector<engine::ProcessEntry>>> m_asking;
    QElapsedTimer m_asked;
};

} // namespace firkin::ui
