#include "ui/networks/publish_dialog.h"

#include "ui/async/plain_text.h"
#include "ui/services/services.h"
#include "ui/style/metrics.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/labels.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace firkin::ui {

using namespace Qt::StringLiterals;

PublishDialog::PublishDialog(Services &services, std::optional<ContainerId> container, QWidget *parent) : QDialog(parent), m_services(services)
{
    setWindowTitle(tr("Publish Port"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(460);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::large, metrics::large, metrics::large, metrics::large);
    layout->setSpacing(metrics::medium);
    m_banner = new Banner;
    layout->addWidget(m_banner);

    m_container = new QComboBox;
    for (const auto &view : services.containers.containers()) {
        if (view.spec.network && (!container || view.id == *container))
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

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::large);
    form->setVerticalSpacing(metrics::small);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignVCenter);
    form->addRow(tr("&Container:"), m_container);
    form->addRow(tr("Port in the con&tainer:"), m_containerPort);
    form->addRow(tr("Port on this c&omputer:"), m_hostPort);
    form->addRow(tr("&Reached by:"), m_address);
    form->addRow(tr("P&rotocol:"), m_protocol);
    layout->addLayout(form);
    m_note = new ToneLabel(Tone::Muted);
    m_note->setWordWrap(true);
    layout->addWidget(m_note);

    auto *buttons = new QDialogButtonBox;
    m_button = buttons->addButton(tr("Publish"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &PublishDialog::publish);
    connect(m_address, &QComboBox::currentIndexChanged, this, &PublishDialog::look);
    m_button->setDefault(true); // now that it is in the dialog, which would choose another otherwise
    look();
}

void PublishDialog::look()
{
    m_button->setEnabled(m_container->count() > 0);
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

void PublishDialog::publish()
{
    const auto id = ContainerId::parse(m_container->currentData().toString().toStdString());
    if (!id)
        return;
    m_banner->clear();
    m_button->setEnabled(false);
    m_services.networks.publish(*id, {mapping()}).then(this, [this](const Result<std::vector<engine::PortMapping>> &bound) {
        m_button->setEnabled(true);
        if (!bound) {
            m_banner->showError(bound.error());
            adjustSize();
            return;
        }
        Q_EMIT published(bound->empty() || bound->front().hostPort == 0
                             ? tr("Published; the port is chosen when the container starts")
                             : tr("Published at %1:%2").arg(displayText(bound->front().hostAddress)).arg(bound->front().hostPort));
        accept();
    });
}

} // namespace firkin::ui
