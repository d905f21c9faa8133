#pragma once

#include "runtime/base/ids.h"
#include "ui/places/detail_tab.h"
#include "ui/places/page.h"

#include <optional>
#include <vector>

namespace firkin::ui {

/// A place in the window.
struct Address {
    Page page = Page::Containers;
    ContainerId container; ///< empty: the list
    DetailTab tab = DetailTab::Overview;
    friend bool operator==(const Address &, const Address &) = default;
};

/// Where one has been: Alt+Left and Alt+Right walk it. Pure.
class AddressHistory {
public:
    static constexpr std::size_t limit = 100;

    /// A new place: what lay ahead is forgotten. The same place twice is one.
    void visit(const Address &address);
    [[nodiscard]] std::optional<Address> back();
    [[nodiscard]] std::optional<Address> forward();
    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }
    /// A container is gone: so are its places.
    void forget(const ContainerId &container);

private:
    std::vector<Address> m_places;
    std::size_t m_at = 0;
};

} // namespace firkin::ui
