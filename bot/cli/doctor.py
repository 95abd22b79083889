from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli.door import Data, Json, emit, run, settings

if TYPE_CHECKING:
    from graph.settings import LlmSettings, Settings
    from graph.wiring import Models, Storeroom

OPENAI = "https://api.openai.com/v1"
MARKS = {"ok": ("✓", "green"), "missing": ("–", "yellow"), "broken": ("✗", "red")}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `fix` says how to mend what is not ok."""

    name: str
    state: str
    detail: str
    fix: str = ""


def doctor(data: Data = None, as_json: Json = False) -> None:
    """What is configured, reachable, missing, and how to mend it."""
    findings = run(_examine(settings(data)))
    if as_json:
        emit({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


async def _examine(chosen: "Settings") -> list[Finding]:
    return [finding async for finding in _findings(chosen)]


async def _findings(chosen: "Settings") -> AsyncIterator[Finding]:
    yield _folder(chosen.data_dir)
    models, seen = _models(chosen)
    for finding in seen:
        yield finding
    if models:
        async for finding in _shop(chosen, models):
            yield finding
    yield await _telegram(chosen)
    yield _payments(chosen)
    label = "on" if chosen.senses.label else "switched off by SNAPTAP_SENSES__LABEL"
    yield Finding("label reading", "ok", label)


async def _shop(chosen: "Settings", models: "Models") -> AsyncIterator[Finding]:
    from sqlalchemy.exc import SQLAlchemyError

    from graph.domain.errors import SnaptapError
    from graph.wiring import open_storeroom

    try:
        async with open_storeroom(chosen, models=models, download=False) as room:
            yield Finding("database", "ok", "reachable, newest schema")
            yield _profile(room)
            yield await _catalogue(room)
            yield await _index(room)
            yield await _vision(chosen.llm, room)
    except (SnaptapError, SQLAlchemyError, OSError) as error:
        yield Finding(
            "database", "broken", str(error).splitlines()[0], "check SNAPTAP_DATABASE_URL and SNAPTAP_DATA_DIR"
        )


def _models(chosen: "Settings") -> tuple["Models | None", list[Finding]]:
    """Without those of the settings nothing else can be looked at."""
    from graph.domain.errors import BadInput
    from graph.wiring import load_models

    try:
        models = load_models(chosen)
    except BadInput as error:
        fix = "correct SNAPTAP_ENCODERS__TEXT or SNAPTAP_ENCODERS__PHOTO"
        return None, [Finding("encoders", "broken", str(error), fix)]
    return models, [_encoders(models), *_to_download(models)]


def _encoders(models: "Models") -> Finding:
    words = "" if models.text.nearness else ", not measured: a wish is met by words alone"
    looks = "" if models.photo.fitted else ", not measured: nothing is sure by its look"
    return Finding("encoders", "ok", f"words by {models.text.name}{words}; pictures by {models.photo.name}{looks}")


def _to_download(models: "Models") -> list[Finding]:
    fix = "any command that opens the shop downloads it, where there is a network"
    return [
        Finding("model", "missing", f"{model.name} is not in {model.folder}", fix)
        for model in models.hub
        if not model.is_here()
    ]


def _folder(data: Path) -> Finding:
    existed = data.exists()
    data.mkdir(parents=True, exist_ok=True)
    return Finding("data folder", "ok", f"{data}{'' if existed else ' (made just now)'}")


def _profile(room: "Storeroom") -> Finding:
    from graph.profile import PROFILE_FILE

    if not (room.data / PROFILE_FILE).exists():
        fix = f"copy deploy/shop.example.toml to {room.data / PROFILE_FILE} and adapt it"
        return Finding("shop.toml", "missing", "the shop has default settings", fix)
    sellers = (
        ", ".join(f"{merchant.name} ({merchant.currency})" for merchant in room.profile.merchants) or "no merchant"
    )
    return Finding("shop.toml", "ok", f"{room.profile.name}: {sellers}")


async def _catalogue(room: "Storeroom") -> Finding:
    vocabulary = await room.catalog.vocabulary()
    if not await room.survey.merchants():
        return Finding("catalogue", "missing", "no products", "snaptap sync FEED --merchant ID")
    detail = (
        f"{len(vocabulary.categories)} categories, {len(vocabulary.brands)} brands, {len(vocabulary.creators)} creators"
    )
    return Finding("catalogue", "ok", detail)


async def _index(room: "Storeroom") -> Finding:
    behind = await room.publisher.behind()
    if behind is None:
        return Finding("index", "missing", "none, or made by another encoder", "snaptap index rebuild")
    return Finding("index", "ok", f"{behind} changes behind the catalogue; running bots take them in by themselves")


async def _vision(llm: "LlmSettings", room: "Storeroom") -> Finding:
    from importlib.util import find_spec

    if not llm.sees:
        why = "photos are not shown to it (SNAPTAP_LLM__PHOTOS)" if llm.model else "none: photos stay on this machine"
        return Finding("vision model", "ok", why)
    if not find_spec("langchain"):
        return Finding("vision model", "broken", f"{llm.model} needs a package", "pip install -e '.[llm]'")
    spent = Decimal(await room.purse.today()).scaleb(-6)
    state, answers, fix = await _asked(llm)
    return Finding(
        "vision model", state, f"{llm.model}: {answers}; {spent:.4f} of {llm.daily_ceiling} spent today", fix
    )


async def _asked(llm: "LlmSettings") -> tuple[str, str, str]:
    """Whether it answers, by what costs nothing: the list of models, where the server is known to have one."""
    import aiohttp

    key = llm.api_key.get_secret_value()
    if not llm.base_url and not (key and llm.provider == "openai"):
        return "ok", "not asked, as that would cost money", ""
    address = f"{(llm.base_url or OPENAI).rstrip('/')}/models"
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        headers = {"Authorization": f"Bearer {key or 'none'}"}
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address, headers=headers, allow_redirects=False) as answer,
        ):
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return "broken", "does not answer, photos are read without it", "check SNAPTAP_LLM__BASE_URL"
    if status in {401, 403}:
        return "broken", "refuses the key, photos are read without it", "check SNAPTAP_LLM__API_KEY"
    return "ok", "answers", ""


async def _telegram(chosen: "Settings") -> Finding:
    import aiohttp

    token = chosen.telegram.token.get_secret_value()
    if not token:
        fix = "get a token from @BotFather and set SNAPTAP_TELEGRAM__TOKEN; `snaptap demo` needs none"
        return Finding("telegram", "missing", "no token", fix)
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{chosen.telegram.base_url}{token}/getMe") as answer,
        ):
            told = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        # The error's own text may hold the address, and with it the token.
        return Finding("telegram", "broken", "the Bot API server does not answer", "check SNAPTAP_TELEGRAM__BASE_URL")
    if not told.get("ok"):
        return Finding("telegram", "broken", str(told.get("description")), "check SNAPTAP_TELEGRAM__TOKEN")
    return Finding("telegram", "ok", f"@{told['result']['username']}")


def _payments(chosen: "Settings") -> Finding:
    if chosen.telegram.provider_token.get_secret_value():
        return Finding("payments", "ok", "a provider token is set")
    fix = "get a provider token from @BotFather (Payments) and set SNAPTAP_TELEGRAM__PROVIDER_TOKEN"
    return Finding("payments", "missing", "without a provider token nothing can be paid in the chat", fix)


def _print(finding: Finding) -> None:
    mark, colour = MARKS[finding.state]
    typer.secho(f"{mark} {finding.name:<14}", fg=colour, nl=False)
    typer.echo(finding.detail)
    if finding.fix:
        typer.secho(f"  {'':<14}→ {finding.fix}", dim=True)
