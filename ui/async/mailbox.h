#pragma once

#include <QObject>

#include <memory>
#include <mutex>

namespace firkin::ui {

/// Where the threads of streams post to: runs `f` on the owner's thread, later, and not at all once the mailbox is
/// gone. A member of its owner; an address may outlive both.
class Mailbox {
    struct State {
        std::mutex mutex;
        QObject *owner;
    };

public:
    class Address {
    public:
        /// Any thread. False when there is nobody any more.
        template <class F>
        bool post(F f) const
        {
            const std::scoped_lock lock(m_state->mutex);
            return m_state->owner != nullptr
                   && QMetaObject::invokeMethod(m_state->owner, std::move(f), Qt::QueuedConnection);
        }

    private:
        friend class Mailbox;
        explicit Address(std::shared_ptr<State> state) : m_state(std::move(state)) {}
        std::shared_ptr<State> m_state;
    };

    explicit Mailbox(QObject *owner) : m_state(std::make_shared<State>())
    {
        m_state->owner = owner;
    }
    ~Mailbox()
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->owner = nullptr;
    }
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    [[nodiscard]] Address address() const { return Address(m_state); }

private:
    std::shared_ptr<State> m_state;
};

} // namespace firkin::ui
