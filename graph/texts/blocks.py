"""Acts become blocks: the one place where decisions turn into what a shopper reads."""

from graph.acts import Act, AskVariant, Bill, Cite, Compare, Explain, Refuse, Remark, Say, Show, Thank
from graph.domain.conversation import (
    Block,
    Button,
    Choices,
    CreatorEvidence,
    Invoice,
    Meaning,
    Notice,
    PriceLine,
    Rows,
    Tap,
    Text,
    Tone,
)
from graph.profile import ShopProfile
from graph.texts import cards
from graph.texts.sayings import refusal, remark, say
from graph.texts.scene import scene
from graph.texts.table import table
from graph.texts.tongue import Tongue

SORRY = {"failed", "too_slow", "no_index", "unreadable_photo", "later", "out_of_scope"}


def blocks(act: Act, number: int, profile: ShopProfile, _: Tongue, photos_go_to: str = "") -> tuple[Block, ...]:  # noqa: C901, PLR0911  a case an act
    """What to show for an act; `number` names a new list of cards, `photos_go_to` the vision model's provider."""
    match act:
        case Show():
            return _show(act, number, _)
        case Compare():
            return _compare(act, _)
        case Cite():
            return (_cite(act, _),)
        case Explain():
            return (_explain(act, _),)
        case AskVariant():
            return (_ask_variant(act, _),)
        case Bill():
            return (_bill(act, profile, _),)
        case Refuse():
            return (_refuse(act, _),)
        case Thank():
            return (_thank(act, _),)
        case Say():
            tone = Tone.SORRY if act.topic in SORRY else Tone.INFO
            return (Notice(say(act.topic, profile, _, photos_go_to), tone),)


def _show(show: Show, number: int, _: Tongue) -> tuple[Block, ...]:
    """Words first where something must be said aloud, then the one message of cards."""
    remarks = " ".join(remark(known, _) for known in show.remarks)
    said: tuple[Block, ...] = (Text(remarks),) if remarks else ()
    if show.scene and len(show.finds) > 1:
        return (*said, scene(show, show.scene, number, _))
    if not show.finds:
        return said or (Notice(remark(Remark("nothing"), _)),)
    return (*said, cards.cards(show, show.number or number, _))


def _compare(compare: Compare, _: Tongue) -> tuple[Block, ...]:
    remarks = " ".join(remark(known, _) for known in compare.remarks)
    return (Text(remarks), table(compare, _)) if remarks else (table(compare, _),)


def _cite(cite: Cite, _: Tongue) -> CreatorEvidence:
    name = cards.name(cite.listing)
    quotes = tuple(cards.quote(evidence, cite.listing, _) for evidence in cite.evidence)
    title = (
        _("What creators said about {name}:", name=name)
        if quotes
        else _("No creator has covered {name} yet.", name=name)
    )
    return CreatorEvidence(title, quotes, _back(cite.listing.key, _))


def _explain(explain: Explain, _: Tongue) -> Text:
    find = explain.find
    voices = _.many("{count} creator post speaks of it.", "{count} creator posts speak of it.", len(explain.evidence))
    parts = (
        cards.name(find.listing),
        cards.why(find, _),
        cards.doubt(find, _),
        voices if explain.evidence else _("No creator has covered this yet."),
        find.listing.product.description,
        _("What a creator earns plays no part in the order."),
    )
    return Text("\n\n".join(part for part in parts if part), _back(find.listing.key, _))


def _ask_variant(ask: AskVariant, _: Tongue) -> Choices:
    listings = ask.listings
    buttons = [
        Button(
            f"{listing.variant.options.get('size', cards.name(listing))} · {_.price(listing.price)}",
            Tap(Meaning.CHOOSE, key=listing.key),
        )
        for listing in listings
    ]
    rows = tuple(tuple(buttons[start : start + 3]) for start in range(0, len(buttons), 3))
    return Choices(_("Which size of {name}?", name=listings[0].product.title), rows)


def _bill(bill: Bill, profile: ShopProfile, _: Tongue) -> Invoice:
    order, listing = bill.order, bill.listing
    seller = profile.merchant(order.merchant).name
    lines = tuple(PriceLine(line.title, line.total) for line in order.lines)
    sold = _("Sold by {seller}. Price and stock are checked again when you pay.", seller=seller)
    description = f"{cards.name(listing)}. {sold}"
    if profile.demo:
        description += " " + _("A demonstration: no money moves.")
    return Invoice(
        order=order.id,
        merchant=order.merchant,
        title=cards.name(listing),
        description=description,
        lines=lines,
        total=order.total,
        start=f"p{listing.key}",
        picture=listing.variant.picture,
    )


def _refuse(refuse: Refuse, _: Tongue) -> Notice:
    rows: Rows = ()
    if refuse.listing:
        rows = ((Button(_("More like this"), Tap(Meaning.SIMILAR, key=refuse.listing.key)),),)
    return Notice(refusal(refuse.refusal, _), Tone.SORRY, rows)


def _thank(thank: Thank, _: Tongue) -> Notice:
    thanks = _(
        "Thank you! With {name} I now keep what your photo looks like: numbers, not the photo. "
        "Once another shopper agrees, everybody is helped by it.",
        name=thank.listing.product.title,
    )
    undo = Button(_("Undo"), Tap(Meaning.UNDO, key=thank.listing.key, cards=thank.cards))
    return Notice(thanks, Tone.DONE, ((undo,),))


def _back(key: int, _: Tongue) -> tuple[tuple[Button, ...], ...]:
    return ((Button(_("Show it"), Tap(Meaning.SHOW, key=key)),),)
