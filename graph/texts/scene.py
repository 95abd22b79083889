"""Several things in photos, each with its number: what it is, what it costs, how sure that is."""

from graph.acts import Show
from graph.domain.conversation import Button, Meaning, MediaRef, ProductCard, Rows, Scene, Tap
from graph.domain.recognition import Confidence
from graph.texts import cards
from graph.texts.tongue import Tongue

IN_A_ROW = 5
LONGEST = 60
"""Of a name among others: nine lines must fit below a picture."""


def scene(show: Show, picture: MediaRef, number: int, _: Tongue) -> Scene:
    """The finds as a numbered list below their picture, a button each."""
    made = tuple(cards.card(find, show.evidence.get(find.listing.key), _) for find in show.finds)
    intro = _("I see {count} things. Tap a number to see it:", count=len(made))
    lines = [f"{place}. {_line(card, _)}" for place, card in enumerate(made, 1)]
    return Scene(number, "\n".join((intro, "", *lines)), picture, made, _rows(made, number))


def _line(card: ProductCard, _: Tongue) -> str:
    name = cards.name(card.listing)
    shortened = name if len(name) <= LONGEST else f"{name[: LONGEST - 1].rstrip()}…"
    gone = "" if card.listing.available else card.stock
    return " · ".join(part for part in (shortened, card.price, gone, _how_sure(card.confidence, _)) if part)


def _how_sure(confidence: Confidence | None, _: Tongue) -> str:
    match confidence:
        case Confidence.SURE:
            return _("sure")
        case Confidence.LIKELY:
            return _("likely")
        case Confidence.UNSURE:
            return _("not sure")
        case None:
            return ""


def _rows(made: tuple[ProductCard, ...], number: int) -> Rows:
    buttons = [
        Button(str(place), Tap(Meaning.SHOW, key=card.listing.key, cards=number)) for place, card in enumerate(made, 1)
    ]
    return tuple(tuple(buttons[start : start + IN_A_ROW]) for start in range(0, len(buttons), IN_A_ROW))
