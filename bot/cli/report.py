import asyncio
import csv
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import Data, Json, emit, fail, run, settings

if TYPE_CHECKING:
    from catalog_sync.findability import Findability
    from graph.domain.survey import Surveyed
    from graph.profile import ShopProfile
    from graph.wiring import Storeroom

Scores = Annotated[
    Path | None, typer.Option(help="Write every listing's score and what it lacks there, as CSV.", metavar="FILE")
]
Page = Annotated[Path | None, typer.Option(help="Write a page to forward there.", metavar="FILE")]


def report(
    merchant: Annotated[
        str | None, typer.Argument(help="Whose listings, an id of shop.toml [default: the whole shop].")
    ] = None,
    html: Page = None,
    scores: Scores = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """How well shoppers can find what the shop lists, and what to mend in the feed."""
    run(_report(merchant, html, scores, data, as_json=as_json))


async def _report(
    merchant: str | None, html: Path | None, scores: Path | None, data: Path | None, *, as_json: bool
) -> None:
    from catalog_sync.findability import findability
    from catalog_sync.report_page import write_page
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        await _check(merchant, room)
        found = findability(await room.survey.survey(merchant))
        if html:
            write_page(html, found, merchant=_name(merchant, room.profile), made=room.clock.now())
        if scores:
            await asyncio.to_thread(_write_scores, scores, await room.survey.listings(merchant))
    if as_json:
        emit({"merchant": merchant, "findability": asdict(found)})
    else:
        _print(found, html)


def _write_scores(path: Path, listings: "list[Surveyed]") -> None:
    """A row a listing. Raises BadInput where it cannot be written."""
    from catalog_sync.findability import scored
    from graph.domain.errors import BadInput

    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("merchant", "sku", "title", "score", "lacks"))
            for listing, found in zip(listings, scored(listings), strict=True):
                writer.writerow((listing.merchant, found.sku, found.title, found.score, " ".join(found.lacks)))
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}); name a file in a folder of yours") from error


async def _check(merchant: str | None, room: "Storeroom") -> None:
    """A name that is written wrong is not a merchant who lists nothing."""
    known = {each.id for each in room.profile.merchants} | {*await room.survey.merchants()}
    if merchant is not None and merchant not in known:
        there = ", ".join(sorted(known)) or "none yet; snaptap sync brings the first one's feed"
        fail(f"no merchant {merchant} in this shop (there are: {there})")


def _name(merchant: str | None, profile: "ShopProfile") -> str:
    names = {each.id: each.name for each in profile.merchants}
    return profile.name if merchant is None else names.get(merchant, merchant)


def _print(found: "Findability", html: Path | None) -> None:
    from rich.console import Console

    from catalog_sync.report import findability_tables

    Console().print(findability_tables(found))
    if html:
        typer.secho(f"{html} is there to be opened or forwarded", err=True)
