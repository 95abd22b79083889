import re
from dataclasses import dataclass, replace

from graph.adapters.reader.budgets import Found, find_budget
from graph.adapters.reader.matching import Matched, match
from graph.adapters.reader.packs import pack, plain
from graph.domain.catalogue import Vocabulary
from graph.domain.wishes import UNBOUNDED, Budget, Intent, Reading, Wish

STANDS_ALONE = (Intent.PRIVACY, Intent.FOLLOW, Intent.WATCH, Intent.ORDER, Intent.CART, Intent.HELP)
IN_VIEW = (Intent.REVIEWERS, Intent.COMPARE, Intent.MORE, Intent.BUY)
OPEN = (Intent.OUTFIT, Intent.ROOM, Intent.GIFT, Intent.QUESTION, Intent.OUT_OF_SCOPE)
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
HANDLE = re.compile(r"(?<![\w@])@([\w.]{2,30})")


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the forms the rules look at; `bare` has no closing punctuation, `rest` no budget."""

    said: str
    bare: str
    rest: str
    budget: Budget
    matched: Matched
    words: str

    @property
    def names_something(self) -> bool:
        return bool(self.matched.categories or self.matched.brands)


class RuleReader:
    """The Reader that needs no model: language packs, budgets, and the catalogue's own vocabulary."""

    async def read(self, text: str, vocabulary: Vocabulary, before: Wish | None) -> Reading:
        message = _message(text, vocabulary)
        return _small_talk(message) or _reading(message, before)


def _message(text: str, vocabulary: Vocabulary) -> Message:
    said = plain(text)
    found = find_budget(said, vocabulary.currency)
    rest = _without(said, found) if found else said
    return Message(
        said=said,
        bare=said.strip(" .!?,;:…"),
        rest=rest,
        budget=found.budget if found else UNBOUNDED,
        matched=match(rest, vocabulary),
        words=_content(text, rest),
    )


def _without(said: str, found: Found) -> str:
    return " ".join(f"{said[: found.start]} {said[found.end :]}".split())


def _content(text: str, rest: str) -> str:
    """The words worth searching for, as they were written: no budget, no recipient, no fillers."""
    recipients = re.compile(f"(?:{'|'.join(pack().recipients)})(?:'s)?")
    left = set(WORD.findall(HANDLE.sub(" ", rest)))
    kept = {word for word in left if word not in pack().fillers and not recipients.fullmatch(word)}
    return " ".join(word for word in WORD.findall(text) if plain(word) in kept)


def _small_talk(message: Message) -> Reading | None:
    topic = next((topic for topic, pattern in pack().smalltalk.items() if pattern.fullmatch(message.bare)), None)
    return Reading(Intent.SMALLTALK, topic=topic) if topic else None


def _reading(message: Message, before: Wish | None) -> Reading:
    wish = _wish(message)
    intent = _intent(message)
    if intent is Intent.MORE:
        cheaper = _is("cheaper", message)
        return Reading(intent, _narrowed(before, wish) if before else wish, refines=True, cheaper=cheaper)
    if intent in IN_VIEW or (intent is Intent.FIND and _ordinal(message) and not message.names_something):
        return Reading(intent, before or wish, ordinal=_ordinal(message))
    if intent is Intent.FIND and before and _refines(message):
        return Reading(_first_intent(before), _narrowed(before, wish), refines=True)
    return Reading(intent, wish)


def _intent(message: Message) -> Intent:
    """The first kind that the message is, from the unmistakable to the open-ended."""
    if message.matched.creator or HANDLE.search(message.said):
        return Intent.FOLLOW if _is("follow", message) else Intent.CREATOR
    for intent in STANDS_ALONE:
        if _is(intent, message):
            return intent
    if not message.names_something:
        in_view = next((intent for intent in IN_VIEW if _is(intent, message)), None)
        if in_view or _is("cheaper", message):
            return in_view or Intent.MORE
    if message.names_something and not _is(Intent.GIFT, message):
        return Intent.FIND
    if _recipient(message):
        return Intent.GIFT
    return next((intent for intent in OPEN if _is(intent, message)), Intent.FIND)


def _is(kind: str, message: Message) -> bool:
    return pack().intents[kind].fullmatch(message.bare) is not None


def _wish(message: Message) -> Wish:
    matched = message.matched
    handle = HANDLE.search(message.said)
    return Wish(
        words=message.words,
        budget=message.budget,
        categories=matched.categories,
        colours=matched.colours or matched.unmet_colours,
        sizes=matched.sizes,
        brands=matched.brands,
        creator=matched.creator or (f"@{handle.group(1)}" if handle else None),
        recipient=_recipient(message),
    )


def _recipient(message: Message) -> str | None:
    known = pack().recipients.items()
    return next((name for spelling, name in known if re.search(rf"\b(?:{spelling})\b", message.rest)), None)


def _ordinal(message: Message) -> int | None:
    known = pack().ordinals.items()
    place = next((place for spelling, place in known if re.search(rf"\b(?:{spelling})\b", message.rest)), None)
    return int(place) if place else None


def _refines(message: Message) -> bool:
    """Only conditions, and no new thing: "in red", "under 30", "but size M"."""
    new_words = set(message.words.split()) - _conditions(message)
    return not message.names_something and (not new_words or pack().refines.match(message.said) is not None)


def _conditions(message: Message) -> set[str]:
    matched = message.matched
    conditions = " ".join((*matched.colours, *matched.sizes, *matched.unmet_colours))
    return set(plain(conditions).split()) | set(pack().colours) | set(pack().sizes)


def _first_intent(before: Wish) -> Intent:
    return Intent.GIFT if before.recipient else Intent.FIND


def _narrowed(before: Wish, now: Wish) -> Wish:
    """The wish before, with what is newly said in place of what it said of the same."""
    return replace(
        before,
        budget=before.budget if now.budget == UNBOUNDED else now.budget,
        colours=now.colours or before.colours,
        sizes=now.sizes or before.sizes,
        brands=now.brands or before.brands,
        recipient=now.recipient or before.recipient,
    )
