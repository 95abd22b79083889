"""Sources kept up by a process of its own: it starts, syncs, takes a push, tells how it is, and ends when told."""

import asyncio
import json
import os
import signal
import sys
import time
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from pathlib import Path

import aiohttp
import pytest

from graph.settings import Settings
from graph.wiring import open_storeroom
from tests.e2e.processes import Running
from tests.unit.catalog_sync.standing.pushed_products import shopify

PATIENCE = 60.0
SECRET = "a secret of the shop's"
PROGRAM = """
import sys
from pathlib import Path
from bot.cli.door import run, settings
from bot.cli.standing import run_standing
run(run_standing(settings(Path(sys.argv[1])), Path(sys.argv[2]), "1s"))
"""
SOURCES = """
listen = "127.0.0.1:0"
[[sources]]
merchant = "acme"
source = "products.json"
push = { platform = "shopify", secret = "ACME_SECRET" }
[[sources]]
merchant = "kuro"
source = "missing.csv"
"""
SHOP = '[[merchants]]\nid = "acme"\nname = "Acme"\n[[merchants]]\nid = "kuro"\nname = "Kuro"\n'


@asynccontextmanager
async def keeping_up(folder: Path) -> AsyncIterator[Running]:
    words = (sys.executable, "-c", PROGRAM, str(folder), str(folder / "sources.toml"))
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(*words, env={**os.environ, "ACME_SECRET": SECRET}, **pipes)
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def product(number: int, price: str) -> dict[str, object]:
    return shopify(f"K{number}", number=number, price=price, at=datetime.now(UTC).isoformat())


def written(folder: Path, price: str) -> None:
    listed = [product(number, price) for number in range(1, 11)]
    for each in listed:
        each["variants"][0]["available"] = True  # type: ignore[index]
    draft = folder / "draft"
    draft.write_text(json.dumps({"products": listed}))
    draft.replace(folder / "products.json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.toml").write_text(SHOP)
    (tmp_path / "sources.toml").write_text(SOURCES)
    written(tmp_path, "15.00")
    return tmp_path


async def until_price(folder: Path, sku: str, price: int) -> None:
    """Fails where the shop does not have it in time: another process puts it there."""
    started, prices = time.monotonic(), list[int]()
    async with open_storeroom(Settings(data_dir=folder)) as room:
        while prices != [price]:
            assert time.monotonic() - started < PATIENCE, f"still {prices}"
            prices = [found.variant.offer.price.amount for found in await room.catalog.find(sku=sku)]
            await asyncio.sleep(0.05)


async def pushed(address: str, content: dict[str, object]) -> int:
    body = json.dumps(content).encode()
    headers = {
        "X-Shopify-Hmac-Sha256": b64encode(digest(SECRET.encode(), body, sha256)).decode(),
        "X-Shopify-Topic": "products/update",
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
    }
    async with (
        aiohttp.ClientSession(address) as session,
        session.post("/hooks/shopify/acme", data=body, headers=headers) as answer,
    ):
        return answer.status


@pytest.mark.full
async def test_sources_are_kept_up_and_pushed_into_until_the_process_is_told_to_end(folder: Path) -> None:
    async with keeping_up(folder) as running:
        address = (await running.until_it_says(r"ready (http://\S+)", patience=PATIENCE))[1]
        first = await running.until_it_logs(r'sync (\{"merchant": "acme".*\})')
        written(folder, "14.00")
        await until_price(folder, "K2", 1400)
        status = await pushed(address, product(77, "12.00"))
        async with aiohttp.ClientSession(address) as session, session.get("/metrics") as answer:
            metrics = await answer.text()
        code = await running.ended_by(signal.SIGTERM, within=PATIENCE)

    assert json.loads(first[1])["added"] == 10
    assert (status, code) == (202, 0)
    assert 'snaptap_sync_last_success_timestamp_seconds{merchant="acme",source="products.json"}' in metrics
    assert 'snaptap_sync_runs_total{merchant="kuro",source="missing.csv",outcome="failure"}' in metrics
    # What was accepted before the end is in the shop after it.
    state = json.loads((folder / "standing.json").read_text())
    assert state["acme products.json"]["last_success"]


async def test_a_secret_that_is_not_set_ends_it_before_it_begins(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sources.toml").write_text(SOURCES.replace("ACME_SECRET", "NOBODY_SET_THIS"))

    async with keeping_up(folder) as running:
        line = await running.until_it_logs("snaptap: ")
        code = await running.process.wait()

    assert "NOBODY_SET_THIS is empty or not set" in line.string
    assert code == 1
