from dataclasses import replace

from graph.adapters.reader.message import Message, hear
from graph.adapters.reader.packs import colour_words, plain
from graph.domain.catalogue import Vocabulary
from graph.domain.wishes import UNBOUNDED, Intent, Quality, Ranking, Reading, Wish

STANDS_ALONE = (
    *(Intent.PRIVACY, Intent.FOLLOW, Intent.WATCH, Intent.ORDER, Intent.CART, Intent.HELP),
    *(Intent.COMPARE, Intent.OUTFIT, Intent.ROOM),
)
IN_VIEW = (Intent.REVIEWERS, Intent.MORE, Intent.BUY, Intent.QUESTION)
"""What a message asks about the product in view, as long as it names no other."""


class RuleReader:
    """The Reader that needs no model: language packs, budgets, and the catalogue's own vocabulary."""

    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        message = hear(text, vocabulary)
        return _small_talk(message) or _reading(message, before)


def _small_talk(message: Message) -> Reading | None:
    known = message.pack.smalltalk.items()
    topic = next((topic for topic, pattern in known if pattern.fullmatch(message.bare)), None)
    return Reading(Intent.SMALLTALK, topic=topic) if topic else None


def _reading(message: Message, before: Wish | None) -> Reading:
    wish, intent = message.wish(), _intent(message)
    if intent is Intent.MORE:
        return _like_what_is_in_view(message, before)
    if intent is Intent.COMPARE:
        return Reading(intent, before or wish, places=message.places, ranking=_ranking(message))
    if intent in IN_VIEW or (intent is Intent.FIND and message.points_at_one):
        return Reading(intent, before or wish, ordinal=message.ordinal)
    if before and _refines(intent, message):
        narrowed = _narrowed(before, message)
        return Reading(Intent.GIFT if narrowed.recipient else Intent.FIND, narrowed, refines=True)
    return Reading(intent, wish)


def _like_what_is_in_view(message: Message, before: Wish | None) -> Reading:
    """The wish before goes on; where likeness is asked for by a colour, or in spite of it, it is the one just said."""
    kind, now = _likeness(message), message.wish()
    wish = _narrowed(before, message) if before else now
    return Reading(
        Intent.MORE,
        replace(wish, colours=now.colours, sizes=now.sizes) if kind else wish,
        refines=True,
        cheaper=message.is_a("cheaper") or (kind == "alike" and message.says_less),
        alike=kind == "alike",
        same=kind == "same",
        larger={"larger": 1, "smaller": -1}.get(kind or "", 0),
        ordinal=message.ordinal,
    )


def _likeness(message: Message) -> str | None:
    """How like the thing in view it should be: "same" in another colour or size, "larger", "smaller", or "alike"."""
    if message.names_something and not message.pack.points.search(message.said):
        return None
    kind = message.kind_of(message.pack.likeness)
    said = {"same": message.varies, "alike": message.conditions or message.says_less}
    return kind if kind and said.get(kind, True) else None


def _ranking(message: Message) -> Ranking | None:
    """A ranking is called by its quality, with "_falling" behind it where the most of it comes first."""
    name = message.kind_of(message.pack.rankings)
    return Ranking(Quality(name.removesuffix("_falling")), name.endswith("_falling")) if name else None


def _intent(message: Message) -> Intent:
    """The first kind that the message is, from the unmistakable to the open-ended."""
    kinds = (
        *(_about_a_creator, _alone, _about_what_is_in_view),
        *(_about_something_else, _about_the_catalogue, _about_anything),
    )
    return next(intent for kind in kinds if (intent := kind(message)))


def _about_a_creator(message: Message) -> Intent | None:
    if not message.matched.creator:
        return None
    return Intent.FOLLOW if message.is_a(Intent.FOLLOW) else Intent.CREATOR


def _alone(message: Message) -> Intent | None:
    if _ranking(message):
        return Intent.COMPARE
    return next((intent for intent in STANDS_ALONE if message.is_a(intent)), None)


def _about_what_is_in_view(message: Message) -> Intent | None:
    """What names no product, or points at one; under a new condition ("do you have it in blue?") it is another one."""
    if _likeness(message):
        return Intent.MORE
    if message.names_something and not message.pack.points.search(message.said):
        return None
    asked = next((intent for intent in IN_VIEW if message.is_a(intent)), None)
    if asked in {Intent.BUY, Intent.QUESTION} and message.conditions:
        return Intent.FIND
    return asked or (Intent.MORE if message.is_a("cheaper") else None)


def _about_something_else(message: Message) -> Intent | None:
    """An errand, or a question about the world, whatever it names; who asks for goods means goods."""
    if message.is_a("errand") or (message.is_a(Intent.OUT_OF_SCOPE) and not message.asks):
        return Intent.OUT_OF_SCOPE
    return None


def _about_the_catalogue(message: Message) -> Intent | None:
    if message.is_a(Intent.GIFT):
        return Intent.GIFT
    return Intent.FIND if message.names_something else None


def _about_anything(message: Message) -> Intent:
    if message.idle:
        return Intent.SMALLTALK
    return Intent.GIFT if message.recipient else Intent.FIND


def _refines(intent: Intent, message: Message) -> bool:
    """Conditions and no new thing: "in red", "under 30", "but size M", "only from Norrvik"."""
    if intent not in {Intent.FIND, Intent.GIFT} or message.matched.categories or message.is_a(Intent.GIFT):
        return False
    conditions_only = (message.conditions or message.recipient) and not message.matched.brands
    return bool(conditions_only and not message.new_words) or message.pack.refines.match(message.said) is not None


def _narrowed(before: Wish, message: Message) -> Wish:
    """The wish before, with what is newly said in place of what it said of the same."""
    now = message.wish()
    said = before.words.split()
    kept = [word for word in said if not now.colours or plain(word) not in colour_words()]
    new = message.new_words - {*map(plain, kept)} if message.pack.refines.match(message.said) else set()
    words = " ".join((*kept, *(word for word in message.words if plain(word) in new)))
    return replace(
        before,
        words=words,
        name=before.name if words == before.words else "",
        budget=before.budget if now.budget == UNBOUNDED else now.budget,
        colours=now.colours or before.colours,
        sizes=now.sizes or before.sizes,
        brands=now.brands or before.brands,
        recipient=now.recipient or before.recipient,
    )
