# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later

import bz2
import gzip
import lzma
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

from scripts import load

guest_image = load("guest-image")


def elf(notes: bytes = b"", bits: int = 2) -> bytes:
    """An ELF file of one note segment."""
    header = b"\x7fELF" + bytes([bits, 1, 1]) + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 4, 0, 120, 0, 0, len(notes), len(notes), 4)
    return header + segment + notes


def note(owner: bytes, kind: int, value: bytes = bytes(4)) -> bytes:
    return struct.pack("<III", len(owner), len(value), kind) + owner + bytes(-len(owner) % 4) + value + bytes(-len(value) % 4)


class KernelInsideAnImage(unittest.TestCase):
    KERNEL = elf(note(b"Xen\0", 18)) + bytes(range(256)) * 64

    def test_plainElfIsTakenAsItIs(self):
        self.assertEqual(guest_image.elf_inside(self.KERNEL), self.KERNEL)

    def test_eachPackerIsFoundAmongOtherBytes(self):
        packers = {
            "gzip": gzip.compress,
            "xz": lzma.compress,
            "bzip2": bz2.compress,
            "zstd": lambda data: guest_image.zstd(data, 3),
        }
        for name, pack in packers.items():
            with self.subTest(name):
                image = b"MZ boot code" * 40 + pack(self.KERNEL) + b"\x12\x34 what follows" * 9
                self.assertEqual(guest_image.elf_inside(image), self.KERNEL)

    def test_magicNumbersThatMeanNothingArePassedOver(self):
        false_starts = b"\x1f\x8b\x08 no" + b"\x28\xb5\x2f\xfd no" + b"BZh no" + b"\xfd7zXZ\x00 no"

        self.assertEqual(guest_image.elf_inside(b"MZ" + false_starts + gzip.compress(self.KERNEL)), self.KERNEL)

    def test_whatHoldsNoKernelIsAnError(self):
        for name, data in {"empty": b"", "text": b"hello", "packed text": gzip.compress(b"hello")}.items():
            with self.subTest(name), self.assertRaises(guest_image.Failure):
                guest_image.elf_inside(data)

    def test_pvhEntryIsSeen(self):
        rows = {
            "the note": (elf(note(b"Xen\0", 18)), True),
            "after others": (elf(note(b"GNU\0", 3, bytes(20)) + note(b"Xen\0", 6, b"linux\0") + note(b"Xen\0", 18)), True),
            "another owner": (elf(note(b"GNU\0", 18)), False),
            "no notes": (elf(), False),
            "32 bit": (elf(note(b"Xen\0", 18), bits=1), False),
        }
        for name, (data, expected) in rows.items():
            with self.subTest(name):
                self.assertEqual(guest_image.has_pvh_entry(data), expected)

    def test_elfCutShortAnywhereHasNoEntry(self):
        whole = elf(note(b"Xen\0", 18))
        for length in range(len(whole) - 8):  # the note's value is not looked at
            self.assertFalse(guest_image.has_pvh_entry(whole[:length]), length)


class ModuleList(unittest.TestCase):
    def read(self, text: str):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return guest_image.read_module_list(Path(file.name))

    def test_sectionsAndOptionalNames(self):
        wanted = self.read("# head\n[boot]\nvirtio_blk # disk\nvirtio-rng\n\n[on demand]\nxfs?\n")

        self.assertEqual(wanted.boot, ["virtio_blk", "virtio_rng"])
        self.assertEqual(wanted.on_demand, ["xfs"])
        self.assertEqual(wanted.optional, {"xfs"})

    def test_unknownSectionNamesTheLine(self):
        with self.assertRaisesRegex(guest_image.Failure, ":2: unknown section"):
            self.read("\n[later]\n")

    def test_ourOwnListIsReadable(self):
        wanted = guest_image.read_module_list(guest_image.MODULES_TXT)

        self.assertIn("overlay", wanted.boot)
        self.assertFalse(set(wanted.boot) & set(wanted.on_demand))

    def test_moduleNamesIgnorePackingAndDashes(self):
        rows = {"a/virtio-rng.ko.xz": "virtio_rng", "xfs.ko": "xfs", "kernel/x.y/nf_nat.ko.zst": "nf_nat"}
        for path, name in rows.items():
            self.assertEqual(guest_image.module_name(path), name)


class CpioArchive(unittest.TestCase):
    def build(self) -> bytes:
        archive = guest_image.Archive()
        archive.file("usr/bin/crun", b"program", 0o755)
        archive.file("init", b"odd length!", 0o755)
        archive.link("bin/sh", "busybox")
        archive.folder("bin")
        archive.device("bin/console", 5, 1)
        return archive.finish()

    def test_cpioListsWhatWasPutIn(self):
        listing = subprocess.run(("cpio", "-itv"), input=self.build(), capture_output=True, check=True).stdout.decode()

        self.assertRegex(listing, r"-rwxr-xr-x .* 7 .* usr/bin/crun")
        self.assertRegex(listing, r"lrwxrwxrwx .* bin/sh -> busybox")
        self.assertRegex(listing, r"crw------- .* 5, +1 .* bin/console")
        names = subprocess.run(("cpio", "-it"), input=self.build(), capture_output=True, check=True).stdout.decode().split()
        self.assertEqual(names, ["usr", "usr/bin", "usr/bin/crun", "init", "bin", "bin/sh", "bin/console"])

    def test_sameInputsGiveTheSameBytes(self):
        self.assertEqual(self.build(), self.build())


class CommandLine(unittest.TestCase):
    def test_missingAgentIsOneSentence(self):
        done = subprocess.run(
            (guest_image.HERE / "guest-image", "--agent", "/nonexistent", "--output", "/tmp"),
            capture_output=True, text=True, check=False,
        )

        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "guest-image: There is no agent /nonexistent.\n")


if __name__ == "__main__":
    unittest.main()
