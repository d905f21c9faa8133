// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/fake_engine.h"
#include "ui/services/services.h"
#include "ui/widgets/toasts.h"

#include <QLabel>
#include <QTreeView>

#include <memory>

namespace firkin {

/// A page of the window and what it stands on, over a fake engine; ended in the order in which the window ends.
template <class Page>
struct PageWorld {
    engine::FakeEngine engine;
    ui::Pools pools;
    ui::Services services{engine, pools};
    QWidget window;
    ui::Toasts toasts{&window};
    std::unique_ptr<Page> page;

    PageWorld() = default;
    PageWorld(const PageWorld &) = delete;
    PageWorld &operator=(const PageWorld &) = delete;
    ~PageWorld()
    {
        page.reset();
        pools.requestStop();
        services.letGoOfStreams();
        pools.wait();
    }
    void open()
    {
        services.start();
        page = std::make_unique<Page>(services, toasts);
        page->resize(1000, 500);
        page->show();
    }
    [[nodiscard]] QTreeView *view() const { return page->template findChild<QTreeView *>(); }
};

/// Whether a label says so, or would once its widget is shown.
inline bool shows(const QWidget &widget, const QString &text)
{
    for (const auto *label : widget.findChildren<QLabel *>())
        if (label->isVisibleTo(&widget) && label->text().contains(text))
            return true;
    return false;
}

} // namespace firkin
