# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts import INSTALLER


def in_script(folder: Path, command: str) -> subprocess.CompletedProcess:
    """COMMAND in a shell that has sourced environment.bash, for a checkout at FOLDER."""
    script = f'checkout={folder}; preset=ci; arguments=(); source "{INSTALLER}/environment.bash"; {command}'
    return subprocess.run(("bash", "-euo", "pipefail", "-c", script), capture_output=True, text=True, check=False)


class Environment(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_whichSystemsNeedNoRootFileSystem(self):
        rows = {
            "Debian 12": ("ID=debian\nVERSION_ID=12\n", False),
            "Debian 13": ('ID=debian\nVERSION_ID="13"\n', True),
            "Debian testing": ("ID=debian\nVERSION_CODENAME=forky\n", True),
            "Ubuntu": ('ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24"\n', False),
            "another": ("ID=fedora\nVERSION_ID=42\n", False),
        }
        for name, (text, expected) in rows.items():
            with self.subTest(name):
                (self.folder / "os-release").write_text(text)
                done = in_script(self.folder, f"works_in_place {self.folder}/os-release")
                self.assertEqual(done.returncode == 0, expected, done.stderr)

    def test_packagesThatAreNotWhollyThereAreMissing(self):
        (self.folder / "installer").mkdir()
        (self.folder / "installer/packages.txt").write_text("# head\nwhole\n\nhalf # why\nremoved\nabsent\n")
        status = self.folder / "root/var/lib/dpkg/status"
        status.parent.mkdir(parents=True)
        states = {"whole": "install ok installed", "half": "install ok half-configured", "removed": "deinstall ok config-files"}
        status.write_text("".join(
            f"Package: {name}\nStatus: {state}\nVersion: 1\nArchitecture: all\nMaintainer: x\nDescription: x\n\n"
            for name, state in states.items()
        ))

        done = in_script(self.folder, f"missing_packages {self.folder}/root")

        self.assertEqual(done.stdout.split(), ["absent", "half", "removed"], done.stderr)


class CommandLine(unittest.TestCase):
    def dev(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run((INSTALLER / "dev", *arguments), capture_output=True, text=True, check=False)

    def test_unknownVerbIsOneSentence(self):
        done = self.dev("fly")

        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "installer/dev: There is no verb 'fly'; installer/dev --help lists them.\n")

    def test_noVerbShowsTheVerbsAndFails(self):
        done = self.dev()

        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("exec COMMAND", done.stderr)

    def test_execWithoutACommandIsOneSentence(self):
        done = self.dev("exec")

        self.assertEqual((done.returncode, done.stderr), (1, "installer/dev: exec needs a command.\n"))


class Scripts(unittest.TestCase):
    @unittest.skipUnless(shutil.which("shellcheck"), "needs shellcheck")
    def test_shellcheckFindsNothing(self):
        scripts = ("installer/dev", "installer/enter-root", "installer/environment.bash", ".ci/run")
        done = subprocess.run(("shellcheck", "-x", *scripts), cwd=INSTALLER.parent, capture_output=True, text=True, check=False)

        self.assertEqual(done.returncode, 0, done.stdout)

    def test_programsAreExecutable(self):
        for name in ("dev", "enter-root", "fetch-debs", "guest-image"):
            self.assertTrue(os.access(INSTALLER / name, os.X_OK), name)


if __name__ == "__main__":
    unittest.main()
