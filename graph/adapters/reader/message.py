"""A message in the forms that the rules look at."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graph.adapters.reader.budgets import Found, find_budget
from graph.adapters.reader.matching import HANDLE, Matched, match
from graph.adapters.reader.packs import Pack, colour_words, pack_for, plain
from graph.domain.catalogue import Vocabulary
from graph.domain.wishes import UNBOUNDED, Budget, Wish

LONGEST = 1000
"""Characters that are read: no wish is longer, and patterns take their time over what was never meant as one."""
DIGIT = re.compile(r"(?<![\w.,])[1-9](?![\w.,])")
SHORT = 160
"""Characters within which people ask about what is in view."""
WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Message:
    """`said` is plain text, `bare` the same without punctuation around it, `rest` without its budget.

    `written` are the words of the rest, as they were written; `words` are those of them that name something.
    """

    pack: Pack
    said: str
    bare: str
    rest: str
    budget: Budget
    matched: Matched
    written: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def names_something(self) -> bool:
        return bool(self.matched.categories or self.matched.brands)

    @property
    def conditions(self) -> bool:
        """Whether it says in which colour, in which size or for how much."""
        return self.varies or self.budget != UNBOUNDED

    @property
    def asks(self) -> bool:
        """Whether it asks for goods, of whatever kind: "i need a …", "do you have …?", a thing and a price."""
        priced = self.names_something and (self.budget != UNBOUNDED or self.matched.sizes)
        return bool(priced) or self.pack.asks.search(self.said) is not None

    @property
    def new_words(self) -> set[str]:
        """Those that name something other than a colour, a size or a brand."""
        spelt = " ".join((*self.matched.colours, *self.matched.sizes, *self.matched.brands))
        return {*map(plain, self.words)} - {*plain(spelt).split(), *colour_words(), *self.pack.sizes}

    @property
    def idle(self) -> bool:
        """Whether there is nothing in it to look for, and nobody looking: "that would be a yes"."""
        named = self.names_something or self.conditions or self.recipient or self.ordinal
        return not (named or self.asks or set(map(plain, self.words)) - self.pack.idle)

    @property
    def recipient(self) -> str | None:
        return next((name for name, pattern in self.pack.recipients.items() if pattern.search(self.rest)), None)

    @property
    def ordinal(self) -> int | None:
        """A place in a list, counted from 1 or, where negative, from the end: "the second one", "the last", "2"."""
        if alone := DIGIT.fullmatch(self.bare.removeprefix("#")):
            return int(alone[0])
        return next((int(place) for place, pattern in self.pack.ordinals.items() if pattern.search(self.rest)), None)

    @property
    def places(self) -> tuple[int, ...]:
        """Several places that it names, "the first and the third", "the first two", "1 and 3"; none for one alone."""
        few = next((int(few) for few, pattern in self.pack.few.items() if pattern.search(self.rest)), 0)
        if few:
            return tuple(range(1, few + 1))
        named = [int(place) for place, pattern in self.pack.ordinals.items() if pattern.search(self.rest)]
        places = tuple(dict.fromkeys((*named, *map(int, DIGIT.findall(self.rest)))))
        return places if len(places) > 1 else ()

    @property
    def points_at_one(self) -> bool:
        """Whether it is only about a place in a list: "the second one", but not "a first aid kit"."""
        if DIGIT.fullmatch(self.bare.removeprefix("#")):
            return True
        place = next((pattern for pattern in self.pack.ordinals.values() if pattern.search(self.rest)), None)
        return (
            place is not None
            and not self.matched.categories
            and place.sub("", plain(" ".join(self.words))).strip() == ""
        )

    @property
    def varies(self) -> bool:
        """Whether it says in which colour or size."""
        return bool(self.matched.colours or self.matched.unmet_colours or self.matched.sizes)

    @property
    def says_less(self) -> bool:
        """Whether it says "cheaper", in passing or not."""
        return self.pack.less.search(self.said) is not None

    def kind_of(self, patterns: Mapping[str, re.Pattern[str]]) -> str | None:
        """The first of some kinds of asking about what is in view; a long message is none of them."""
        if len(self.bare) > SHORT:
            return None
        return next((kind for kind, pattern in patterns.items() if pattern.fullmatch(self.bare)), None)

    def is_a(self, kind: str) -> bool:
        return self.pack.intents[kind].fullmatch(self.bare) is not None

    def wish(self) -> Wish:
        matched = self.matched
        return Wish(
            words=" ".join(self.words),
            name=" ".join(self.written) if self._is_a_name else "",
            budget=self.budget,
            categories=matched.categories,
            colours=matched.colours or matched.unmet_colours,
            sizes=matched.sizes,
            brands=matched.brands if self._wants_its_maker else (),
            creator=matched.creator,
            recipient=self.recipient,
        )

    @property
    def _is_a_name(self) -> bool:
        """Whether it may be what a thing is called, and not a sentence about it or about who speaks of it."""
        asks = self.asks or self.said.endswith("?") or self.matched.creator is not None
        return not asks and self.written != self.words

    @property
    def _wants_its_maker(self) -> bool:
        """Whether the maker it names is a condition, and not a part of a thing's name ("sony acid music studio").

        It is where it is asked for ("from Sony"), where the kind of thing is named as well, and where nothing else is.
        """
        named = "|".join(r"\W+".join(re.findall(r"\w+", plain(brand))) for brand in self.matched.brands)
        asked = re.search(rf"\b(?:{self.pack.makers}) (?:{named})\b", self.rest)
        return bool(asked or self.matched.categories or not self.new_words)


def hear(text: str, vocabulary: Vocabulary) -> Message:
    """Put a message into the forms that the rules look at, in the language it fits best."""
    text = text[:LONGEST]
    said = plain(text)
    pack = pack_for(said)
    if pack.elisions:
        said, text = pack.elisions.sub("", said), pack.elisions.sub("", text)
    found = find_budget(said, vocabulary.currency, pack)
    rest = _without(said, found) if found else said
    written = _written(text, rest)
    return Message(
        pack=pack,
        said=said,
        bare=said.strip(" .!?,;:…¡¿-"),
        rest=rest,
        budget=found.budget if found else UNBOUNDED,
        matched=match(rest, vocabulary, pack),
        written=written,
        words=_content(written, rest, pack),
    )


def _without(said: str, found: Found) -> str:
    return " ".join(f"{said[: found.start]} {said[found.end :]}".split())


def _written(text: str, rest: str) -> tuple[str, ...]:
    left = set(WORD.findall(HANDLE.sub(" ", rest)))
    return tuple(word for word in WORD.findall(text) if plain(word) in left)


def _content(written: Sequence[str], rest: str, pack: Pack) -> tuple[str, ...]:
    """No recipient, no fillers."""
    left = HANDLE.sub(" ", rest)
    for recipient in pack.recipients.values():
        left = recipient.sub(" ", left)
    kept = set(WORD.findall(left)) - pack.fillers
    return tuple(word for word in written if plain(word).removesuffix("'s") in kept or plain(word) in kept)
