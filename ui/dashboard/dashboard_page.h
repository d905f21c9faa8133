#pragma once

#include "ui/async/operation.h"
#include "ui/dashboard/self_cost.h"
#include "ui/dashboard/totals.h"
#include "ui/places/page_view.h"

#include <map>
#include <optional>

class QGridLayout;
class QScrollArea;
class QStackedLayout;

namespace firkin::ui {

class ContainerTile;
class FigureCard;
class Services;
class StatePage;
class TopList;

/// Totals, top consumers, a tile for each running container, and what the window itself costs. Does nothing while it is
/// hidden.
class DashboardPage : public PageView {
    Q_OBJECT
public:
    explicit DashboardPage(Services &services, QWidget *parent = nullptr);
    ~DashboardPage() override;
    [[nodiscard]] int tileCount() const { return static_cast<int>(m_tiles.size()); }
    /// One round of new samples; what the service's signal does.
    void takeSamples(const std::vector<engine::LiveSample> &samples);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Tile;
    void refreshTiles();
    void refreshFigures();
    void arrange();
    void loadHistory(const ContainerId &id);
    void measure();
    void open(const ContainerId &id);

    Services &m_services;
    FigureCard *m_containers;
    FigureCard *m_cpu;
    FigureCard *m_memory;
    FigureCard *m_traffic;
    FigureCard *m_self;
    TopList *m_topCpu;
    TopList *m_topMemory;
    QGridLayout *m_grid;
    QScrollArea *m_scroll;
    QStackedLayout *m_stack;
    StatePage *m_statePage;
    std::map<ContainerId, std::unique_ptr<Tile>> m_tiles;
    int m_columns = 0;
    std::optional<SelfCounters> m_before;
};

} // namespace firkin::ui
