"""A PostgreSQL server for the tests: the one that SNAPTAP_TEST_POSTGRES_URL names, else a throw-away one."""

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

ROLE = "postgres"
# It is thrown away: nothing needs to survive a crash, and everything may be quick.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "64",
    "shared_buffers": "32MB",
}


@cache
def postgres_url() -> str:
    """The url of a database from which others can be created; skips the test where there is no server to be had."""
    given = os.environ.get("SNAPTAP_TEST_POSTGRES_URL")
    if given:
        return given
    programs = _programs()
    if programs is None:
        pytest.skip(
            "needs PostgreSQL: apt-get install postgresql (initdb and pg_ctl are looked for on PATH and in "
            "/usr/lib/postgresql/*/bin), or set SNAPTAP_TEST_POSTGRES_URL to a server where databases may be created"
        )
    return _start(programs)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    places = [Path(on_path).resolve().parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((place for place in reversed(places) if (place / "pg_ctl").exists()), None)


def _start(programs: Path) -> str:
    folder = Path(tempfile.mkdtemp(prefix="snaptap-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, ROLE, ROLE)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _run(programs / "initdb", "-D", "data", "-U", ROLE, "--auth=trust", "--no-sync", "-E", "UTF8", folder=folder)
    # A socket in the folder needs no free port, and nobody else can reach it.
    settings = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
    options = f"-k {folder} {settings}"
    _run(programs / "pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start", folder=folder)
    atexit.register(_run, programs / "pg_ctl", "-D", "data", "-m", "immediate", "stop", folder=folder)
    return f"postgresql://{ROLE}@/postgres?host={folder}"


def _run(program: Path, *arguments: str, folder: Path) -> None:
    # PostgreSQL refuses to run as root.
    user = ROLE if os.geteuid() == 0 else None
    subprocess.run(  # noqa: S603 (the program is PostgreSQL's own)
        [program, *arguments],
        cwd=folder,
        user=user,
        group=user,
        env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
        check=True,
        stdout=subprocess.DEVNULL,
    )
