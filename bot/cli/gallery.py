"""What people have confirmed of a merchant's products, and the merchant's say in it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import Data, Json, emit, run, settings

if TYPE_CHECKING:
    from graph.domain.creators import ProductRef
    from graph.ports.gallery import GalleryPhoto, ProductGallery
    from graph.wiring import Storeroom

Product = Annotated[str, typer.Argument(metavar="MERCHANT/ID", help="A product's id, or a sku of its variants.")]
Photo = Annotated[str, typer.Option(metavar="ID", help="One photo alone, by (the start of) its id in the list.")]
SHORT = 12
"""Signs of a photo's id in a list: enough to tell them apart."""


def gallery() -> typer.Typer:
    """The commands about confirmed photos."""
    group = typer.Typer(help="What people have confirmed that their photos show.", no_args_is_help=True)
    group.callback()(_about)
    group.command("list")(listed)
    for command in (veto, unveto, forget):
        group.command()(command)
    return group


def _about() -> None:
    """What people have confirmed that their photos show."""


def listed(
    merchant: Annotated[str, typer.Option(help="This merchant's products alone.")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Every product of which a photo was confirmed, and which of these count; nobody's name."""
    run(_list(data, merchant or None, as_json=as_json))


def veto(product: Product, photo: Photo = "", data: Data = None) -> None:
    """Let no photo of a product count, or not this one, whoever confirms it."""
    run(_veto(data, product, photo))


def unveto(product: Product, photo: Photo = "", data: Data = None) -> None:
    """Take a veto back."""
    run(_unveto(data, product, photo))


def forget(shopper: Annotated[str, typer.Argument(help="The shopper's id, as in tg:1234.")], data: Data = None) -> None:
    """Erase all that a shopper has confirmed."""
    run(_forget(data, shopper))


async def _list(data: Path | None, merchant: str | None, *, as_json: bool) -> None:
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        known = await room.gallery.products(room.photo.name, merchant)
    for each in known:
        emit(_line(each)) if as_json else _print(each)
    if not known and not as_json:
        typer.echo("no photo was confirmed yet")


async def _veto(data: Path | None, written: str, photo: str) -> None:
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        product, which = await _meant(written, photo, room)
        await room.gallery.veto(product, which)
    what = f"photo {which[:SHORT]} of {product} counts" if which else f"photos of {product} count"
    typer.echo(f"{what} no more; snaptap gallery unveto takes that back")


async def _unveto(data: Path | None, written: str, photo: str) -> None:
    from graph.domain.errors import BadInput
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        product, which = await _meant(written, photo, room)
        if not await room.gallery.unveto(product, which):
            raise BadInput(f"{product} has no such veto; snaptap gallery list says which there are")
    typer.echo(
        f"photo {which[:SHORT]} of {product} may count again" if which else f"photos of {product} may count again"
    )


async def _forget(data: Path | None, shopper: str) -> None:
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        gone = await room.gallery.forget(shopper)
    typer.echo(f"{gone} confirmations of {shopper} are erased")


async def _meant(written: str, photo: str, room: "Storeroom") -> "tuple[ProductRef, str | None]":
    """A product of the shop, or one that is gone and has left photos; and which of these. Raises BadInput."""
    from bot.cli.products import named_product

    known = {str(each.product): each for each in await room.gallery.products(room.photo.name)}
    product = known[written].product if written in known else await named_product(written, room.catalog)
    there = known.get(str(product))
    return product, _which(photo, there.photos if there else ()) if photo else None


def _which(written: str, photos: "tuple[GalleryPhoto, ...]") -> str:
    from graph.domain.errors import BadInput

    meant = {each.photo for each in photos if each.photo.startswith(written)}
    if len(meant) != 1:
        raise BadInput(f"{written} is the start of {len(meant)} photos of it; snaptap gallery list says their ids")
    return meant.pop()


def _line(each: "ProductGallery") -> dict[str, Any]:
    return {
        "merchant": each.product.merchant,
        "product_id": each.product.product,
        "vetoed": each.vetoed,
        "shoppers": each.shoppers,
        "counting": sum(photo.counts for photo in each.photos),
        "photos": [_photo(photo) for photo in each.photos],
    }


def _photo(photo: "GalleryPhoto") -> dict[str, Any]:
    return {
        "photo": photo.photo,
        "sku": photo.sku,
        "at": photo.at.isoformat(),
        "by": "merchant" if photo.by_merchant else "shopper",
        "counts": photo.counts,
        "vetoed": photo.vetoed,
    }


def _print(each: "ProductGallery") -> None:
    counting = sum(photo.counts for photo in each.photos)
    vetoed = ", vetoed" if each.vetoed else ""
    typer.secho(f"{each.product}: {len(each.photos)} confirmed, {counting} count{vetoed}", bold=True)
    for photo in each.photos:
        said_by = "the merchant" if photo.by_merchant else "a shopper"
        typer.echo(f"  {photo.photo[:SHORT]}  {photo.at:%Y-%m-%d}  {photo.sku:<16} by {said_by}: {_standing(photo)}")


def _standing(photo: "GalleryPhoto") -> str:
    if photo.vetoed:
        return "vetoed"
    return "counts" if photo.counts else "does not count"
