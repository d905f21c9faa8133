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
    InotifyStoreWatch(Store store, UniqueFd fd, int list, int pods)
        : m_store(std::move(store)), m_fd(std::move(fd)), m_list(list), m_pods(pods)
    {
        watchNewContainers();
        watchPods();
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
            m_byDescriptor[watched.folder].insert(id);
        if (watched.lock >= 0)
            m_byDescriptor[watched.lock].insert(id); // those of a pod share it
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
                const auto users = m_byDescriptor.find(descriptor);
                if (users == m_byDescriptor.end())
                    continue;
                users->second.erase(it->first);
                if (!users->second.empty() || m_podDescriptors.contains(descriptor))
                    continue;
                m_byDescriptor.erase(users);
                ::inotify_rm_watch(m_fd.get(), descriptor);
            }
            it = m_watched.erase(it);
        }
        for (const ContainerId &id : now) {
            if (!m_watched.contains(id))
                watchContainer(id);
        }
    }

    /// Few: all of them anew, each time. The kernel gives a path that is watched the descriptor that it has.
    void watchPods()
    {
        m_podDescriptors.clear();
        for (const PodId &id : m_store.podIds().value_or(std::vector<PodId>())) {
            const auto machine = MachineId::parse(id.str());
            const int folder = ::inotify_add_watch(
                m_fd.get(), m_store.layout().pod(id).c_str(), IN_MOVED_TO | IN_ONLYDIR | IN_DELETE_SELF | IN_MOVE_SELF);
            const int lock = ::inotify_add_watch(m_fd.get(), m_store.layout().machineLock(*machine).c_str(), IN_CLOSE_WRITE);
            for (const int descriptor : {folder, lock}) {
                if (descriptor >= 0)
                    m_podDescriptors.insert(descriptor);
            }
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
                changes.pods |= event->wd == m_pods || m_podDescriptors.contains(event->wd);
                if ((event->mask & IN_Q_OVERFLOW) != 0 || event->wd == m_list) {
                    listChanged = true;
                } else if ((event->mask & IN_IGNORED) != 0) {
                    m_byDescriptor.erase(event->wd);
                    m_podDescriptors.erase(event->wd);
                } else if (const auto found = m_byDescriptor.find(event->wd); found != m_byDescriptor.end()) {
                    changes.containers.insert(found->second.begin(), found->second.end());
                }
            }
        }
        if (listChanged) {
            watchNewContainers();
            changes.all = true;
        }
        if (changes.pods || listChanged) {
            watchPods();
            changes.pods = true;
        }
    }

    Store m_store;
    UniqueFd m_fd;
    int m_list;
    int m_pods;
    std::map<ContainerId, Watched> m_watched;
    std::map<int, std::set<ContainerId>> m_byDescriptor;
    std::set<int> m_podDescriptors;
};

} // namespace

Result<std::unique_ptr<StoreWatch>> StoreWatch::create(const Store &store)
{
    UniqueFd fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    if (!fd)
        return fail(systemError(Operation::WatchContainers, "inotify", errno));
    constexpr auto entries = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ONLYDIR;
    const int list = ::inotify_add_watch(fd.get(), store.layout().containers().c_str(), entries);
    const int pods = ::inotify_add_watch(fd.get(), store.layout().pods().c_str(), entries);
    if (list < 0 || pods < 0)
        return fail(systemError(Operation::WatchContainers, store.layout().root.string(), errno));
    return std::make_unique<InotifyStoreWatch>(store, std::move(fd), list, pods);
}

} // namespace firkin::store
