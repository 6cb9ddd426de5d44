"""What must stand in the environment before Django's settings are read; pytest loads it first (`-p`)."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DETENTE_DATA" not in os.environ:
    folder = tempfile.mkdtemp(prefix="detente-tests-")
    os.environ["DETENTE_DATA"] = folder
    (Path(folder) / "static").mkdir()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
