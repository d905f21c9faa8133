#include "tests/support/page_world.h"
#include "ui/networks/network_dialog.h"
#include "ui/networks/networks_page.h"
#include "ui/networks/ports_view.h"
#include "ui/networks/publish_dialog.h"
#include "ui/networks/row_table.h"
#include "ui/services/services.h"
#include "ui/widgets/toasts.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTreeView>

using namespace firkin;
using namespace Qt::StringLiterals;
using engine::FakeEngine;
using engine::NetworkSpec;
using engine::PortMapping;
using engine::Transport;

namespace {

struct World : PageWorld<ui::NetworksPage> {
    void ready()
    {
        services.start();
        QTRY_COMPARE(services.containers.state(), ui::LoadState::Ready);
    }
    void addNetwork(const std::string &name) { (void)engine.networks().create({.name = name, .subnet = {}, .subnet6 = {}, .labels = {}}, {}); }
};

QTreeView *viewOf(QWidget &page, const QString &name)
{
    for (auto *view : page.findChildren<QTreeView *>())
        if (view->accessibleName() == name)
            return view;
    return nullptr;
}

QAction *actionOf(QWidget &page, const QString &text)
{
    for (auto *action : page.findChildren<QAction *>())
        if (action->text() == text)
            return action;
    return nullptr;
}

} // namespace

class TestUiNetworks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowsAreDiffedByKey()
    {
        ui::RowTable table({u"One"_s, u"Two"_s});
        const QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setRows({{"a", {u"1"_s, u"x"_s}}, {"b", {u"2"_s, u"y"_s}}, {"c", {u"3"_s, u"z"_s}}});
        QSignalSpy reset(&table, &QAbstractItemModel::modelReset), changed(&table, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&table, &QAbstractItemModel::rowsInserted), removed(&table, &QAbstractItemModel::rowsRemoved);

        table.setRows({{"a", {u"1"_s, u"x"_s}}, {"c", {u"4"_s, u"z"_s}}, {"d", {u"5"_s, u"w"_s}}});

        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(table.keyAt(1), std::string("c"));
        QCOMPARE(table.index(1, 0).data().toString(), u"4"_s);
        QVERIFY(!table.index(0, 5).isValid());
    }

    void whatIsTypedIsChecked_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("subnet");
        QTest::addColumn<bool>("fine");
        QTest::newRow("nothing") << "" << "" << true;
        QTest::newRow("name") << "app-1.x_y" << "" << true;
        QTest::newRow("range") << "app" << " 10.89.1.0/24 " << true;
        QTest::newRow("space") << "my app" << "" << false;
        QTest::newRow("begins with a dash") << "-app" << "" << false;
        QTest::newRow("dots") << ".." << "" << false;
        QTest::newRow("no prefix") << "app" << "10.89.1.0" << false;
        QTest::newRow("IPv6") << "app" << "fd00::/64" << false;
        QTest::newRow("too large") << "app" << "10.89.300.0/24" << false;
    }
    void whatIsTypedIsChecked()
    {
        QFETCH(QString, name);
        QFETCH(QString, subnet);
        QFETCH(bool, fine);
        QCOMPARE(ui::networkComplaint(name, subnet).isEmpty(), fine);
    }

    void addressesForTheBrowser_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("inside");
        QTest::addColumn<QString>("expected");
        QTest::newRow("this computer") << "127.0.0.1" << 80 << "http://127.0.0.1:8080/";
        QTest::newRow("everybody") << "0.0.0.0" << 80 << "http://127.0.0.1:8080/";
        QTest::newRow("not told") << "" << 80 << "http://127.0.0.1:8080/";
        QTest::newRow("IPv6") << "::1" << 80 << "http://[::1]:8080/";
        QTest::newRow("everybody by IPv6") << "::" << 80 << "http://[::1]:8080/";
        QTest::newRow("encrypted") << "127.0.0.1" << 443 << "https://127.0.0.1:8080/";
    }
    void addressesForTheBrowser()
    {
        QFETCH(QString, host);
        QFETCH(int, inside);
        QFETCH(QString, expected);
        QCOMPARE(ui::PortsView::addressOf({host.toStdString(), 8080, static_cast<std::uint16_t>(inside), Transport::Tcp}), expected);
    }

    void networksAndMembersAreShownAndFollow()
    {
        World world;
        world.addNetwork("app");
        const auto web = world.engine.addRunning("web");
        world.engine.change(web, [](engine::ContainerView &view) { view.spec.networks = {{"app", {}, {"front"}}}; });
        world.ready();
        ui::NetworksPage page(world.services, world.toasts);
        page.resize(900, 600);
        page.show();
        auto *networks = viewOf(page, u"Networks"_s);
        auto *members = viewOf(page, u"Members of the network"_s);
        QTRY_COMPARE(networks->model()->rowCount(), 1);
        QTRY_COMPARE(members->model()->rowCount(), 1);
        QCOMPARE(members->model()->index(0, 0).data().toString(), u"web"_s);
        QCOMPARE(members->model()->index(0, 2).data().toString(), u"front"_s);

        const auto db = world.engine.addRunning("db");
        world.engine.change(db, [](engine::ContainerView &view) { view.spec.networks = {{"app", {}, {}}}; });
        QTRY_COMPARE(members->model()->rowCount(), 2);
    }

    void aNetworkIsMadeByTheDialogAndItsErrorStaysThere()
    {
        World world;
        world.addNetwork("taken");
        world.ready();
        ui::NetworkDialog dialog(world.services, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy created(&dialog, &ui::NetworkDialog::created);
        dialog.show();
        auto *name = dialog.findChildren<QLineEdit *>().value(0);
        QPushButton *create = nullptr;
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->isDefault())
                create = button;
        QVERIFY(create && !create->isEnabled());
        name->setText(u"taken"_s);
        create->click();
        QTRY_VERIFY(shows(dialog, u"taken"_s));
        QVERIFY(dialog.isVisible());
        QTRY_VERIFY(create->isEnabled());
        name->setText(u"app"_s);
        create->click();
        QTRY_COMPARE(created.count(), 1);
        QVERIFY(world.engine.networks().find("app", {}).has_value());
    }

    void emptyAndFailedAreStatesOfTheirOwn()
    {
        World world;
        world.ready();
        ui::NetworksPage page(world.services, world.toasts);
        page.resize(900, 600);
        page.show();
        QTRY_VERIFY(shows(page, u"No named networks yet"_s));
        world.engine.inject(firkin::Operation::ListNetworks, {.error = makeError(firkin::Operation::ListNetworks, {}, Reason::NoPermission)});
        world.services.networks.refresh();
        QTRY_COMPARE(world.services.networks.state(), ui::LoadState::Failed);
        QTRY_VERIFY(!shows(page, u"No named networks yet"_s));
        world.engine.clearFaults();
        world.addNetwork("app");
        world.services.networks.refresh();
        QTRY_COMPARE(viewOf(page, u"Networks"_s)->model()->rowCount(), 1);
    }

    void portsAreTakenBackAndPublishedWhileTheyRun()
    {
        World world;
        const auto web = world.engine.addRunning("web");
        world.engine.change(web, [](engine::ContainerView &view) { view.ports = view.spec.ports = {{"127.0.0.1", 8080, 80, Transport::Tcp}, {"127.0.0.1", 5353, 53, Transport::Udp}}; });
        world.ready();
        ui::PortsView ports(world.services, std::nullopt);
        ports.resize(800, 300);
        ports.show();
        auto *view = viewOf(ports, u"Published ports"_s);
        QTRY_COMPARE(ports.shownCount(), 2);
        QVERIFY(!actionOf(ports, u"Take Back"_s)->isEnabled());
        view->selectAll();
        QVERIFY(actionOf(ports, u"Open in Browser"_s)->isEnabled());

        actionOf(ports, u"Take Back"_s)->trigger();
        QTRY_COMPARE(ports.shownCount(), 0);
        QCOMPARE(world.engine.calls(firkin::Operation::UnpublishPort), 1); // both at once
        QVERIFY(shows(ports, u"No published ports"_s));

        ui::PublishDialog dialog(world.services, web, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        dialog.findChildren<QSpinBox *>().value(1)->setValue(9090);
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->isDefault())
                button->click();
        QTRY_COMPARE(ports.shownCount(), 1);
        QTRY_VERIFY(!dialog.isVisible());
        ports.setSearch(u"9090"_s);
        QCOMPARE(ports.shownCount(), 1);
        ports.setSearch(u"nothing"_s);
        QCOMPARE(ports.shownCount(), 0);
    }

    void aPodsPortsAreListedAndAreItsOwn()
    {
        World world;
        engine::PodView shop;
        shop.name = "shop";
        shop.spec.ports = {{"127.0.0.1", 8080, 80, Transport::Tcp}};
        const PodId pod = world.engine.addPod(shop);
        world.engine.change(world.engine.addRunning("web"), [&](engine::ContainerView &view) { view.pod = pod; });
        world.engine.addRunning("alone");
        world.ready();
        ui::PortsView ports(world.services, std::nullopt);
        ports.resize(800, 300);
        ports.show();
        QTRY_COMPARE(ports.shownCount(), 1);
        auto *view = viewOf(ports, u"Published ports"_s);
        QCOMPARE(view->model()->index(0, 0).data().toString(), u"shop (pod)"_s);
        view->selectAll();
        QVERIFY(!actionOf(ports, u"Take Back"_s)->isEnabled());

        ui::PublishDialog dialog(world.services, std::nullopt, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        const auto *containers = dialog.findChildren<QComboBox *>().value(0);
        QCOMPARE(containers->count(), 1);
        QCOMPARE(containers->itemText(0), u"alone"_s);
    }

    void aPortThatCannotBeHadIsSaidInTheDialog()
    {
        World world;
        const auto web = world.engine.addRunning("web");
        world.ready();
        world.engine.inject(firkin::Operation::PublishPort, {.error = makeError(firkin::Operation::PublishPort, "80", Reason::PortTaken)});
        ui::PublishDialog dialog(world.services, web, &world.window);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        for (auto *button : dialog.findChildren<QPushButton *>())
            if (button->isDefault())
                button->click();
        QTRY_VERIFY(shows(dialog, u"already in use"_s));
        QVERIFY(dialog.isVisible());
    }
};

QTEST_MAIN(TestUiNetworks)
#include "test_ui_networks.moc"
