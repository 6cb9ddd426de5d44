"""Run a command with an empty PostgreSQL beside it: ``python tools/with_postgres.py pytest tests/web``.

The cluster lives in a temporary folder, answers on a unix socket there and nowhere else, and is gone afterwards. The
command finds it in DETENTE_DATABASE_URL; its exit code is ours. Where PostgreSQL is not installed, the command does
not run, a line begins with SKIPPED, and the exit code is 0.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

SUPERUSER = "detente"

# Nothing here has to outlive the run, so nothing waits for the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "log_min_messages": "fatal",
}


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs: that of the PATH, else Debian's newest."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    return debian[-1].parent if debian else None


def as_user() -> list[str]:
    """Return what to put before a command so that it does not run as root, which PostgreSQL refuses."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def started(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder`, start it, and wait until it answers."""
    cluster = folder / "cluster"
    make = [*as_user(), str(programs / "initdb"), "--pgdata", str(cluster), "--username", SUPERUSER, "--auth", "trust"]
    make += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
    subprocess.run(make, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    given = [f"--{name}={value}" for name, value in OPTIONS.items()]
    server = subprocess.Popen(
        [*as_user(), str(programs / "postgres"), "-D", str(cluster), "-k", str(folder), *given], cwd=folder
    )
    for _ in range(200):
        ready = subprocess.run(
            [str(programs / "pg_isready"), "-q", "-h", str(folder), "-U", SUPERUSER, "-d", "postgres"], check=False
        )
        if ready.returncode == 0:
            return server
        if server.poll() is not None:
            break
        time.sleep(0.1)
    stop(server, cluster)
    raise SystemExit("PostgreSQL did not start; its messages stand above.")


def stop(server: subprocess.Popen[bytes], cluster: Path) -> None:
    """Stop the cluster by the process id that it wrote down itself, and wait."""
    try:
        pid = int((cluster / "postmaster.pid").read_text(encoding="ascii").split()[0])
    except (OSError, IndexError, ValueError):
        pid = server.pid
    if server.poll() is None:
        try:
            os.kill(pid, signal.SIGINT)  # fast shutdown: connections are closed, nothing is waited for
            server.wait(timeout=20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            server.kill()
            server.wait()


def main(command: list[str]) -> int:
    """Start, run, stop; return the command's exit code."""
    if not command:
        print("use: python tools/with_postgres.py COMMAND ...", file=sys.stderr)
        return 2
    programs = binaries()
    if programs is None:
        print("SKIPPED: PostgreSQL is not installed, so this did not run on it (Debian: apt install postgresql).")
        return 0
    with tempfile.TemporaryDirectory(prefix="detente-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        server = started(programs, folder)
        try:
            url = f"postgresql://{SUPERUSER}@/postgres?host={quote(str(folder), safe='/')}"
            return subprocess.run(command, env=os.environ | {"DETENTE_DATABASE_URL": url}, check=False).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            stop(server, folder / "cluster")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
