import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings

if TYPE_CHECKING:
    from graph.shop import Shop

SAID = {
    "taken": "is taken: it counts once another shopper agrees",
    "taken_from_merchant": "is taken: the merchant's own word counts at once",
    "again": "was confirmed before",
    "moved": "is taken in place of what was confirmed before",
    "too_many": "is not taken: this shopper has confirmed as many photos as a day allows",
    "withdrawn": "is taken back",
    "nothing": "was not confirmed: there is nothing to take back",
}


@dataclass(frozen=True, slots=True)
class Word:
    """That a photo shows a listing. `shopper` None: the merchant's own word."""

    photo: Path
    merchant: str
    sku: str
    shopper: str | None
    undo: bool = False


def confirm(
    photo: Annotated[Path | None, typer.Argument(help="The photo.")] = None,
    merchant: Annotated[str, typer.Option(help="Whose listing it shows.")] = "",
    sku: Annotated[str, typer.Option(help="The merchant's own id of it.")] = "",
    shopper: Annotated[str, typer.Option(help="Who says so.")] = "",
    merchant_says: Annotated[
        bool, typer.Option("--merchant-says", help="The merchant says so: counts at once.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    many: Annotated[
        Path | None, typer.Option("--list", help='Many: JSON lines {"photo","merchant","sku","shopper"}.')
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """What a photo shows, as a shopper's tap says it; what it looks like helps to recognise others."""
    if many is None and (photo is None or not merchant or not sku):
        fail("name the photo, and what it shows with --merchant M --sku S", code=UNUSABLE)
    if many is None and bool(shopper) == merchant_says:
        fail("say whose word it is: --shopper ID, or --merchant-says", code=UNUSABLE)
    one = [Word(photo, merchant, sku, shopper or None, undo)] if photo else []
    run(_confirm(data, list(_read(many)) if many else one, as_json=as_json or many is not None))


async def _confirm(data: Path | None, words: list[Word], *, as_json: bool) -> None:
    from graph.domain.errors import BadInput
    from graph.wiring import open_shop

    async with open_shop(settings(data)) as shop:
        for word in words:
            told = await _tell(word, shop)
            emit(told) if as_json else typer.echo(_sentence(told))
        if len(words) == 1 and told["told"] == "too_many":
            raise BadInput("not taken; try again tomorrow, or take one back with --undo")


async def _tell(word: Word, shop: "Shop") -> dict[str, Any]:
    """One line of the door, from the same steps as a tap's. Raises BadInput."""
    from bot.cli.products import named_listing
    from graph.domain.conversation import MediaKind
    from graph.learning import confirm, withdraw

    listing = await named_listing(word.merchant, word.sku, shop.tools.catalog)
    photo = await shop.media.save(_bytes(word.photo), MediaKind.PHOTO)
    if word.undo:
        told = "withdrawn" if await withdraw(photo, listing, word.shopper, shop.tools) else "nothing"
    else:
        told = (await confirm(photo, listing, word.shopper, shop.tools)).value
    return {
        "photo": str(word.photo),
        "merchant": word.merchant,
        "sku": word.sku,
        "product_id": listing.product.id,
        "shopper": word.shopper,
        "told": told,
    }


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path} cannot be read ({error.strerror}); give the path of a picture")


def _read(path: Path) -> Iterable[Word]:
    for number, line in enumerate(_bytes(path).decode("utf-8-sig").splitlines(), start=1):
        if line.strip():
            yield _word(path, number, line)


def _word(path: Path, number: int, line: str) -> Word:
    """Without a shopper it is the merchant's own; `undo` may be true."""
    try:
        row = json.loads(line)
        photo = path.parent / row["photo"]
        return Word(photo, str(row["merchant"]), str(row["sku"]), row.get("shopper"), bool(row.get("undo")))
    except (json.JSONDecodeError, AttributeError, KeyError, TypeError):
        wanted = '{"photo","merchant","sku","shopper"}'
        fail(f"{path}:{number}: write one JSON object a line: {wanted}", code=UNUSABLE)


def _sentence(told: dict[str, Any]) -> str:
    taken_from_merchant = told["told"] == "taken" and told["shopper"] is None
    said = SAID["taken_from_merchant" if taken_from_merchant else told["told"]]
    return f"{told['photo']} as {told['merchant']}/{told['product_id']} {said}"
