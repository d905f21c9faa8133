#pragma once

#include <QObject>

#include <functional>
#include <map>

namespace firkin::app {

/// Messages to the desktop by org.freedesktop.Notifications. Without such a service nothing happens. Returns at once.
class Notifications : public QObject {
    Q_OBJECT
public:
    explicit Notifications(QObject *parent = nullptr);
    ~Notifications() override;

    /// `summary` and `body` are plain text. `onActivated` when the person clicks it, with a token that lets a window come
    /// to the front.
    void tell(const QString &summary, const QString &body, bool urgent, std::function<void(const QByteArray &token)> onActivated);

private Q_SLOTS:
    void onActionInvoked(uint id, const QString &action);
    void onActivationToken(uint id, const QString &token);
    void onClosed(uint id, uint reason);

private:
    struct Shown {
        std::function<void(const QByteArray &)> onActivated;
        QByteArray token;
    };
    std::map<uint, Shown> m_shown;
};

} // namespace firkin::app
