"""What holds for every test: no network, no settings of whoever runs it, nothing written into the tree."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from pytest_socket import socket_allow_hosts

HERE = ["127.0.0.1", "::1"]
NAMES_FOR_HERE = {*HERE, "localhost", "0.0.0.0", "::", "", None}  # noqa: S104  names that are resolved, not bound
OURS = {"SNAPTAP_GOLDEN", "SNAPTAP_WRITE_GOLDEN", "SNAPTAP_TEST_POSTGRES_URL"}
"""Variables of the tests themselves."""

# Libraries read these once, at import: they are set before any of them is.
os.environ["LANGSMITH_TRACING"] = "false"
os.environ["LANGCHAIN_TRACING_V2"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"
# Browsers are looked for under HOME, which is another one in each test.
os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(Path.home() / ".cache" / "ms-playwright"))

set_hypothesis_home_dir(Path(__file__).parents[1] / ".hypothesis")
settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_runtest_setup() -> None:
    """A connection to anywhere but this machine fails the test with its address."""
    socket_allow_hosts(HERE, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _of_this_machine(socket.getaddrinfo))


@pytest.fixture(autouse=True)
def _a_machine_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A fresh folder is both HOME and the current one: `.env` and `.snaptap` are found or made there or nowhere."""
    for name in [name for name in os.environ if name.startswith("SNAPTAP_") and name not in OURS]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)


def _of_this_machine(getaddrinfo: Callable[..., object]) -> Callable[..., object]:
    def guarded(host: str | bytes | None, *args: object, **kwargs: object) -> object:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in NAMES_FOR_HERE:
            raise RuntimeError(f"A test tried to look up the host {name!r}: tests speak to this machine only.")
        return getaddrinfo(host, *args, **kwargs)

    return guarded
