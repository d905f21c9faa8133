#pragma once

#include <QObject>

#include <memory>

class KDSingleApplication;

namespace firkin::app {

/// One window for each user and store: a second start hands over its activation token and ends.
class SingleInstance : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString &name);
    ~SingleInstance() override;
    [[nodiscard]] bool isPrimary() const;
    /// Of a second one: asks the first to show itself.
    bool raisePrimary(const QByteArray &activationToken);

Q_SIGNALS:
    void raiseRequested(const QByteArray &activationToken);

private:
    std::unique_ptr<KDSingleApplication> m_single;
};

} // namespace firkin::app
