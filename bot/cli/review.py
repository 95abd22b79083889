"""Doubtful links between posts and products, one after the other at a terminal or one at a time for scripts."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.door import UNUSABLE, Data, Json, emit, fail, run, settings
from bot.cli.products import named_product

if TYPE_CHECKING:
    from catalog_sync.wording import Suggestion
    from graph.domain.creators import Doubt, Guess, ProductRef
    from graph.ports.shop import Catalog
    from graph.ports.supply import LinkReviews

Known = Mapping["ProductRef", "Suggestion"]
KEYS = "number accepts, merchant/id accepts another, r refuses, s skips, q quits"


def review(
    accept: Annotated[str, typer.Option(metavar="POST_URL", help="Accept one link of this post.")] = "",
    refuse: Annotated[str, typer.Option(metavar="POST_URL", help="Refuse one link of this post.")] = "",
    words: Annotated[str, typer.Option(help="The words of that link, as they are listed.")] = "",
    product: Annotated[str, typer.Option(metavar="MERCHANT/ID", help="What they mean: a product's id or a sku.")] = "",
    by: Annotated[str, typer.Option(help="Who decides [default: the user at this machine].")] = "",
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Decide the links in doubt, one after the other; shoppers see what you accept within seconds."""
    if accept and refuse:
        fail("name the post once: --accept POST_URL or --refuse POST_URL", code=UNUSABLE)
    if not accept and not refuse:
        run(_review(data, by, as_json=as_json))
        return
    if not words:
        fail("say which link with --words; snaptap creators review --json lists them", code=UNUSABLE)
    if bool(accept) != bool(product):
        fail("--accept needs --product MERCHANT/ID, and --refuse takes none", code=UNUSABLE)
    run(_decide(data, accept or refuse, words, product, by, as_json=as_json))


async def _decide(data: Path | None, address: str, words: str, product: str, by: str, *, as_json: bool) -> None:
    from catalog_sync.wording import wording_key
    from graph.domain.errors import BadInput
    from graph.wiring import open_storeroom

    url = _post(address)
    async with open_storeroom(settings(data)) as room:
        ref = await named_product(product, room.catalog) if product else None
        if await room.reviews.decide(url, wording_key(words), ref, by or _somebody()) is None:
            raise BadInput(f"“{words}” is in doubt in no post {url}; snaptap creators review --json lists what is")
    if as_json:
        emit({"post_url": url, "words": words, "product": str(ref) if ref else None})
    else:
        typer.echo(_done(words, ref))


async def _review(data: Path | None, by: str, *, as_json: bool) -> None:
    from graph.wiring import open_storeroom

    async with open_storeroom(settings(data)) as room:
        doubts = await room.reviews.waiting()
        known = await _offered(doubts, room.catalog)
        if as_json:
            for doubt in doubts:
                emit(_line(doubt, known))
        else:
            await _Desk(room.reviews, room.catalog, known, by or _somebody()).go_through(doubts)


@dataclass(frozen=True, slots=True)
class _Desk:
    """A person at a terminal. `known` are the products suggested."""

    reviews: "LinkReviews"
    catalog: "Catalog"
    known: Known
    by: str

    async def go_through(self, doubts: "list[Doubt]") -> None:
        if not doubts:
            typer.echo("no link is in doubt")
        for number, doubt in enumerate(doubts, start=1):
            guesses = [guess for guess in doubt.link.guesses if guess.product in self.known]
            _show(doubt, guesses, self.known, f"{number} of {len(doubts)}")
            if not await self._ask(doubt, guesses):
                return

    async def _ask(self, doubt: "Doubt", guesses: "list[Guess]") -> bool:
        """Until there is an answer; whether the next link is to be shown."""
        while True:
            try:
                answer = typer.prompt(">", default="", show_default=False, prompt_suffix=" ").strip()
            except typer.Abort:
                return False
            match answer.lower():
                case "q":
                    return False
                case "s":
                    return True
                case "r":
                    await self._settle(doubt, None)
                    return True
            if ref := await self._meant(answer, guesses):
                await self._settle(doubt, ref)
                return True

    async def _meant(self, answer: str, guesses: "list[Guess]") -> "ProductRef | None":
        from graph.domain.errors import BadInput

        if answer.isdecimal() and 1 <= int(answer) <= len(guesses):
            return guesses[int(answer) - 1].product
        if "/" not in answer:
            typer.echo(KEYS)
            return None
        try:
            return await named_product(answer, self.catalog)
        except BadInput as error:
            typer.echo(str(error))
            return None

    async def _settle(self, doubt: "Doubt", ref: "ProductRef | None") -> None:
        await self.reviews.decide(doubt.post.url, doubt.link.key, ref, self.by)
        typer.echo(_done(doubt.link.words, ref))


def _show(doubt: "Doubt", guesses: "list[Guess]", known: Known, place: str) -> None:
    post = doubt.post
    typer.secho(f"\n{place}  {post.title or post.url}", bold=True)
    typer.echo(f"{post.creator.name} ({post.creator.handle}, {post.creator.platform}), {post.published}\n{post.url}")
    typer.echo(f"says “{doubt.link.words}”, which may mean:" if guesses else f"says “{doubt.link.words}”")
    for number, guess in enumerate(guesses, start=1):
        offered = known[guess.product]
        name = " ".join(part for part in (offered.brand, offered.title) if part)
        typer.echo(f"{number:>3}  {guess.confidence:>4.0%}  {name}  ({guess.product})")
        typer.secho(f"           {_why(doubt.link.words, offered)}", dim=True)
    if not guesses:
        typer.echo("no product of the shop is near")
    typer.secho(KEYS, dim=True)


def _why(words: str, offered: "Suggestion") -> str:
    from catalog_sync.wording import reason

    why = reason(words, offered)
    told = (("both say", why.both), ("the post alone", why.beside), ("the product alone", why.unsaid))
    return "; ".join(f"{who}: {', '.join(said)}" for who, said in told if said)


def _line(doubt: "Doubt", known: Known) -> dict[str, Any]:
    post, link = doubt.post, doubt.link
    guesses = [_guess(guess, link.words, known[guess.product]) for guess in link.guesses if guess.product in known]
    return {
        "creator": {"handle": post.creator.handle, "platform": post.creator.platform, "name": post.creator.name},
        "post_url": post.url,
        "title": post.title,
        "published": post.published.isoformat(),
        "words": link.words,
        "confidence": link.confidence,
        "guesses": guesses,
    }


def _guess(guess: "Guess", words: str, offered: "Suggestion") -> dict[str, Any]:
    return {
        "merchant": guess.product.merchant,
        "product_id": guess.product.product,
        "title": offered.title,
        "brand": offered.brand,
        "confidence": guess.confidence,
        "why": _why(words, offered),
    }


async def _offered(doubts: "list[Doubt]", catalog: "Catalog") -> Known:
    """As the catalogue has them now; what is gone from it is not offered."""
    from catalog_sync.suggesting import suggestion

    refs = list({guess.product for doubt in doubts for guess in doubt.link.guesses})
    return {ref: suggestion(product) for ref, product in (await catalog.products(refs)).items()}


def _post(address: str) -> str:
    from catalog_sync.addresses import post_address
    from catalog_sync.rows import Unusable

    try:
        return post_address(address)
    except Unusable as why:
        fail(f"{address}: {why.fix}", code=UNUSABLE)


def _done(words: str, ref: "ProductRef | None") -> str:
    return f"“{words}” is linked to {ref}" if ref else f"“{words}” is refused and will not be asked again"


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may have no name for its user
        return "somebody"
