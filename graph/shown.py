"""What a conversation was shown, found again as it is now."""

from collections.abc import Sequence

from graph.acts import Find
from graph.domain.catalogue import Listing
from graph.domain.recognition import Clue, Confidence, Sense
from graph.state import Memory, ShownCard, ShownList
from graph.toolbox import Toolbox


def newest(recall: Memory) -> ShownList | None:
    """The list that "the second one" and "these" are about."""
    return recall.list(recall.opened)


def card_at(shown: ShownList, ordinal: int) -> ShownCard | None:
    """The card at a place counted from 1, or from the end where negative: -1 is the last."""
    place = place_of(shown, ordinal)
    return shown.cards[place - 1] if place else None


def place_of(shown: ShownList, ordinal: int) -> int | None:
    """That place counted from 1; None where the list is shorter."""
    place = ordinal if ordinal > 0 else len(shown.cards) + 1 + ordinal
    return place if 0 < place <= len(shown.cards) else None


def number_of(recall: Memory, card: ShownCard) -> int | None:
    """The newest list that has the card; None where it is in none."""
    return next((shown.number for shown in reversed(recall.lists) if card in shown.cards), None)


async def again(cards: Sequence[ShownCard], tools: Toolbox) -> tuple[Find, ...]:
    """What is left of some cards, with the price and the stock of now."""
    listings = await tools.catalog.listings([card.key for card in cards])
    return tuple(find(card, listings[card.key]) for card in cards if card.key in listings)


def find(card: ShownCard, listing: Listing) -> Find:
    clues = tuple(Clue(Sense(sense), detail) for sense, detail in card.clues)
    confidence = Confidence(card.confidence) if card.confidence else None
    return Find(listing, card.met, confidence, clues, card.similar, card.photo)
