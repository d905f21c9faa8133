# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is handed out works where nothing of the build environment is.

package_test.py BUILD [unittest arguments]. Needs root (it enters root file systems), a Debian mirror, and a display.

The Debian package is installed in a clean Debian 13; the relocatable folder is unpacked in one that has only what every
desktop has. In each the window is started as a desktop would, by an ordinary user, and runs the starter container.
"""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from PIL import Image

CHECKOUT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"), "firkin")
USER = 12345
APT = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "-o", f"Dir::Cache::archives={CACHE}/clean-archives"]
# What makes a Debian a desktop, as far as a program sees it.
DESKTOP = ["libgl1", "libegl1", "libx11-6", "libx11-xcb1", "libxcb1", "libfontconfig1", "libfreetype6", "libwayland-client0",
           "libwayland-cursor0", "libwayland-egl1", "libglib2.0-0t64", "libdbus-1-3", "fonts-dejavu-core", "shared-mime-info"]


def run(*command: object, **options: object) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} … {command[-1]} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


def mirror() -> str:
    for line in run("apt-get", "indextargets", "--format", "$(REPO_URI)").stdout.split():
        return line
    raise unittest.SkipTest("no Debian mirror is known here")


def base_root(packages: list[str]) -> Path:
    """A minimal Debian 13 with `packages`, made once."""
    root = CACHE / ("clean-desktop" if packages else "clean")
    if not root.exists():
        new = root.with_suffix(".new")
        shutil.rmtree(new, ignore_errors=True)
        (CACHE / "clean-archives/partial").mkdir(parents=True, exist_ok=True)
        keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
        run("mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", "--aptopt=APT::Install-Recommends \"false\"",
            "--include=" + ",".join(packages or ["base-files"]), "trixie", new, f"deb [signed-by={keyring}] {mirror()} trixie main")
        (new / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
        (new / "usr/sbin/policy-rc.d").chmod(0o755)
        new.rename(root)
    return root


class CleanRoot:
    """A base root below an overlay of its own, so that what was added can be seen, and goes with it."""

    def __init__(self, packages: list[str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="firkin-package-"))
        self.folder.chmod(0o755)
        for name in ["upper", "work", "root", "home", "run"]:
            (self.folder / name).mkdir()
        os.chown(self.folder / "home", USER, USER)
        os.chown(self.folder / "run", USER, USER)
        (self.folder / "run").chmod(0o700)
        self.root = self.folder / "root"
        layers = f"lowerdir={base_root(packages)},upperdir={self.folder}/upper,workdir={self.folder}/work"
        run("mount", "-t", "overlay", "overlay", "-o", layers, self.root)
        shutil.copy("/etc/resolv.conf", self.root / "etc/resolv.conf")
        self.enter("useradd", "--uid", USER, "--user-group", "--home-dir", self.folder / "home", "someone")

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", self.root], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def enter(self, *command: object, user: bool = False, timeout: int = 600) -> str:
        environment = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        become: list[object] = []
        if user:
            become = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups", "--"]
            environment |= {"HOME": str(self.folder / "home"), "XDG_RUNTIME_DIR": str(self.folder / "run"),
                            "DISPLAY": os.environ["DISPLAY"], "QT_QPA_PLATFORM": "xcb"}
        return run(CHECKOUT / "installer/enter-root", "--root", self.root, "--folder", "/", *become, *command,
                   env=environment, timeout=timeout).stdout

    def files(self) -> set[str]:
        """What is there now of ours and was not in the base; apt and dpkg keep books of their own."""
        upper = self.folder / "upper"
        books = ("var/lib/apt", "var/lib/dpkg", "var/cache", "var/log", "run", "tmp", "root", "home")
        found = {path.relative_to(upper) for path in upper.rglob("*") if not path.is_dir()}
        return {str(path) for path in found
                if not str(path).startswith(books) and ("firkin" in str(path).lower() or re.match(r"_?fk\b", path.name))}


def desktop_entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # keys have a case
    parser.read(path)
    return parser["Desktop Entry"]


class Package(unittest.TestCase):
    build: Path

    def made(self) -> Path:
        folder = Path(tempfile.mkdtemp(prefix="firkin-made-"))
        folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def clean_root(self, packages: list[str]) -> CleanRoot:
        root = CleanRoot(packages)
        self.addCleanup(root.close)
        return root

    def check_picture(self, path: Path) -> None:
        """The window's picture has icons in its side bar and a line in its charts."""
        picture = Image.open(path).convert("RGB")
        width, height = picture.size
        self.assertGreaterEqual(width, 1000)
        # The icons of the pages are a column; where one is, its rows have ink.
        column = picture.crop((16, 48, 36, height)).convert("L")
        paper = column.getpixel((0, column.height // 2))
        inked = [any(abs(column.getpixel((x, y)) - paper) > 60 for x in range(2, 18)) for y in range(column.height)]
        icons = sum(now and not before for before, now in zip([False, *inked], inked))
        self.assertGreaterEqual(icons, 4, "icons in the side bar")
        # Lines of charts are the one thing with colour to the right of the list.
        charts = picture.crop((width // 3, height // 4, width, height)).convert("HSV")
        coloured = sum(1 for _, saturation, value in charts.getdata() if saturation > 90 and value > 90)
        self.assertGreater(coloured, 300, "coloured pixels in the charts")

    def test_the_debian_package_is_installed_runs_and_goes_without_leftovers(self) -> None:
        made = self.made()
        run("cpack", "--config", self.build / "CPackConfig.cmake", "-B", made, cwd=self.build)
        package = next(made.glob("*.deb"))
        root = self.clean_root([])
        shutil.copy(package, root.folder / "firkin.deb")
        root.enter(*APT, "update")
        root.enter(*APT, "install", root.folder / "firkin.deb", timeout=1200)
        self.assertIn("usr/bin/fk", root.files())

        entry = desktop_entry(root.root / "usr/share/applications/org.firkin.Firkin.desktop")
        picture = root.folder / "home/picture.png"
        root.enter(*entry["Exec"].split(), "--screenshot", picture, user=True)
        self.check_picture(picture)
        self.assertIn("starter", root.enter("fk", "ps", user=True))
        root.enter("fk", "rm", "-f", "--now", "starter", user=True)
        self.assertTrue((root.root / f"usr/share/icons/hicolor/scalable/apps/{entry['Icon']}.svg").exists())
        self.assertTrue((root.root / "usr/share/man/man1/fk.1.gz").exists())

        root.enter(*APT, "purge", "firkin")
        self.assertEqual(root.files(), set())

    def test_the_folder_runs_wherever_it_lies(self) -> None:
        made = self.made()
        run("cmake", "--install", self.build, "--prefix", made / "usr", "--strip")
        run(CHECKOUT / "installer/packaging/make-folder", made / "usr", made / "Firkin-x86_64")
        root = self.clean_root(DESKTOP)
        elsewhere = root.folder / "home/some where/else"
        elsewhere.mkdir(parents=True)
        run("tar", "--create", "--zstd", "--file", made / "folder.tar.zst", "--directory", made, "Firkin-x86_64")
        run("tar", "--extract", "--zstd", "--file", made / "folder.tar.zst", "--directory", elsewhere, "--no-same-owner")
        run("chown", "--recursive", f"{USER}:{USER}", root.folder / "home")

        folder = elsewhere / "Firkin-x86_64"
        picture = root.folder / "home/picture.png"
        root.enter(folder / "Firkin", "--screenshot", picture, user=True)
        self.check_picture(picture)
        self.assertIn("starter", root.enter(folder / "fk", "ps", user=True))
        self.assertIn("hello", root.enter(folder / "fk", "exec", "starter", "echo", "hello", user=True))
        root.enter(folder / "fk", "rm", "-f", "--now", "starter", user=True)
        # Every program and library of it is found in it, or is the host's by choice.
        missing = root.enter("sh", "-c", 'find "$1" -type f \\( -perm -100 -o -name "*.so*" \\) -exec ldd {} + 2>/dev/null | grep "not found" || true', "-", folder)
        self.assertEqual(missing, "")


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("Root file systems are entered as root only: not run.")
        sys.exit(77)
    Package.build = Path(sys.argv.pop(1)).resolve()
    unittest.main(verbosity=2)
