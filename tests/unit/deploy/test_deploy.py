"""What can be told of the deployment's files without a container engine or a booted systemd."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.profile import Merchant, ShopProfile, load_profile
from graph.settings import Settings

ROOT = Path(__file__).parents[3]
DEPLOY = ROOT / "deploy"
NAMED_IN = ("Dockerfile", "compose.yaml", "snaptap.service", "env.example", "shop.example.toml", "runbook.md")


def dockerfile() -> list[tuple[str, str]]:
    """Instructions and their arguments, continued lines joined."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    lines = re.sub(r"\\\n\s*", " ", bare).splitlines()
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def final_stage() -> list[tuple[str, str]]:
    instructions = dockerfile()
    last = max(number for number, (name, _) in enumerate(instructions) if name == "FROM")
    return instructions[last:]


def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return content


def env_example() -> dict[str, str]:
    lines = (DEPLOY / "env.example").read_text(encoding="utf-8").splitlines()
    settings = [line.removeprefix("#") for line in lines if re.match(r"#?[A-Z_]+=", line)]
    return dict(line.split("=", maxsplit=1) for line in settings)


def test_what_the_image_copies_is_there_and_let_through_to_the_builder() -> None:
    let_through = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    sources = [
        source
        for name, arguments in dockerfile()
        if name == "COPY" and "--from" not in arguments
        for source in arguments.split()[:-1]
    ]

    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if f"!{source}" not in let_through] == []


def test_image_copies_everything_that_the_package_is_built_from() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = [name.removesuffix("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]]

    copied = {source for name, arguments in dockerfile() if name == "COPY" for source in arguments.split()[:-1]}

    assert {*packages, project["project"]["readme"], "pyproject.toml", "LICENSE"} <= copied


def test_locked_packages_are_installed_with_their_hashes() -> None:
    installs = [arguments for name, arguments in dockerfile() if name == "RUN" and "pip install" in arguments]

    assert any("--require-hashes -r requirements.lock" in install for install in installs)
    assert all("--require-hashes" in install or "--no-deps" in install for install in installs)


def test_extra_driver_is_found_in_the_lock() -> None:
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")

    assert re.search(r"^psycopg==.*\\\n {4}--hash=", lock, re.MULTILINE)
    assert re.search(r"^psycopg-binary==.*\\\n {4}--hash=", lock, re.MULTILINE)


def test_container_does_not_run_as_root() -> None:
    users = [arguments for name, arguments in final_stage() if name == "USER"]

    assert users
    assert users[-1].split(":")[0] not in {"0", "root"}


def test_final_image_installs_nothing_and_keeps_its_data_in_a_volume() -> None:
    stage = final_stage()

    assert not [arguments for name, arguments in stage if name == "RUN" and re.search(r"\b(apt-get|pip)\b", arguments)]
    assert ("VOLUME", "/data") in stage


def test_compose_keeps_the_shop_in_a_named_volume() -> None:
    content = compose()

    named = content["services"]["bot"]["volumes"][0].split(":")

    assert named == ["shop", "/data"]
    assert named[0] in content["volumes"]


def test_compose_starts_no_postgres_unasked() -> None:
    services = compose()["services"]

    assert services["postgres"]["profiles"] == ["postgres"]
    assert services["bot"]["depends_on"]["postgres"]["required"] is False


def test_compose_builds_from_the_dockerfile() -> None:
    build = compose()["services"]["bot"]["build"]

    context = (DEPLOY / build["context"]).resolve()

    assert context == ROOT
    assert (context / build["dockerfile"]).is_file()


@pytest.mark.parametrize("option", ["NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=snaptap"])
def test_unit_is_hardened(option: str) -> None:
    assert option in (DEPLOY / "snaptap.service").read_text(encoding="utf-8").splitlines()


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("needs systemd-analyze, of the package systemd")
    unit = tmp_path / "snaptap.service"
    text = (DEPLOY / "snaptap.service").read_text(encoding="utf-8")
    # The program is not installed there on the machine of a test, and systemd asks for it.
    unit.write_text(re.sub(r"^ExecStart=\S+", f"ExecStart={sys.executable}", text, flags=re.MULTILINE))

    verdict = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False, timeout=30)  # noqa: S603

    assert (verdict.returncode, verdict.stderr) == (0, "")


def test_env_example_has_every_setting_at_its_default(tmp_path: Path) -> None:
    uncommented = tmp_path / "env"
    uncommented.write_text("".join(f"{name}={value}\n" for name, value in env_example().items()))

    defaults = Settings(_env_file=None)
    read = Settings(_env_file=uncommented)

    assert read == defaults
    assert set(env_example()) == set(names(defaults.model_dump()))


def names(settings: dict[str, Any], prefix: str = "SNAPTAP_") -> list[str]:
    found = []
    for name, value in settings.items():
        variable = f"{prefix}{name.upper()}"
        found += names(value, f"{variable}__") if isinstance(value, dict) else [variable]
    return found


def test_shop_example_is_a_shop() -> None:
    shop = load_profile(DEPLOY / "shop.example.toml")

    assert not shop.demo
    assert shop.merchants


def test_shop_example_has_every_key_there_is() -> None:
    content = tomllib.loads((DEPLOY / "shop.example.toml").read_text(encoding="utf-8"))

    assert set(content) == set(ShopProfile.model_fields)
    assert set(content["merchants"][0]) == set(Merchant.model_fields)


@pytest.mark.parametrize("name", NAMED_IN)
def test_what_the_files_name_in_deploy_exists(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")

    named = set(re.findall(r"(?<![\w/.])deploy/([A-Za-z][\w.]*\w)", text))

    assert [file for file in named if not (DEPLOY / file).exists()] == []
