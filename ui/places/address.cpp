#include "ui/places/address.h"

#include <algorithm>

namespace firkin::ui {

void AddressHistory::visit(const Address &address)
{
    if (!m_places.empty() && m_places[m_at] == address)
        return;
    if (!m_places.empty())
        m_places.resize(m_at + 1);
    m_places.push_back(address);
    if (m_places.size() > limit)
        m_places.erase(m_places.begin());
    m_at = m_places.size() - 1;
}

std::optional<Address> AddressHistory::back()
{
    if (!canGoBack())
        return std::nullopt;
    return m_places[--m_at];
}

std::optional<Address> AddressHistory::forward()
{
    if (!canGoForward())
        return std::nullopt;
    return m_places[++m_at];
}

void AddressHistory::forget(const ContainerId &container)
{
    for (std::size_t at = m_places.size(); at-- > 0;) {
        if (m_places[at].container != container)
            continue;
        m_places.erase(m_places.begin() + static_cast<std::ptrdiff_t>(at));
        if (m_at > at || m_at >= m_places.size())
            m_at = m_at == 0 ? 0 : m_at - 1;
    }
    // Neighbours that are the same now are one.
    for (std::size_t at = m_places.size(); at-- > 1;) {
        if (m_places[at] == m_places[at - 1]) {
            m_places.erase(m_places.begin() + static_cast<std::ptrdiff_t>(at));
            if (m_at >= at)
                --m_at;
        }
    }
}

} // namespace firkin::ui
