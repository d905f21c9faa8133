#include "ui/networks/publish_dialog.h"

#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QFormLayout>
#include <QSpinBox>

namespace firkin::ui {

using namespace Qt::StringLiterals;

PublishDialog::PublishDialog(Services &services, std::optional<ContainerId> container, QWidget *parent)
    : FormDialog(tr("Publish Port"), tr("Publish"), parent), m_services(services)
{
    m_container = new QComboBox;
    for (const auto &view : services.containers.containers()) {
        // In a pod it is the pod that has ports.
        if (view.spec.network && view.pod.empty() && (!container || view.id == *container))
            m_container->addItem(displayText(view.name), QString::fromStdString(view.id.str()));
    }
    m_container->setEnabled(!container);
    m_containerPort = new QSpinBox;
    m_containerPort->setRange(1, 65535);
    m_containerPort->setValue(80);
    m_hostPort = new QSpinBox;
    m_hostPort->setRange(0, 65535);
    m_hostPort->setSpecialValueText(tr("Any free one"));
    for (auto *box : {m_containerPort, m_hostPort})
        box->setFixedWidth(150);
    m_address = new QComboBox;
    m_address->addItem(tr("This computer only"), u"127.0.0.1"_s);
    m_address->addItem(tr("Everybody on its networks"), u"0.0.0.0"_s);
    m_protocol = new QComboBox;
    m_protocol->addItem(u"TCP"_s);
    m_protocol->addItem(u"UDP"_s);
    m_protocol->setFixedWidth(150);

    form().addRow(tr("&Container:"), m_container);
    form().addRow(tr("Port in the con&tainer:"), m_containerPort);
    form().addRow(tr("Port on this c&omputer:"), m_hostPort);
    form().addRow(tr("&Reached by:"), m_address);
    form().addRow(tr("P&rotocol:"), m_protocol);
    m_note = new ToneLabel(Tone::Muted);
    m_note->setWordWrap(true);
    addNote(m_note);
    connect(m_address, &QComboBox::currentIndexChanged, this, &PublishDialog::look);
    look();
}

void PublishDialog::look()
{
    setComplaint({}, m_container->count() > 0);
    if (m_container->count() == 0)
        m_note->setText(tr("There is no container that has a network."));
    else if (m_address->currentIndex() == 1)
        m_note->setText(tr("Other computers will reach it, unless a firewall keeps them away."));
    else
        m_note->setText(tr("The container keeps its ports over restarts."));
}

engine::PortMapping PublishDialog::mapping() const
{
    return {.hostAddress = m_address->currentData().toString().toStdString(),
            .hostPort = static_cast<std::uint16_t>(m_hostPort->value()),
            .containerPort = static_cast<std::uint16_t>(m_containerPort->value()),
            .transport = m_protocol->currentIndex() == 1 ? engine::Transport::Udp : engine::Transport::Tcp};
}

void PublishDialog::submit()
{
    const auto id = ContainerId::parse(m_container->currentData().toString().toStdString());
    if (!id)
        return;
    run(m_services.networks.publish(*id, {mapping()}), [this](const std::vector<engine::PortMapping> &bound) {
        Q_EMIT published(bound.empty() || bound.front().hostPort == 0
                             ? tr("Published; the port is chosen when the container starts")
                             : tr("Published at %1:%2").arg(displayText(bound.front().hostAddress)).arg(bound.front().hostPort));
    });
}

} // namespace firkin::ui
