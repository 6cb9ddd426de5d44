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

# A browser test leaves an event loop in its process (playwright runs one for as long as its browser is open). Django
# would refuse every query of the tests that come after it in the same process.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
