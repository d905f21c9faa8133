# SPDX-FileCopyrightText: Firkin contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real fk as a person uses it: one container for nearly all of it, on a store of the test's own."""

import json
import os
import pty
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from fcntl import ioctl
from pathlib import Path

FK = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "fk"


class FkTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.temporary = tempfile.TemporaryDirectory(prefix="fk-")
        base = Path(cls.temporary.name)
        (base / "run").mkdir(mode=0o700)
        cls.base = base
        cls.environment = os.environ | {"XDG_RUNTIME_DIR": str(base / "run"), "FIRKIN_STORE": str(base / "store"),
                                        "XDG_CONFIG_HOME": str(base / "config")}
        cls.web = cls.run_fk("run", "-d", "--name", "web", "--cpus", "1", "-m", "256m", "--init", "--notes", "the test's",
                             "starter", "sh", "-c", "while :; do sleep 1; done")

    @classmethod
    def tearDownClass(cls) -> None:
        names = cls.run_fk("ps", "-aq").stdout.split()
        if names:
            cls.run_fk("rm", "-f", "--now", *names)
        cls.temporary.cleanup()

    @classmethod
    def run_fk(cls, *arguments: str, stdin: bytes | None = None, timeout: int = 180) -> subprocess.CompletedProcess:
        done = subprocess.run([FK, *arguments], env=cls.environment, input=stdin, capture_output=True, timeout=timeout)
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        return done

    def fk(self, *arguments: str, code: int = 0, stdin: bytes | None = None) -> str:
        done = self.run_fk(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, f"fk {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout if code == 0 else done.stderr

    def state(self) -> dict:
        (web,) = [one for one in json.loads(self.fk("ps", "-a", "--format", "json")) if one["name"] == "web"]
        return web

    # In the order of their names: they share one container.

    def test_1_it_runs(self) -> None:
        self.assertEqual(self.web.returncode, 0, self.web.stderr)
        self.assertEqual(len(self.web.stdout.strip()), 12)
        web = self.state()
        self.assertEqual((web["state"], web["notes"], web["restartPolicy"]), ("running", "the test's", "no"))
        self.assertIn("web", self.fk("ps"))

    def test_2_exit_codes_are_dockers(self) -> None:
        self.fk("exec", "web", "true")
        self.fk("exec", "web", "sh", "-c", "exit 7", code=7)
        self.assertIn("not found", self.fk("exec", "web", "no-such-program", code=127))
        self.fk("exec", "web", "/etc/passwd", code=126)
        self.assertIn("no such container", self.fk("exec", "nobody", "true", code=125))
        self.assertIn("no such option", self.fk("exec", "--no-such", "web", "true", code=125))
        self.fk("run", "--cpus", "none", "starter", code=125)
        self.fk("run", "--restart", "always", "--rm", "starter", code=125)
        self.fk("run", "--health-interval", "1s", "starter", code=125)
        self.fk("no-such-verb", code=125)
        self.fk("update", "web", code=125)
        self.fk("stop", "nobody", code=1)

    def test_3_streams_go_through(self) -> None:
        self.assertEqual(self.fk("exec", "-i", "web", "cat", stdin=b"x" * 100_000), "x" * 100_000)
        done = self.run_fk("exec", "web", "sh", "-c", "echo out; echo err >&2")
        self.assertEqual((done.stdout, done.stderr), ("out\n", "err\n"))

    def test_4_a_detached_exec_goes_on_alone(self) -> None:
        self.fk("exec", "-d", "web", "sh", "-c", "sleep 1; echo done > /tmp/detached")
        for _ in range(60):
            if self.run_fk("exec", "web", "cat", "/tmp/detached").stdout == "done\n":
                return
            time.sleep(0.5)
        self.fail("it did nothing")

    def test_5_copies_and_processes(self) -> None:
        (self.base / "file").write_text("hello\n")
        self.fk("cp", str(self.base / "file"), "web:/srv/")
        self.assertEqual(self.fk("exec", "web", "cat", "/srv/file"), "hello\n")
        top = json.loads(self.fk("top", "web", "--format", "json"))
        self.assertEqual((top[0]["pid"], top[0]["user"]), (1, "root"))
        self.assertIn("COMMAND", self.fk("top", "web"))

    def test_6_it_stands_still_and_goes_on(self) -> None:
        self.fk("pause", "web")
        self.assertEqual(self.state()["state"], "paused")
        self.assertIn("(Paused)", self.fk("ps"))
        self.assertIn("it is paused", self.fk("exec", "web", "true", code=125))
        self.assertIn("it is paused", self.fk("pause", "web", code=1))
        self.fk("unpause", "web")
        self.assertIn("it is not paused", self.fk("unpause", "web", code=1))
        self.fk("update", "--cpus", "0.5", "--notes", "less", "web")
        self.assertEqual((self.state()["cpus"], self.state()["notes"]), (0.5, "less"))
        self.assertIn("too small", self.fk("update", "-m", "64g", "web", code=1))

    def test_7_stopped_it_is_looked_into(self) -> None:
        self.fk("stop", "-t", "2", "web")
        self.assertEqual(self.state()["state"], "exited")
        self.fk("cp", "web:/srv/file", str(self.base / "back"))
        self.assertEqual((self.base / "back").read_text(), "hello\n")
        self.assertIn("machine up for its files", self.fk("ps", "-a"))
        missing = self.fk("cp", "web:/no/such", str(self.base / "x"), code=1)
        self.assertIn("copy out of the container", missing)
        self.assertNotIn("start", missing)
        self.fk("update", "--restart", "always", "web")  # for the last test: restored after a reboot

    def test_8_a_terminal_has_its_size_from_the_first_line(self) -> None:
        main, other = pty.openpty()
        ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 31, 97, 0, 0))
        with subprocess.Popen([FK, "run", "--rm", "-t", "-m", "256m", "starter", "sh", "-c", "stty size; exit 9"],
                              env=self.environment, stdin=other, stdout=other, stderr=other) as process:
            os.close(other)
            text = b""
            while True:
                try:
                    piece = os.read(main, 4096)
                except OSError:
                    break
                if not piece:
                    break
                text += piece
            self.assertEqual(process.wait(timeout=180), 9, text)
        os.close(main)
        self.assertIn(b"31 97", text)

    def test_9_restore_starts_what_is_to_run_always(self) -> None:
        self.assertEqual(self.fk("system", "restore"), "web\n")
        self.assertEqual(self.state()["state"], "running")
        self.assertEqual(self.fk("system", "restore"), "")
        self.fk("restart", "-t", "0", "web")
        self.fk("rm", "web", code=1)
        # Who finds a killed supervisor clears up behind it, and says so on standard error alone.
        container = self.state()["id"]
        machine = json.loads((self.base / "store/machines" / container / "machine.json").read_text())
        os.kill(machine["supervisor"]["pid"], signal.SIGKILL)
        self.assertEqual(self.fk("wait", "web"), "137\n")
        self.assertEqual(self.fk("ps", "-aq"), f"{container}\n")
        self.assertIn("supervisor lost", self.fk("ps", "-a"))
        self.fk("rm", "-f", "--now", "web")
        self.assertEqual(self.fk("ps", "-aq"), "")


if __name__ == "__main__":
    unittest.main()
