# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from scripts import INSTALLER

PROGRAMS = ("bash", "cat", "cp", "id", "ls", "mkdir", "mount", "pivot_root", "readlink", "setpriv", "sh", "sleep", "stat")


def make_small_root(root: Path) -> None:
    """A root file system of a few programs and their libraries."""
    for folder in ("usr/bin", "proc", "sys", "dev", "run", "etc"):
        (root / folder).mkdir(parents=True)
    for link, target in {"bin": "usr/bin", "sbin": "usr/bin", "usr/sbin": "bin"}.items():
        (root / link).symlink_to(target)
    (root / "etc/mark").write_text("inside\n")
    for name in PROGRAMS:
        program = shutil.which(name, path="/usr/bin:/bin:/usr/sbin:/sbin")
        shutil.copy(program, root / "bin" / name)
        listing = subprocess.run(("ldd", program), capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(/\S+) \(0x", listing):
            target = root / library[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copy(library, target)


@unittest.skipUnless(os.geteuid() == 0, "needs root")
class EnterRoot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.base = Path(cls.folder.name)
        cls.base.chmod(0o755)
        cls.root = cls.base / "root"
        make_small_root(cls.root)
        cls.mounts_before = Path("/proc/mounts").read_text()

    def command(self, *command: str, user: int = 0, folder: str = "/tmp", show: str = "/tmp") -> tuple[str, ...]:
        options = ("--root", str(self.root), "--user", str(user), "--folder", folder, "--show", show)
        return (str(INSTALLER / "enter-root"), *options, *command)

    def enter(self, *command: str, text: str = "", **options) -> subprocess.CompletedProcess:
        environment = {**os.environ, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"}
        return subprocess.run(
            self.command(*command, **options), input=text, capture_output=True, text=True, check=False,
            env=environment, cwd="/tmp", timeout=60,
        )

    def test_standardStreamsFolderAndExitCodePassThrough(self):
        done = self.enter("sh", "-c", "cat; cat /etc/mark >&2; pwd; exit 7", text="typed\n", folder=str(self.base))

        self.assertEqual((done.stdout, done.stderr, done.returncode), (f"typed\n{self.base}\n", "inside\n", 7))

    def test_commandRunsAsTheUserWithoutPrivileges(self):
        done = self.enter("sh", "-c", "id -u; id -g; cat /proc/self/status", user=self.ordinary_user())

        self.assertEqual(done.stdout.split("\n")[0], str(self.ordinary_user()), done.stderr)
        self.assertRegex(done.stdout, r"CapEff:\s+0+\n")

    def test_foldersAreTheHostsOwn(self):
        done = self.enter("stat", "-c", "%i", str(self.base), show=str(self.base))

        self.assertEqual(done.stdout.strip(), str(self.base.stat().st_ino))

    def test_laterCallSeesTheMountsOfAnEarlierOne(self):
        point = self.base / "point"
        point.mkdir()
        with self.running("sh", "-c", f"mount -t tmpfs x {point}; echo > {point}/here; exec sleep 60"):
            self.assertEqual(self.enter("ls", str(point)).stdout, "here\n")
            self.assertEqual(list(point.iterdir()), [], "the mount shows on the host")

    def test_firstCallsAtOnceShareOneNamespace(self):
        calls = [
            subprocess.Popen(self.command("sh", "-c", "readlink /proc/self/ns/mnt; exec sleep 2"), stdout=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        answers = {call.communicate(timeout=60)[0] for call in calls}

        self.assertEqual(len(answers), 1, answers)

    def test_usersHaveNamespacesOfTheirOwn(self):
        with self.running("sleep", "60") as first:
            done = self.enter("readlink", "/proc/self/ns/mnt", user=self.ordinary_user())

            self.assertNotEqual(done.stdout.strip(), os.readlink(f"/proc/{first}/ns/mnt"))

    def test_folderThatIsNotThereIsOneSentence(self):
        done = self.enter("ls", folder="/nonexistent")

        self.assertEqual(done.returncode, 1)
        self.assertEqual(
            done.stderr, "installer/dev: The folder /nonexistent is not visible in the build environment.\n"
        )

    def test_systemFoldersStayTheRootsOwn(self):
        self.assertEqual(self.enter("cat", "/etc/mark", show="/etc", folder="/etc").stdout, "inside\n")

    def test_nothingStaysMounted(self):
        self.enter("ls")

        self.assertEqual(Path("/proc/mounts").read_text(), self.mounts_before)

    def ordinary_user(self) -> int:
        return 65534  # nobody has a name everywhere

    def running(self, *command: str):
        """COMMAND, which ends as `sleep`, runs inside while the block does; the block begins when it has got there."""
        test = self

        class Running:
            def __enter__(self):
                own = os.readlink("/proc/self/ns/mnt")
                self.process = subprocess.Popen(test.command(*command))
                pid = self.process.pid
                deadline = time.monotonic() + 30
                while time.monotonic() < deadline:
                    inside = os.readlink(f"/proc/{pid}/ns/mnt") != own
                    started = Path(f"/proc/{pid}/comm").read_text().strip() == "sleep"
                    if inside and started:
                        return pid
                    time.sleep(0.02)
                raise AssertionError("the command did not start inside")

            def __exit__(self, *_):
                self.process.kill()
                self.process.wait()

        return Running()


if __name__ == "__main__":
    unittest.main()
