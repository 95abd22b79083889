from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings

if TYPE_CHECKING:
    from graph.domain.catalogue import Listing
    from graph.domain.recognition import Candidate, Sighting
    from graph.shop import Shop


def identify(
    photos: Annotated[list[Path] | None, typer.Argument(help="Photos.", metavar="PHOTO…")] = None,
    many: Annotated[Path | None, typer.Option("--list", help="A file with a photo's path a line.")] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Recognition alone: what is in a photo, how sure that is, and why."""
    paths = _listed(many) if many else list(photos or ())
    if not paths:
        fail("no photo given; name one, or a file of them with --list", code=UNUSABLE)
    if not run(_identify(data, paths, as_json=as_json or many is not None)):
        raise typer.Exit(1)


async def _identify(data: Path | None, paths: list[Path], *, as_json: bool) -> bool:
    from graph.wiring import open_shop

    readable = True
    async with open_shop(settings(data)) as shop:
        for path in paths:
            answer = await _answer(path, shop)
            readable &= "error" not in answer
            emit(answer) if as_json else _print(answer)
    return readable


async def _answer(path: Path, shop: "Shop") -> dict[str, Any]:
    """One line of the door; a photo that cannot be read is a line too, so that a list goes on."""
    from graph.domain.conversation import MediaKind
    from graph.domain.errors import BadInput
    from graph.recognition.recognise import recognise

    try:
        pixels = await shop.media.photo(await shop.media.save(path.read_bytes(), MediaKind.PHOTO))
    except (OSError, BadInput) as error:
        return {"photo": str(path), "known": False, "candidates": [], "error": str(error)}
    sighting = await recognise(pixels, shop.tools)
    listings = await shop.tools.catalog.listings([candidate.key for candidate in sighting.candidates])
    candidates = [_candidate(candidate, listings[candidate.key]) for candidate in sighting.candidates]
    return {"photo": str(path), "known": sighting.known, "candidates": candidates, **_readings(sighting)}


def _candidate(candidate: "Candidate", listing: "Listing") -> dict[str, Any]:
    return {
        "merchant": listing.product.merchant,
        "sku": listing.variant.sku,
        "product_id": listing.product.id,
        "title": listing.variant.title,
        "score": candidate.score,
        "confidence": candidate.confidence.value,
        "evidence": [{"kind": clue.sense.value, "detail": clue.detail} for clue in candidate.clues],
    }


def _readings(sighting: "Sighting") -> dict[str, Any]:
    return {
        "readings": {
            "barcodes": [{"value": code.value, "format": code.format} for code in sighting.barcodes],
            "label": [line.text for line in sighting.label],
            "words": list(sighting.words),
        },
        "ms": dict(sighting.ms),
    }


def _listed(path: Path) -> list[Path]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror})", code=UNUSABLE)
    return [path.parent / line.strip() for line in lines if line.strip()]


def _print(answer: dict[str, Any]) -> None:
    if error := answer.get("error"):
        typer.secho(f"{answer['photo']}: {error}", fg="red", err=True)
        return
    typer.secho(f"{answer['photo']}: {'known' if answer['known'] else 'I do not know this one'}", bold=True)
    for candidate in answer["candidates"][:5]:
        evidence = "; ".join(f"{clue['kind']}: {clue['detail']}" for clue in candidate["evidence"])
        typer.echo(f"  {candidate['confidence']:<7} {candidate['sku']:<16} {candidate['title']}  ({evidence})")
    typer.secho(f"  {answer['ms'].get('total', 0):.0f} ms", dim=True, err=True)
