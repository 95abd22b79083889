from dataclasses import asdict
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
    caption: Annotated[str, typer.Option("--caption", help="What is written beside the photos.")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Recognition alone: what is in a photo, how sure that is, and why."""
    paths = _listed(many) if many else list(photos or ())
    if not paths:
        fail("no photo given; name one, or a file of them with --list", code=UNUSABLE)
    if not run(_identify(data, paths, caption, as_json=as_json or many is not None)):
        raise typer.Exit(1)


async def _identify(data: Path | None, paths: list[Path], caption: str, *, as_json: bool) -> bool:
    from graph.wiring import open_shop

    readable = True
    async with open_shop(settings(data)) as shop:
        for path in paths:
            answer = await _answer(path, caption, shop)
            readable &= "error" not in answer
            emit(answer) if as_json else _print(answer)
    return readable


async def _answer(path: Path, caption: str, shop: "Shop") -> dict[str, Any]:
    """One line of the door; a photo that cannot be read is a line too, so that a list goes on."""
    from graph.domain.conversation import MediaKind
    from graph.domain.errors import BadInput
    from graph.recognition.captioned import in_the_light_of
    from graph.recognition.scene import look_over

    try:
        pixels = await shop.media.photo(await shop.media.save(path.read_bytes(), MediaKind.PHOTO))
    except (OSError, BadInput) as error:
        return {"photo": str(path), "known": False, "candidates": [], "error": str(error)}
    sighting = await look_over(pixels, shop.tools)
    if caption.strip():
        sighting = await in_the_light_of(caption, sighting, shop.tools)
    seen = [sighting, *(part.sighting for part in sighting.parts)]
    listings = await shop.tools.catalog.listings([one.key for each in seen for one in each.candidates])
    return {
        "photo": str(path),
        **_seen(sighting, listings),
        "things": _things(sighting, listings),
        **_readings(sighting),
    }


def _seen(sighting: "Sighting", listings: "dict[int, Listing]") -> dict[str, Any]:
    candidates = [_candidate(one, listings[one.key]) for one in sighting.candidates if one.key in listings]
    return {"known": sighting.known, "candidates": candidates}


def _things(sighting: "Sighting", listings: "dict[int, Listing]") -> list[dict[str, Any]]:
    """Where there are several: each with its place in the photo, in shares of its width and height."""
    return [{"box": asdict(part.box), **_seen(part.sighting, listings)} for part in sighting.parts]


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
            "vision": asdict(sighting.vision) if sighting.vision else None,
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
    things = answer["things"]
    known = f"{len(things)} things" if things else "known" if answer["known"] else "I do not know this one"
    typer.secho(f"{answer['photo']}: {known}", bold=True)
    for place, thing in enumerate(things, 1):
        _print_candidate(thing["candidates"][0], f"{place}. ")
    for candidate in () if things else answer["candidates"][:5]:
        _print_candidate(candidate)
    typer.secho(f"  {answer['ms'].get('total', 0):.0f} ms", dim=True, err=True)


def _print_candidate(candidate: dict[str, Any], before: str = "") -> None:
    evidence = "; ".join(f"{clue['kind']}: {clue['detail']}" for clue in candidate["evidence"])
    typer.echo(f"  {before}{candidate['confidence']:<7} {candidate['sku']:<16} {candidate['title']}  ({evidence})")
