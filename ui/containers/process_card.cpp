#include "ui/containers/process_card.h"

#include "ui/containers/process_model.h"
#include "ui/services/services.h"
#include "ui/style/metrics.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/table_view.h"

#include <QHeaderView>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace firkin::ui {

namespace {
constexpr int interval = 3000;
constexpr int mostRows = 8; ///< seen at once
}

ProcessCard::ProcessCard(Services &services, QWidget *parent)
    : Card(parent), m_services(services), m_model(new ProcessModel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::medium, metrics::large, metrics::medium);
    layout->setSpacing(metrics::small);
    auto *title = plainLabel(tr("Processes"));
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    layout->addWidget(title);
    m_table = makeTable(m_model, tr("Processes"), {70, 120, 90, 100});
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setContextMenuPolicy(Qt::DefaultContextMenu);
    layout->addWidget(m_table);
    fit();
}

ProcessCard::~ProcessCard()
{
    if (m_asking)
        m_asking->cancel();
}

void ProcessCard::setContainer(const ContainerId &id)
{
    if (id == m_container)
        return;
    m_container = id;
    if (m_asking)
        m_asking->cancel();
    m_asking.reset();
    m_asked.invalidate();
    m_model->setProcesses({});
    tick();
}

void ProcessCard::tick()
{
    const auto *view = m_services.containers.find(m_container);
    const bool runs = view && view->state == engine::ContainerState::Running;
    const bool paused = view && view->state == engine::ContainerState::Paused; // what was seen last is still so
    setVisible(runs || (paused && m_model->rowCount() > 0));
    if (!runs && !paused)
        m_model->setProcesses({});
    if (runs && !m_asking && (!m_asked.isValid() || m_asked.elapsed() >= interval))
        ask();
}

void ProcessCard::ask()
{
    m_asked.start();
    m_asking = m_services.containers.top(m_container);
    m_asking->then(this, [this, id = m_container](Result<std::vector<engine::ProcessEntry>> processes) {
        if (id != m_container)
            return;
        m_asking.reset();
        if (!processes)
            return; // the row tells when its machine is silent; the next try comes by itself
        m_model->setProcesses(std::move(*processes));
        fit();
    });
}

void ProcessCard::fit()
{
    const int rows = std::clamp(m_model->rowCount(), 1, mostRows);
    m_table->setFixedHeight(m_table->header()->sizeHint().height() + rows * (metrics::rowHeight + 2) + 2);
}

} // namespace firkin::ui
