#include "ui/networks/network_dialog.h"

#include "runtime/base/ids.h"
#include "runtime/base/ip_network.h"
#include "ui/async/plain_text.h"
#include "ui/services/services.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

namespace firkin::ui {

using namespace Qt::StringLiterals;

QString networkComplaint(const QString &name, const QString &subnet)
{
    const std::string typed = toBytes(name.trimmed());
    if (!typed.empty() && (!isValidId(typed) || !QChar(name.trimmed().front()).isLetterOrNumber()))
        return NetworkDialog::tr("A name has letters, digits, dots, dashes and underscores, and begins with a letter or digit.");
    if (subnet.trimmed().isEmpty())
        return {};
    const auto network = IpNetwork::parse(toBytes(subnet.trimmed()));
    if (!network || network->isV6())
        return NetworkDialog::tr("A range is an address and a prefix, such as 10.89.1.0/24.");
    return {};
}

NetworkDialog::NetworkDialog(Services &services, QWidget *parent) : FormDialog(tr("New Network"), tr("Create"), parent), m_services(services)
{
    m_name = new QLineEdit;
    m_name->setMaxLength(64);
    m_subnet = new QLineEdit;
    m_subnet->setPlaceholderText(tr("A free one"));
    m_mtu = new QSpinBox;
    m_mtu->setRange(576, 9000);
    m_mtu->setValue(1500);
    m_mtu->setFixedWidth(120);
    m_ipv6 = new QCheckBox(tr("With IPv&6 addresses, too"));
    m_internal = new QCheckBox(tr("&Internal: no way out, no published ports"));

    form().addRow(tr("&Name:"), m_name);
    form().addRow(tr("&Address range:"), m_subnet);
    form().addRow(tr("&Largest packet:"), m_mtu);
    form().addRow(QString(), m_ipv6);
    form().addRow(QString(), m_internal);
    connect(m_name, &QLineEdit::textChanged, this, &NetworkDialog::look);
    connect(m_subnet, &QLineEdit::textChanged, this, &NetworkDialog::look);
    look();
    m_name->setFocus();
}

engine::NetworkSpec NetworkDialog::spec() const
{
    engine::NetworkSpec spec;
    spec.name = toBytes(m_name->text().trimmed());
    spec.subnet = toBytes(m_subnet->text().trimmed());
    spec.mtu = static_cast<unsigned>(m_mtu->value());
    spec.ipv6 = m_ipv6->isChecked();
    spec.internal = m_internal->isChecked();
    return spec;
}

void NetworkDialog::look()
{
    setComplaint(networkComplaint(m_name->text(), m_subnet->text()), !m_name->text().trimmed().isEmpty());
}

void NetworkDialog::submit()
{
    run(m_services.networks.create(spec()), [this](const engine::NetworkView &made) { Q_EMIT created(displayText(made.name)); });
}

} // namespace firkin::ui
