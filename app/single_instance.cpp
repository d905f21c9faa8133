#include "app/single_instance.h"

#include <kdsingleapplication.h>

namespace firkin::app {

SingleInstance::SingleInstance(const QString &name) : m_single(std::make_unique<KDSingleApplication>(name))
{
    connect(m_single.get(), &KDSingleApplication::messageReceived, this, [this](const QByteArray &message) {
        if (message.startsWith("raise "))
            Q_EMIT raiseRequested(message.mid(6));
    });
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::isPrimary() const
{
    return m_single->isPrimaryInstance();
}

bool SingleInstance::raisePrimary(const QByteArray &activationToken)
{
    return m_single->sendMessage("raise " + activationToken);
}

} // namespace firkin::app
