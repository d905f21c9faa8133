# SPDX-FileCopyrightText: Firkin contributors
# SPDX-License-Identifier: GPL-3.0-or-later

import subprocess
import tempfile
import unittest
from pathlib import Path

PACKAGING = Path(__file__).resolve().parents[2] / "installer/packaging"
ID = "org.firkin.Firkin"


class Desktop(unittest.TestCase):
    """What a desktop reads about Firkin, by the tools of those who wrote its rules."""

    def check(self, *command: str | Path) -> None:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_the_desktop_entry_is_valid(self) -> None:
        self.check("desktop-file-validate", PACKAGING / f"{ID}.desktop")

    def test_the_metainfo_is_valid(self) -> None:
        template = (PACKAGING / f"{ID}.metainfo.xml.in").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{ID}.metainfo.xml"
            file.write_text(template.replace("@PROJECT_VERSION@", "0.1.0"), encoding="utf-8")
            # There is no home page yet that could be named.
            self.check("appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info", file)


if __name__ == "__main__":
    unittest.main()
