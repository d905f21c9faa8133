#pragma once

#include "tests/support/fake_engine.h"
#include "ui/files/file_tree_model.h"
#include "ui/files/file_tree_view.h"
#include "ui/files/files_view.h"
#include "ui/services/services.h"

#include <QTest>

/// What the tests of the Files tab have in common: a container with a few files, and the tab on it.
namespace firkin::ui {

inline engine::FileEntry entry(const std::string &name, std::uint64_t size = 0, engine::FileType type = engine::FileType::Regular)
{
    engine::FileEntry made;
    made.name = name;
    made.size = size;
    made.type = type;
    made.mode = type == engine::FileType::Directory ? 0755 : 0644;
    return made;
}

inline engine::FileEntry folder(const std::string &name) { return entry(name, 0, engine::FileType::Directory); }

struct World {
    engine::FakeEngine engine;
    Pools pools;
    std::unique_ptr<Services> services = std::make_unique<Services>(engine, pools);
    ContainerId id = engine.addRunning("web");

    World()
    {
        add("/data", folder("data"));
        add("/data/a.txt", entry("a.txt", 3), "aaa");
        add("/data/deep", folder("deep"));
        add("/data/deep/b.txt", entry("b.txt", 2), "bb");
        services->start();
    }
    ~World()
    {
        services.reset();
        pools.requestStop();
        pools.wait();
    }
    void add(const std::string &path, engine::FileEntry what, const std::string &content = {}) { engine.addFile(id, path, what, content); }
    std::unique_ptr<FilesView> open()
    {
        if (!QTest::qWaitFor([&] { return services->containers.find(id) != nullptr; }))
            qFatal("no container");
        auto view = std::make_unique<FilesView>(*services);
        view->resize(900, 500);
        view->show();
        view->tree().setFocus();
        view->setContainer(id);
        if (!QTest::qWaitFor([&] { return view->model().loadOf({}) == FileTreeModel::Load::Loaded; }))
            qFatal("not listed");
        return view;
    }
    bool loaded(FilesView &view, const char *path)
    {
        view.tree().expand(view.model().find(path));
        return QTest::qWaitFor([&] { return view.model().find(path).isValid() && view.model().loadOf(view.model().find(path)) == FileTreeModel::Load::Loaded; });
    }
};

} // namespace firkin::ui
