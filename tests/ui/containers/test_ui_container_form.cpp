#include "ui/containers/container_form.h"
#include "ui/containers/docker_run.h"
#include "ui/containers/fk_command.h"

#include <QRandomGenerator>
#include <QTest>

using namespace firkin;
using namespace firkin::ui;
using namespace Qt::StringLiterals;
using engine::ContainerSpec;

class TestUiContainerForm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDockerRunIsRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("command"); // the fk line of what was understood; empty: refused
        QTest::addColumn<QString>("ignored");
        const auto row = [](const char *name, const QString &text, const QString &command, const QString &ignored = {}) { QTest::newRow(name) << text << command << ignored; };
        row("plain", u"docker run nginx"_s, u"fk run -d nginx"_s);
        row("usual", u"docker run -d --name web -p 8080:80 -e A=1 nginx:1.27"_s, u"fk run -d --name web -p 8080:80 -e A=1 nginx:1.27"_s);
        row("letters together", u"docker run -dit alpine sh"_s, u"fk run -d -t -i alpine sh"_s);
        row("value in the word", u"docker run -p8080:80 -eA=1 --name=x alpine"_s, u"fk run -d --name x -p 8080:80 -e A=1 alpine"_s);
        row("letter with equals", u"docker run -p=8080:80 alpine"_s, u"fk run -d -p 8080:80 alpine"_s);
        row("letters, then a value", u"docker run -itw /srv alpine"_s, u"fk run -d -t -i -w /srv alpine"_s);
        row("continued lines", u"docker run \\\n  --name a \\\n  -p 80:80 \\\n  alpine"_s, u"fk run -d --name a -p 80:80 alpine"_s);
        row("lines of another system", u"docker run \\\r\n --name a \\\r\n alpine"_s, u"fk run -d --name a alpine"_s);
        row("comment between", u"docker run \\\n# the name\n --name a alpine"_s, u"fk run -d --name a alpine"_s);
        row("prompt", u"$ docker run alpine"_s, u"fk run -d alpine"_s);
        row("root's prompt", u"# docker run alpine"_s, u"fk run -d alpine"_s);
        row("sudo", u"sudo docker run alpine"_s, u"fk run -d alpine"_s);
        row("sudo with options", u"sudo -E docker run alpine"_s, u"fk run -d alpine"_s);
        row("path", u"/usr/bin/docker run alpine"_s, u"fk run -d alpine"_s);
        row("podman", u"podman run --rm alpine"_s, u"fk run -d --rm alpine"_s);
        row("container run", u"docker container run alpine"_s, u"fk run -d alpine"_s);
        row("quotes", u"docker run -e \"GREETING=hello there\" -e 'B=a b' alpine echo \"it's\""_s,
            u"fk run -d -e 'GREETING=hello there' -e 'B=a b' alpine echo 'it'\\''s'"_s);
        row("options after the image are its own", u"docker run alpine ls -la --name x"_s, u"fk run -d alpine ls -la --name x"_s);
        row("two dashes", u"docker run -- alpine -x"_s, u"fk run -d alpine -x"_s);
        row("memory and cpus", u"docker run -m 512m --cpus 1.5 alpine"_s, u"fk run -d --cpus 1.5 --memory 512m alpine"_s);
        row("entrypoint", u"docker run --entrypoint /bin/sh alpine -c 'exit 3'"_s, u"fk run -d --entrypoint /bin/sh alpine -c 'exit 3'"_s);
        row("no network", u"docker run --network none alpine"_s, u"fk run -d --network none alpine"_s);
        row("volumes", u"docker run -v /srv/data:/data:ro -v cache:/cache -v /var/lib/x alpine"_s, u"fk run -d -v /srv/data:/data:ro -v cache:/cache -v /var/lib/x alpine"_s);
        row("a folder that only the shell knows", u"docker run -v $PWD:/app -v ./a:/b -v ~/c:/d alpine"_s, u"fk run -d alpine"_s, u"-v $PWD:/app|-v ./a:/b|-v ~/c:/d"_s);
        row("tmpfs", u"docker run --tmpfs /run:size=64m,mode=755 alpine"_s, u"fk run -d --tmpfs /run:size=64m,mode=755 alpine"_s);
        row("privileges", u"docker run --privileged --read-only --init --cap-add NET_ADMIN --cap-drop ALL --security-opt no-new-privileges:true alpine"_s,
            u"fk run -d --cap-add NET_ADMIN --cap-drop ALL --privileged --read-only --init --security-opt no-new-privileges alpine"_s);
        row("limits", u"docker run --ulimit nofile=1024:2048 --ulimit core=-1 --pids-limit 100 --shm-size 256m --sysctl net.core.somaxconn=1024 alpine"_s,
            u"fk run -d --sysctl net.core.somaxconn=1024 --ulimit nofile=1024:2048 --ulimit core=-1:-1 --shm-size 256m --pids-limit 100 alpine"_s);
        row("names", u"docker run --dns 9.9.9.9 --add-host db:10.0.0.2 --add-host host.docker.internal:host-gateway alpine"_s,
            u"fk run -d --dns 9.9.9.9 --add-host db:10.0.0.2 alpine"_s, u"--add-host host.docker.internal:host-gateway"_s);
        row("restart", u"docker run -d --restart unless-stopped --name web nginx"_s, u"fk run -d --name web --restart unless-stopped nginx"_s);
        row("restart a few times", u"docker run --restart=on-failure:3 nginx"_s, u"fk run -d --restart on-failure:3 nginx"_s);
        row("health", u"docker run --health-cmd 'curl -f localhost || exit 1' --health-interval 5s nginx"_s, u"fk run -d --health-cmd 'curl -f localhost || exit 1' nginx"_s,
            u"--health-interval 5s"_s);
        row("no health", u"docker run --no-healthcheck nginx"_s, u"fk run -d --no-healthcheck nginx"_s);
        row("not taken over", u"docker run --gpus all --log-driver json-file alpine"_s, u"fk run -d alpine"_s, u"--gpus all|--log-driver json-file"_s);
        row("unknown option", u"docker run --frobnicate=3 alpine"_s, u"fk run -d alpine"_s, u"--frobnicate=3"_s);
        row("switched off", u"docker run --rm=false --tty=true alpine"_s, u"fk run -d -t alpine"_s);
        row("variable alone", u"docker run -e HOME alpine"_s, u"fk run -d -e HOME= alpine"_s);
        row("shell variables stay", u"docker run -w \"$PWD\" alpine"_s, u"fk run -d -w '$PWD' alpine"_s);
        row("digest", u"docker run name@sha256:0123"_s, u"fk run -d name@sha256:0123"_s);
        // What is refused, with a sentence.
        row("empty", QString(), QString());
        row("another program", u"rm -rf /"_s, QString());
        row("another verb", u"docker ps -a"_s, QString());
        row("no image", u"docker run -d --name web"_s, QString());
        row("option without value", u"docker run -p"_s, QString());
        row("open quote", u"docker run -e 'A=1 alpine"_s, QString());
        row("no port", u"docker run -p eighty:80 alpine"_s, QString());
        row("port range", u"docker run -p 8000-8010:8000-8010 alpine"_s, QString());
        row("restart now and then", u"docker run --restart sometimes alpine"_s, QString());
        row("memory in words", u"docker run -m lots alpine"_s, QString());
        row("cpus not a number", u"docker run --cpus nan alpine"_s, QString());
        row("no such letter", u"docker run -Z alpine"_s, QString());
        row("empty variable", u"docker run -e = alpine"_s, QString());
        row("volume to nowhere", u"docker run -v a:b alpine"_s, QString());
        row("volume without source", u"docker run -v :/b alpine"_s, QString());
        row("too many colons", u"docker run -v a:/b:ro:x alpine"_s, QString());
        row("ulimit in words", u"docker run --ulimit nofile=many alpine"_s, QString());
        row("sysctl without value", u"docker run --sysctl net.core alpine"_s, QString());
        row("only dashes", u"docker run --"_s, QString());
        row("far too long", u"docker run alpine "_s + QString(100'000, u'x'), QString());
        row("a story", u"one could also write to docker run by hand"_s, u"fk run -d by hand"_s);
        row("far away", u"a b c d e f g docker run alpine"_s, QString());
    }
    void aDockerRunIsRead()
    {
        QFETCH(QString, text);
        QFETCH(QString, command);
        QFETCH(QString, ignored);
        const auto run = parseDockerRun(text);
        if (command.isEmpty()) {
            QVERIFY(!run);
            QVERIFY(!run.error().isEmpty());
            return;
        }
        QVERIFY2(run, run ? "" : qPrintable(run.error()));
        QCOMPARE(QString::fromStdString(fkRunCommand(run->spec)), command);
        QCOMPARE(run->ignored.join(u'|'), ignored);
        QVERIFY(looksLikeDockerRun(text));
    }

    void theCommandSaysHowHealthIsChecked()
    {
        ContainerSpec spec;
        spec.image = "alpine";
        spec.healthCheck = engine::HealthCheck{.command = {"pg_isready", "-t", "3"}, .interval = std::chrono::milliseconds(1500), .startPeriod = std::chrono::seconds(9), .retries = 5};
        spec.notes = "of mine";
        QCOMPARE(QString::fromStdString(fkRunCommand(spec)),
                 u"fk run -d --health-cmd 'pg_isready -t 3' --health-interval 1.5s --health-start-period 9s --health-retries 5 --notes 'of mine' alpine"_s);
    }

    void createDoesNotStart()
    {
        QVERIFY(!parseDockerRun(u"docker create alpine"_s)->start);
        QVERIFY(parseDockerRun(u"docker run alpine"_s)->start);
    }

    void noTextCrashesTheReader()
    {
        const QString alphabet = u"docker run -p:=8'\"\\ \n\t$#-name/alpine\u202e\u00e4\0"_s;
        QRandomGenerator random(20261124);
        for (int round = 0; round < 3000; ++round) {
            QString text = round % 2 ? u"docker run "_s : QString();
            const int length = static_cast<int>(random.bounded(120));
            for (int i = 0; i < length; ++i)
                text += alphabet[random.bounded(static_cast<int>(alphabet.size()))];
            (void)looksLikeDockerRun(text);
            if (const auto run = parseDockerRun(text))
                QVERIFY(!run->spec.image.empty() || text.contains(u"''"_s) || text.contains(u"\"\""_s));
        }
    }

    void aFormOfASpecificationMeansTheSame_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("plain") << u"docker run alpine"_s;
        QTest::newRow("all") << u"docker run -it --rm --name web -p 8080:80 -p 0.0.0.0:53:53/udp -p 99 -e 'A=b c' -e B= -w /srv -u 1000:1000 -h box --cpus 0.5 -m 300m "
                                "--entrypoint '/bin/my program' --stop-signal INT --stop-timeout 2.5 -l a=b -l c --network none alpine sh -c 'echo \"it'\\''s\"' ''"_s;
        QTest::newRow("empty entrypoint") << u"docker run --entrypoint '' alpine"_s;
        QTest::newRow("odd size") << u"docker run -m 536870913b alpine"_s;
        QTest::newRow("line breaks in a value") << u"docker run -e 'A=1\n2' -e B=3 alpine"_s;
    }
    void aFormOfASpecificationMeansTheSame()
    {
        QFETCH(QString, command);
        const auto run = parseDockerRun(command);
        QVERIFY2(run, run ? "" : qPrintable(run.error()));
        const ParsedForm again = parseForm(formOf(run->spec), run->spec);
        QVERIFY2(again.problems.empty(), again.problems.empty() ? "" : qPrintable(again.problems.begin()->second));
        QCOMPARE(fkRunCommand(again.spec), fkRunCommand(run->spec));
        QVERIFY(again.spec == run->spec);
    }

    void whatTheFormDoesNotShowIsKept()
    {
        ContainerSpec spec;
        spec.image = "alpine";
        spec.environment = {"KEY=-----BEGIN\nabc\n-----END", "A=1"};
        ContainerForm form = formOf(spec);
        form.environment = u"A=2"_s;
        const auto parsed = parseForm(form, spec);
        QCOMPARE(parsed.spec.environment, (std::vector<std::string>{"KEY=-----BEGIN\nabc\n-----END", "A=2"}));
    }
};

QTEST_GUILESS_MAIN(TestUiContainerForm)
#include "test_ui_container_form.moc"
