#pragma once

#include "runtime/base/ids.h"

#include <QWidget>

#include <map>

class QGridLayout;
class QLabel;

namespace firkin::ui {

class Banner;
class Card;
class ElidedLabel;
class Services;
class ProcessCard;
class PostMortem;
class StartWaterfall;

/// What a container is, how it ended, and where its start spent its time.
class OverviewTab : public QWidget {
    Q_OBJECT
public:
    explicit OverviewTab(Services &services, QWidget *parent = nullptr);
    void setContainer(const ContainerId &id);

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Fact : std::uint8_t { Image, Command, Folder, Created, Started, Ports, Id, Limits, Machine, Accelerator, HostMemory, HostCpu, Processes };
    ElidedLabel *addFact(QGridLayout *grid, Fact fact, const QString &caption);
    void set(Fact fact, const QString &value);
    void refresh();
    void refreshLive();

    Services &m_services;
    ContainerId m_container;
    Banner *m_banner;
    Card *m_endCard;
    QLabel *m_endTitle;
    QLabel *m_endText;
    PostMortem *m_postMortem;
    Card *m_startCard;
    QLabel *m_startTitle;
    StartWaterfall *m_waterfall;
    ProcessCard *m_processes;
    std::map<Fact, ElidedLabel *> m_facts;
};

} // namespace firkin::ui
