#include "ui/consoles/consoles_view.h"

#include "ui/services/services.h"

#include <QStackedLayout>

#include <algorithm>

namespace firkin::ui {

ConsolesView::ConsolesView(Services &services, ConsoleMemory memory, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_memory(std::move(memory))
    , m_profile(terminal::TerminalProfile::standard())
    , m_stack(new QStackedLayout(this))
    , m_nothing(new QWidget(this))
{
    m_stack->addWidget(m_nothing);
    // A container that is gone takes its terminals along.
    connect(&m_services.containers, &ContainersService::listChanged, this, [this] {
        std::erase_if(m_all, [this](ContainerConsoles *consoles) {
            if (consoles == m_current || m_services.containers.find(consoles->container()))
                return false;
            delete consoles;
            return true;
        });
    });
}

ConsolesView::~ConsolesView() = default;

void ConsolesView::setContainer(const ContainerId &container)
{
    if (m_current && m_current->container() == container)
        return;
    const auto found = std::ranges::find(m_all, container, &ContainerConsoles::container);
    if (container.empty()) {
        m_current = nullptr;
        m_stack->setCurrentWidget(m_nothing);
        return;
    }
    if (found != m_all.end()) {
        m_current = *found;
        m_all.erase(found);
    } else {
        m_current = new ContainerConsoles(m_services, container, m_memory, this);
        m_current->setProfile(m_profile);
        connect(m_current, &ContainerConsoles::noticed, this, &ConsolesView::noticed);
        m_stack->addWidget(m_current);
    }
    m_all.push_front(m_current);
    m_stack->setCurrentWidget(m_current);
    setFocusProxy(m_current);
    while (m_all.size() > kept) {
        m_all.back()->deleteLater();
        m_stack->removeWidget(m_all.back());
        m_all.pop_back();
    }
}

void ConsolesView::setProfile(const terminal::TerminalProfile &profile)
{
    m_profile = profile;
    for (ContainerConsoles *consoles : m_all)
        consoles->setProfile(profile);
}

} // namespace firkin::ui
