// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "runtime/base/ids.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace firkin::ui {

/// What is remembered between two runs of the application: keys and bytes, kept by whoever made this.
struct ConsoleMemory {
    std::function<QByteArray(const QString &key)> load;
    std::function<void(const QString &key, const QByteArray &value)> save;
};

/// The tabs of one container, as they are remembered. Pure.
struct RememberedTab {
    QStringList sessions; ///< side by side
    QString name;         ///< given by the person; empty: the title
    bool isColumn = false; ///< one below the other
    friend bool operator==(const RememberedTab &, const RememberedTab &) = default;
};
struct RememberedTabs {
    std::vector<RememberedTab> tabs;
    QString current; ///< a session
    friend bool operator==(const RememberedTabs &, const RememberedTabs &) = default;
};

/// Whatever the bytes are, the result is usable.
[[nodiscard]] RememberedTabs readTabs(const QByteArray &bytes);
/// Empty for no tabs.
[[nodiscard]] QByteArray writeTabs(const RememberedTabs &tabs);
[[nodiscard]] QString tabsKey(const ContainerId &container);

} // namespace firkin::ui
