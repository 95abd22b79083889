"""`.ci/run` with stand-ins for make, browser and PostgreSQL: what it says and how it ends."""

import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).parents[3] / ".ci" / "run"
PASSED = "======== 12 passed in 0.10s ========"
FAILED = "======== 1 failed, 11 passed in 0.10s ========"


def run(tmp_path: Path, test: str, test_full: str) -> tuple[int, list[str]]:
    """Exit code and lines; `test` and `test_full` are what make does for the target of that name."""
    write(tmp_path / "make", f'case "$*" in *test-full) {test_full};; *) {test};; esac')
    for there_already in ("chromium", "initdb"):
        write(tmp_path / there_already, "exit 0")
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    ended = subprocess.run([RUN], capture_output=True, text=True, check=False, env=environment, timeout=60)  # noqa: S603
    return ended.returncode, ended.stdout.splitlines()


def write(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_all_passing_ends_on_the_runners_summary(tmp_path: Path) -> None:
    code, lines = run(tmp_path, f"echo '{PASSED}'", f"echo '{PASSED}'")

    assert (code, lines[-1]) == (0, PASSED)


def test_a_failure_is_the_result_though_all_else_runs_and_passes(tmp_path: Path) -> None:
    code, lines = run(tmp_path, f"echo '{FAILED}'; exit 2", f"echo '{PASSED}'")

    assert code == 1
    assert lines[-4:] == ["make test:", FAILED, "make test-full:", PASSED]


def test_makes_own_complaint_does_not_hide_the_summary(tmp_path: Path) -> None:
    complaint = "make: *** [Makefile:36: test-full] Error 1"

    code, lines = run(tmp_path, f"echo '{PASSED}'", f"echo '{FAILED}'; echo '{complaint}' >&2; exit 2")

    assert (code, lines[-1]) == (1, FAILED)


@pytest.mark.parametrize("target", ["test", "test_full"])
def test_a_check_that_dies_before_its_tests_is_no_success(tmp_path: Path, target: str) -> None:
    does = {"test": f"echo '{PASSED}'", "test_full": f"echo '{PASSED}'"} | {target: "exit 2"}

    code, lines = run(tmp_path, **does)

    assert code == 1
    assert "no summary: it ended before the tests did; see above" in lines
