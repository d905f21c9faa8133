# SPDX-FileCopyrightText: The Firkin authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scripts of installer/, loaded as modules."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

INSTALLER = Path(__file__).resolve().parents[2] / "installer"


def load(name: str) -> ModuleType:
    module_name = name.replace("-", "_")
    loader = SourceFileLoader(module_name, str(INSTALLER / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(module_name, loader))
    sys.modules[module_name] = module  # dataclasses look their module up
    loader.exec_module(module)
    return module
