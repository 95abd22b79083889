"""The ground on which every test stands (`conftest.py`)."""

import asyncio
import os
import socket
from pathlib import Path

import pytest

from graph.settings import Settings

NOWHERE = "192.0.2.1"
"""Reserved for documentation (RFC 5737): nobody answers there."""


def test_a_connection_to_elsewhere_fails_with_its_address() -> None:
    with socket.socket() as stray, pytest.raises(Exception, match=NOWHERE):
        stray.connect((NOWHERE, 80))


async def test_so_does_one_on_the_event_loop() -> None:
    with pytest.raises(Exception, match=NOWHERE):
        await asyncio.open_connection(NOWHERE, 80)


async def test_a_name_is_not_even_looked_up() -> None:
    with pytest.raises(RuntimeError, match=r"api\.elsewhere\.example"):
        await asyncio.open_connection("api.elsewhere.example", 443)


async def test_this_machine_is_within_reach() -> None:
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())

        assert await reader.read() == b""

        writer.close()
        await writer.wait_closed()


def test_nothing_of_whoever_runs_the_tests_is_in_the_settings() -> None:
    assert Settings() == Settings(_env_file=None)
    assert os.environ["LANGSMITH_TRACING"] == "false"


def test_what_a_test_leaves_behind_is_not_left_in_the_tree() -> None:
    tree = Path(__file__).parents[1]

    for place in (Path.cwd(), Path.home(), Settings().data_dir.resolve()):
        assert not place.is_relative_to(tree)
