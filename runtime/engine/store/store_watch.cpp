// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "runtime/engine/store/store_watch.h"

#include "runtime/base/stop_fd.h"

#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <poll.h>
#include <sys/inotify.h>

namespace firkin::store {

namespace {

class InotifyStoreWatch final : public StoreWatch {
public:
    InotifyStoreWatch(Store store, UniqueFd fd, int list) : m_store(std::move(store)), m_fd(std::move(fd)), m_list(list)
    {
        watchNewContainers();
    }

    Result<Changes> wait(int wakeFd, std::stop_token stop) override
    {
        const StopFd stopped(stop);
        Changes changes;
        std::array<pollfd, 3> wait{pollfd{m_fd.get(), POLLIN, 0}, {stopped.fd(), POLLIN, 0}, {wakeFd, POLLIN, 0}};
        if (::poll(wait.data(), wait.size(), -1) < 0 && errno != EINTR)
            return fail(systemError(Operation::WatchContainers, "inotify", errno));
        if (wait[0].revents != 0)
            readEvents(changes);
        return changes;
    }

private:
    struct Watched {
        ContainerId id;
        int folder = -1;
        int lock = -1;
    };

    void watchContainer(const ContainerId &id)
    {
        Watched watched{id, -1, -1};
        watched.folder = ::inotify_add_watch(
            m_fd.get(), m_store.layout().container(id).c_str(), IN_MOVED_TO | IN_ONLYDIR | IN_DELETE_SELF | IN_MOVE_SELF);
        if (const auto record = m_store.load(id)) {
            // The supervisor has the lock file open for writing: its end, kill -9 included, is a close.
            watched.lock =
                ::inotify_add_watch(m_fd.get(), m_store.layout().machineLock(record->machine).c_str(), IN_CLOSE_WRITE);
        }
        if (watched.folder >= 0)
            m_byDescriptor[watched.folder] = id;
        if (watched.lock >= 0)
            m_byDescriptor[watched.lock] = id;
        m_watched[id] = watched;
    }

    void watchNewContainers()
    {
        const auto ids = m_store.containerIds();
        if (!ids)
            return;
        const std::set<ContainerId> now(ids->begin(), ids->end());
        for (auto it = m_watched.begin(); it != m_watched.end();) {
            if (now.contains(it->first)) {
                ++it;
                continue;
            }
            for (const int descriptor : {it->second.folder, it->second.lock}) {
                if (descriptor >= 0 && m_byDescriptor.erase(descriptor) > 0)
                    ::inotify_rm_watch(m_fd.get(), descriptor);
            }
            it = m_watched.erase(it);
        }
        for (const ContainerId &id : now) {
            if (!m_watched.contains(id))
                watchContainer(id);
        }
    }

    void readEvents(Changes &changes)
    {
        alignas(inotify_event) std::array<char, 64 * 1024> buffer;
        bool listChanged = false;
        for (;;) {
            const ssize_t size = ::read(m_fd.get(), buffer.data(), buffer.size());
            if (size <= 0)
                break;
            for (ssize_t at = 0; at < size;) {
                const auto *event = reinterpret_cast<const inotify_event *>(buffer.data() + at);
                at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
                if ((event->mask & IN_Q_OVERFLOW) != 0 || event->wd == m_list) {
                    listChanged = true;
                } else if ((event->mask & IN_IGNORED) != 0) {
                    m_byDescriptor.erase(event->wd);
                } else if (const auto found = m_byDescriptor.find(event->wd); found != m_byDescriptor.end()) {
                    changes.containers.insert(found->second);
                }
            }
        }
        if (listChanged) {
            watchNewContainers();
            changes.all = true;
        }
    }

    Store m_store;
    UniqueFd m_fd;
    int m_list;
    std::map<ContainerId, Watched> m_watched;
    std::map<int, ContainerId> m_byDescriptor;
};

} // namespace

Result<std::unique_ptr<StoreWatch>> StoreWatch::create(const Store &store)
{
    UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!fd)
        return fail(systemError(Operation::WatchContainers, "inotify", errno));
    const int list = ::inotify_add_watch(fd.get(),
                                         store.layout().containers().c_str(),
                                         IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR);
    if (list < 0)
        return fail(systemError(Operation::WatchContainers, store.layout().containers().string(), errno));
    return std::make_unique<InotifyStoreWatch>(store, std::move(fd), list);
}

} // namespace firkin::store
