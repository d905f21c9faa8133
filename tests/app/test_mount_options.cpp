// SPDX-FileCopyrightText: Firkin contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/mount_options.h"
#include "app/cli/privilege_options.h"

#include <QTest>

using namespace firkin;
using namespace firkin::cli;
using engine::MountKind;

namespace {

/// "bind /host /in ro nocopy size=… options", to compare.
QString worded(const Result<engine::MountSpec> &mount)
{
    if (!mount)
        return {};
    QString text = QString::fromLatin1(mount->kind == MountKind::Bind ? "bind" : mount->kind == MountKind::Volume ? "volume" : "tmpfs");
    for (const std::string &part : {mount->source, mount->destination}) {
        if (!part.empty())
            text += QLatin1Char(' ') + QString::fromStdString(part);
    }
    if (mount->readOnly)
        text += QLatin1String(" ro");
    if (mount->anonymous)
        text += QLatin1String(" anonymous");
    if (mount->noCopy)
        text += QLatin1String(" nocopy");
    if (mount->size)
        text += QLatin1String(" size=") + QString::number(mount->size->bytes);
    for (const std::string &option : mount->options)
        text += QLatin1Char(' ') + QString::fromStdString(option);
    return text;
}

} // namespace

class TestMountOptions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void volumesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: refused
        QTest::newRow("folder") << "/srv:/data" << "bind /srv /data";
        QTest::newRow("read-only") << "/srv:/data:ro" << "bind /srv /data ro";
        QTest::newRow("SELinux's letters") << "/srv:/data:ro,Z" << "bind /srv /data ro";
        QTest::newRow("from here") << "./src:/data" << "bind /here/src /data";
        QTest::newRow("here itself") << ".:/data" << "bind /here /data";
        QTest::newRow("from above") << "../src:/data" << "bind /src /data";
        QTest::newRow("below") << "a/b:/data" << "bind /here/a/b /data";
        QTest::newRow("slash at the end") << "/srv/:/data" << "bind /srv /data";
        QTest::newRow("spaces and commas") << "/a b,c:/data" << "bind /a b,c /data";
        QTest::newRow("named") << "pg:/data" << "volume pg /data";
        QTest::newRow("named, options") << "pg:/data:nocopy,ro" << "volume pg /data ro nocopy";
        QTest::newRow("anonymous") << "/data" << "volume /data anonymous";
        for (const char *bad : {"", ":", "a", "a:", ":/data", "pg:data", "/srv:/", "/srv:/a/../b", "/srv:/..", "/srv:/data:rx", "/srv:/data:", "/srv:/data:nocopy",
                                "/srv:/data:ro:ro", "/srv:/data:shared", "/"})
            QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
    }
    void volumesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto read = parseVolume(text.toStdString(), "/here");
        QCOMPARE(worded(read), expected);
        QVERIFY(read || read.error().operation == Operation::ParseOptions);
    }

    void mountsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("bind") << "type=bind,source=/srv,target=/data" << "bind /srv /data";
        QTest::newRow("short words") << "type=bind,src=/srv,dst=/data,ro" << "bind /srv /data ro";
        QTest::newRow("with a colon") << "type=bind,src=/a:b,destination=/data,readonly=false" << "bind /a:b /data";
        QTest::newRow("relative") << "type=bind,src=x,dst=/data,readonly=true" << "bind /here/x /data ro";
        QTest::newRow("volume is what nobody says") << "src=pg,dst=/data" << "volume pg /data";
        QTest::newRow("volume with a size") << "type=volume,src=pg,dst=/data,volume-opt=size=1m,volume-nocopy" << "volume pg /data nocopy size=1048576";
        QTest::newRow("anonymous") << "type=volume,dst=/data" << "volume /data anonymous";
        QTest::newRow("tmpfs") << "type=tmpfs,dst=/t,tmpfs-size=64k,tmpfs-mode=1770" << "tmpfs /t size=65536 mode=1770";
        for (const char *bad : {"", "type=bind", "type=bind,dst=/data", "type=bind,src=/srv", "type=bind,src=/srv,dst=data", "type=nfs,src=a,dst=/b",
                                "type=tmpfs,src=/srv,dst=/t", "type=volume,src=/srv,dst=/t", "type=bind,src=/srv,dst=/d,readonly=maybe", "type=bind,src=/a,b,dst=/d",
                                "type=bind,src=/srv,dst=/d,bind-propagation=shared", "type=tmpfs,dst=/t,tmpfs-size=lots", ",", "dst=/"})
            QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
    }
    void mountsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(worded(parseMount(text.toStdString(), "/here")), expected);
    }

    void tmpfsIsRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << "/t" << "tmpfs /t";
        QTest::newRow("options") << "/t:size=64m,mode=755,exec,ro" << "tmpfs /t ro size=67108864 mode=755 exec";
        for (const char *bad : {"", "t", "/", "/t:", "/t:size=x", "/t:a,,b", "/a/../b"})
            QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
    }
    void tmpfsIsRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(worded(parseTmpfs(text.toStdString())), expected);
    }

    void limitsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("both") << "nofile=1024:2048" << "nofile 1024 2048";
        QTest::newRow("one") << "core=0" << "core 0 0";
        QTest::newRow("unlimited") << "memlock=-1:-1" << "memlock 18446744073709551615 18446744073709551615";
        for (const char *bad : {"", "nofile", "nofile=", "nofile=a", "nofile=2:1", "what=1", "=1", "nofile=1:2:3"})
            QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
    }
    void limitsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto limit = parseUlimit(text.toStdString());
        QCOMPARE(limit ? QString::fromStdString(limit->name) + QStringLiteral(" %1 %2").arg(limit->soft).arg(limit->hard) : QString(), expected);
    }

    void hostsAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("IPv4") << "db:10.0.0.5" << "db 10.0.0.5";
        QTest::newRow("equals") << "db=10.0.0.5" << "db 10.0.0.5";
        QTest::newRow("IPv6") << "db:fd00::5" << "db fd00::5";
        QTest::newRow("IPv6 in brackets") << "db:[fd00::5]" << "db fd00::5";
        for (const char *bad : {"", "db", "db:", ":10.0.0.5"})
            QTest::newRow(QByteArray("refused: ") + bad) << bad << "";
    }
    void hostsAreRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto host = parseAddHost(text.toStdString());
        QCOMPARE(host ? QString::fromStdString(host->name + " " + host->address) : QString(), expected);
    }
};

QTEST_APPLESS_MAIN(TestMountOptions)
#include "test_mount_options.moc"
