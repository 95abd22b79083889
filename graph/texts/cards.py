"""A find becomes a card: every figure from the catalogue, every word about a creator from a stored post."""

from collections.abc import Callable

from graph.acts import Find, Show
from graph.domain.catalogue import Availability, Listing
from graph.domain.conversation import Button, Cards, Meaning, ProductCard, Quote, Rows, Tap
from graph.domain.creators import Disclosure, Evidence, Stance
from graph.domain.recognition import Clue, Confidence, Sense
from graph.texts.tongue import Tongue, clock_time

FEW = 5
"""From how many on the exact stock no longer matters to a shopper."""


def cards(show: Show, number: int, _: Tongue) -> Cards:
    """The cards of a list, the one in view carrying the buttons."""
    made = tuple(card(find, show.evidence.get(find.listing.key), _) for find in show.finds)
    return Cards(number, show.at, made, _rows(show, number, made[show.at], _))


def card(find: Find, evidence: tuple[Evidence, ...] | None, _: Tongue) -> ProductCard:
    offer = find.listing.variant.offer
    return ProductCard(
        listing=find.listing,
        price=_.price(offer.price),
        was=_.price(offer.was) if offer.was else None,
        stock=stock(find.listing, _),
        why=why(find, _),
        doubt=doubt(find, _),
        confidence=find.confidence,
        clues=find.clues,
        quote=quote(evidence[0], find.listing, _) if evidence else None,
        uncovered=None if evidence else _("No creator has covered this yet."),
    )


def quote(evidence: Evidence, listing: Listing, _: Tongue) -> Quote:
    """Handle, platform, link and words are the post's own; what the creator earns is in money."""
    post, moment = evidence.post, evidence.quote
    earns = post.creator.earns(listing.price)
    return Quote(
        evidence=evidence,
        date=_.day(post.published),
        stance=_stance(post.stance, _),
        disclosure=_disclosure(post.disclosure, _),
        at=clock_time(moment.at) if moment.at is not None else "",
        earns=_("earns {amount} if you buy", amount=_.price(earns)) if earns.amount else _("earns nothing if you buy"),
        among=_("in a post about {count} products", count=len(post.products)) if len(post.products) > 1 else "",
    )


def stock(listing: Listing, _: Tongue) -> str:
    offer = listing.variant.offer
    if not offer.available:
        return _("Out of stock")
    if offer.availability is Availability.PREORDER:
        return _("Pre-order")
    if offer.availability is Availability.BACKORDER:
        return _("On back-order")
    if offer.quantity is not None and offer.quantity <= FEW:
        return _.many("Only {count} left", "Only {count} left", offer.quantity)
    return _("In stock")


def name(listing: Listing) -> str:
    """A variant's title, told apart from its siblings by the options in which they differ, where the title does not."""
    title, options = listing.variant.title, listing.variant.options
    siblings = [variant.options for variant in listing.product.variants]
    differing = [value for name, value in options.items() if any(other.get(name) != value for other in siblings)]
    missing = [value for value in differing if value.casefold() not in title.casefold()]
    return f"{title} ({', '.join(missing)})" if missing else title


def why(find: Find, _: Tongue) -> str:
    """One line: why this is here."""
    if find.similar:
        return _("Similar to what you showed or had in view, not the same.")
    if find.clues:
        return " · ".join(clue(known, _) for known in find.clues)
    said = [_met(topic, _) for topic in find.met]
    return _("Fits: {reasons}", reasons=" · ".join(said)) if said else ""


def clue(known: Clue, _: Tongue) -> str:
    match known.sense:
        case Sense.BARCODE:
            return _("barcode {code}", code=known.detail)
        case Sense.LABEL:
            return _("the label says “{words}”", words=known.detail)
        case Sense.LOOK:
            return _("looks like our picture of it")
        case Sense.WORDS:
            return _("looks like: {words}", words=known.detail)
        case Sense.VISION:
            return _("a vision model sees: {words}", words=known.detail)


def doubt(find: Find, _: Tongue) -> str:
    match find.confidence:
        case Confidence.SURE:
            return _("I am sure this is it.")
        case Confidence.LIKELY:
            return _("This is likely it, but I may be wrong.")
        case Confidence.UNSURE:
            return _("I am not sure this is it.")
        case None:
            return ""


def buy_button(listing: Listing, _: Tongue) -> Button:
    return Button(_("Buy {price}", price=_.price(listing.price)), Tap(Meaning.BUY, key=listing.key))


def shop_button(listing: Listing, _: Tongue) -> tuple[Button, ...]:
    url = listing.variant.url
    return (Button(_("At the shop"), url=url),) if url else ()


def _rows(show: Show, number: int, card: ProductCard, _: Tongue) -> Rows:
    listing, key = card.listing, card.listing.key
    rows = [
        _pager(number, show.at, len(show.finds)),
        (Button(_("Yes, that one"), Tap(Meaning.CONFIRM, key=key, cards=number)),) if show.finds[show.at].photo else (),
        (buy_button(listing, _),) if listing.available else (),
        (
            Button(_("Who says so"), Tap(Meaning.EVIDENCE, key=key)),
            Button(_("Why this"), Tap(Meaning.WHY, key=key)),
        ),
        (
            Button(_("More like this"), Tap(Meaning.SIMILAR, key=key)),
            Button(_("Cheaper"), Tap(Meaning.CHEAPER, key=key)),
        ),
        shop_button(listing, _),
    ]
    return tuple(row for row in rows if row)


def _pager(number: int, at: int, count: int) -> tuple[Button, ...]:
    if count < 2:  # noqa: PLR2004  one card needs no pager
        return ()

    def page(label: str, to: int) -> Button:
        return Button(label, Tap(Meaning.PAGE, cards=number, page=to % count))

    return page("‹", at - 1), page(f"{at + 1} / {count}", at), page("›", at + 1)


def _met(topic: str, _: Tongue) -> str:
    kind, _colon, value = topic.partition(":")
    phrases: dict[str, Callable[[], str]] = {
        "budget": lambda: _("within your budget"),
        "creators": lambda: _("creators speak of it"),
        "words": lambda: _("matches “{words}”", words=value),
    }
    return phrases[kind]() if kind in phrases else value


def _stance(stance: Stance, _: Tongue) -> str:
    return {
        Stance.FOR: _("for it"),
        Stance.AGAINST: _("against it"),
        Stance.MIXED: _("of two minds"),
        Stance.NEUTRAL: _("neutral"),
        Stance.UNSTATED: _("does not say for or against"),
    }[stance]


def _disclosure(disclosure: Disclosure, _: Tongue) -> str:
    return {
        Disclosure.GIFTED: _("got it as a gift"),
        Disclosure.PAID: _("was paid for the post"),
        Disclosure.AFFILIATE: _("has an affiliate link"),
        Disclosure.NONE: _("declares no tie to the brand"),
        Disclosure.UNSTATED: _("does not say whether tied to the brand"),
    }[disclosure]
