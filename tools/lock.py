"""Write the pins in requirements/*.txt: exact versions with hashes, and no host.

``uv.lock`` names the index of each package and a full address for each file, so these files take its place (see
docs/decisions/0001). Without options the pins that are there stay where they still fit; ``--upgrade`` takes the newest.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from run_uv import environment_for_uv

ROOT = Path(__file__).resolve().parent.parent

# output: what goes in. Later ones are constrained by those before, so that no package has two versions.
FILES = {
    "run.txt": ["pyproject.toml", "--extra", "postgres"],
    "build.txt": ["requirements/build.in"],
    "dev.txt": ["pyproject.toml", "--all-extras", "requirements/dev.in", "-c", "requirements/run.txt"],
    "fast.txt": ["pyproject.toml", "--extra", "fast", "-c", "requirements/dev.txt"],
    "bench.txt": ["requirements/bench.in", "-c", "requirements/dev.txt"],
}


def main() -> int:
    """Compile each file in turn; stop at the first that does not resolve."""
    # What is locked must be what everybody can get, so extra indexes and folders of one machine are left out.
    environment = environment_for_uv(extra=False)
    for name, inputs in FILES.items():
        command = [Path(sys.executable).parent / "uv", "pip", "compile", "--quiet", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--custom-compile-command", "make lock", *inputs, "-o", f"requirements/{name}", *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode != 0:
            print(f"requirements/{name} was not written; see the message above.", file=sys.stderr)
            return 1
        print(f"requirements/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
