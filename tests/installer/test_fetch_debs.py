# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later

import contextlib
import hashlib
import io
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from scripts import load

fetch_debs = load("fetch-debs")
GOOD = b"a package"
DIGEST = hashlib.sha256(GOOD).hexdigest()


class FakeApt:
    """A suite with the packages of `held`: name → newest version; each package's bytes are `content`."""

    held: dict[str, str] = {}
    content = GOOD

    def __init__(self, suite: str, root: Path):
        pass

    def versions(self, package: str) -> list[str]:
        return [self.held[package]] if package in self.held else []

    def dependency(self, package: str) -> str:
        return f"{package}-7"

    def download(self, package: str, version: str, folder: Path) -> Path:
        path = folder / "x.deb"
        path.write_bytes(self.content)
        return path


class Pins(unittest.TestCase):
    def read(self, text: str):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return fetch_debs.read_pins(Path(file.name))

    def test_packageIsFoundUnderBothNames(self):
        pins = self.read("# head\n\nlinux-6 6.1-1 abc trixie linux # newest\n")

        self.assertEqual(pins["linux"], pins["linux-6"])
        self.assertEqual(pins["linux"].version, "6.1-1")

    def test_wrongNumberOfFieldsNamesTheLine(self):
        for line in ("passt", "passt 1 abc", "a b c d e f"):
            with self.subTest(line), self.assertRaisesRegex(fetch_debs.Failure, ":2: expected"):
                self.read(f"# head\n{line}\n")

    def test_ourOwnPinsAreWhole(self):
        for pin in fetch_debs.read_pins(fetch_debs.HERE / "pinned-debs.txt").values():
            self.assertRegex(pin.sha256, "^[0-9a-f]{64}$")


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.cache = Path(folder.name)
        self.warnings = io.StringIO()

    def fetch(self, pin, held: dict[str, str], content: bytes = GOOD) -> Path:
        apt = type("Apt", (FakeApt,), {"held": held, "content": content})
        with mock.patch.object(fetch_debs, "Apt", apt), contextlib.redirect_stderr(self.warnings):
            return fetch_debs.fetch(pin, self.cache)

    def pin(self, version: str = "1-1", newest_through: str | None = None):
        return fetch_debs.Pin("passt", version, DIGEST, "forky", newest_through)

    def test_pinnedVersionIsTaken(self):
        deb = self.fetch(self.pin(), {"passt": "1-1"})

        self.assertEqual(deb.read_bytes(), GOOD)
        self.assertNotIn("warning", self.warnings.getvalue())

    def test_secondTimeNeedsNoNetwork(self):
        first = self.fetch(self.pin(), {"passt": "1-1"})

        with mock.patch.object(fetch_debs, "Apt", side_effect=AssertionError("asked the network")):
            self.assertEqual(fetch_debs.fetch(self.pin(), self.cache), first)

    def test_damagedFileInTheCacheIsFetchedAgain(self):
        self.fetch(self.pin(), {"passt": "1-1"}).write_bytes(b"half")

        self.assertEqual(self.fetch(self.pin(), {"passt": "1-1"}).read_bytes(), GOOD)

    def test_wrongDigestOfThePinnedVersionIsAnError(self):
        with self.assertRaisesRegex(fetch_debs.Failure, "does not have the digest"):
            self.fetch(self.pin(), {"passt": "1-1"}, b"something else")
        self.assertEqual(list(self.cache.glob("*.deb")), [])

    def test_suiteThatMovedOnGivesItsNewestAndAWarning(self):
        deb = self.fetch(self.pin(), {"passt": "2-1"}, b"newer")

        self.assertEqual((deb.name, deb.read_bytes()), ("passt_2-1.deb", b"newer"))
        self.assertIn("no longer has passt 1-1; using passt 2-1", self.warnings.getvalue())

    def test_newestIsFoundThroughAnotherPackage(self):
        deb = self.fetch(self.pin(newest_through="linux"), {"linux-7": "7.0-1"}, b"newer")

        self.assertEqual(deb.name, "linux-7_7.0-1.deb")

    def test_packageThatTheSuiteLostIsAnError(self):
        with self.assertRaisesRegex(fetch_debs.Failure, "forky has no package passt"):
            self.fetch(self.pin(), {})


if __name__ == "__main__":
    unittest.main()
