"""A stand-in on a free port, the real python-telegram-bot `Bot` on one side and a shopper's phone on the other."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from PIL import Image
from telegram import Bot

from bot.demo.standin.records import BotIdentity, Sample, Shopper
from bot.demo.standin.server import Site, Standin, serve
from tests.unit.bot.demo.standin.drivers import KEY, TOKEN, MakePicture, Phone, RawApi

ANA = Shopper(1001, "Ana", "Silva", "ana", "en")
BEN = Shopper(1002, "Ben", language_code="de")


@pytest.fixture
def page_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html><title>phone</title>")
    (folder / "page.css").write_text("body {}")
    return folder


@pytest.fixture
def answer_within() -> float:
    """How long the bot has for a pre-checkout query; a test of lateness overrides it."""
    return 10.0


@pytest.fixture
def standin(page_dir: Path, tmp_path: Path, answer_within: float) -> Standin:
    kettle = tmp_path / "kettle.jpg"
    kettle.write_bytes(make_picture())
    return Standin(
        token=TOKEN,
        bot=BotIdentity(4242, "Harbour Helper", "harbour_helper_bot"),
        shoppers=[ANA, BEN],
        samples=[Sample("kettle.jpg", "Kettle", kettle)],
        suggestions=["a gift under 60"],
        shop_name="Harbour & Pine",
        tagline="Things for the coast",
        page_dir=page_dir,
        control_key=KEY,
        pre_checkout_timeout=answer_within,
        webhook_first_wait=0.02,
    )


@pytest.fixture
async def site(standin: Standin) -> AsyncIterator[Site]:
    site = await serve(standin, "127.0.0.1", 0)
    yield site
    await site.close()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(headers={"X-Demo-Key": KEY}) as session:
        yield session


@pytest.fixture
def phone(session: aiohttp.ClientSession, site: Site) -> Phone:
    return Phone(session, site, ANA.id)


@pytest.fixture
def other_phone(session: aiohttp.ClientSession, site: Site) -> Phone:
    return Phone(session, site, BEN.id)


@pytest.fixture
def api(session: aiohttp.ClientSession, site: Site) -> RawApi:
    return RawApi(session, site)


@pytest.fixture
async def bot(site: Site) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=site.base_url, base_file_url=site.base_file_url) as bot:
        yield bot


@pytest.fixture
def jpeg() -> bytes:
    return make_picture()


@pytest.fixture
def picture() -> MakePicture:
    return make_picture


def make_picture(width: int = 640, height: int = 480, image_format: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, image_format)
    return out.getvalue()
