"""The files with which sources are kept up: they name what there is, and guard it as the bot's do."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalog_sync.standing.sources import Credentials, PushedBy, StandingFile, StandingSource

DEPLOY = Path(__file__).parents[3] / "deploy"
UNIT = DEPLOY / "snaptap_sync.service"


def lines(unit: Path) -> set[str]:
    return {line for line in unit.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")}


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def example() -> dict[str, Any]:
    return tomllib.loads((DEPLOY / "sources.example.toml").read_text(encoding="utf-8"))


def test_the_example_has_every_key_there_is() -> None:
    sources = example()["sources"]

    assert set(example()) == set(StandingFile.model_fields)
    assert {key for source in sources for key in source} == set(StandingSource.model_fields)
    assert {key for source in sources for key in source.get("push", ())} == set(PushedBy.model_fields)
    assert {key for source in sources for key in source.get("credentials", ())} == set(Credentials.model_fields)


def test_the_unit_is_as_hardened_as_the_bots() -> None:
    differs = {"Description", "ExecStart", "TimeoutStopSec"}
    guards = {line for line in lines(DEPLOY / "snaptap.service") if line.partition("=")[0] not in differs}

    assert guards <= lines(UNIT)


def test_a_sync_has_its_time_to_finish_before_it_is_killed() -> None:
    from bot.cli.standing import DRAIN_SECONDS  # noqa: PLC0415  typer is for this test only

    unit = re.search(r"^TimeoutStopSec=(\d+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    grace = compose()["services"]["sync"]["stop_grace_period"]

    assert unit
    assert int(unit[1]) > DRAIN_SECONDS
    assert int(grace.removesuffix("s")) > DRAIN_SECONDS


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze, of the package systemd")
    unit = tmp_path / UNIT.name
    # The program is not installed there on the machine of a test, and systemd asks for it.
    unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text(), flags=re.MULTILINE))

    verdict = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603

    assert (verdict.returncode, verdict.stderr) == (0, "")


def test_compose_keeps_sources_up_only_where_it_is_asked_to_and_shows_the_door_to_this_machine() -> None:
    services = compose()["services"]

    sync = services["sync"]
    assert sync["profiles"] == ["sync"]
    assert sync["ports"] == ["127.0.0.1:8081:8081"]
    assert "shop:/data" in sync["volumes"]
    assert {name: sync[name] for name in ("read_only", "cap_drop", "security_opt")} == {
        name: services["bot"][name] for name in ("read_only", "cap_drop", "security_opt")
    }


@pytest.mark.parametrize("file", [UNIT, DEPLOY / "sources.example.toml"])
def test_what_the_files_name_in_deploy_exists(file: Path) -> None:
    named = set(re.findall(r"(?<![\w/.])deploy/([A-Za-z][\w.]*\w)", file.read_text(encoding="utf-8")))

    assert [name for name in named if not (DEPLOY / name).exists()] == []
