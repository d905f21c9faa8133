#pragma once

#include "runtime/base/ids.h"
#include "ui/containers/detail_tab.h"

#include <optional>
#include <vector>

namespace firkin::ui {

/// The pages, in the order of the side bar; their numbers are the keys Ctrl+1 ….
enum class Page : std::uint8_t { Containers, Images, Tasks, Trash, Settings };
inline constexpr int pageCount = 5;

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
