"""Sentence banks (`voices/*.toml`) and the drawing of sentences from them.

A bank's sentence has choices in square brackets, `[a|b]`, and slots in braces, `{price}`.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from bot.demo.shop.write.catalogue import SHOP, Product

VOICES = SHOP / "voices"
LANGUAGES = ("en", "de", "es", "fr")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MOST_OFTEN = 3
_TRIES = 40
_KINDS = ("talk", "kind", "profile", "base", "blade")


def read_bank(name: str) -> dict[str, Any]:
    return tomllib.loads((VOICES / f"{name}.toml").read_text("utf-8"))


class Phrasebook:
    """Every sentence bank, and the memory of what has been said: nothing is said more than three times."""

    def __init__(self) -> None:
        self._around = {language: read_bank(language) for language in LANGUAGES}
        self._about = {
            name: bank for file in ("kitchen", "home", "wear", "carry") for name, bank in read_bank(file).items()
        }
        self._said: Counter[str] = Counter()

    def frame(self, language: str, kind: str, part: str) -> Sequence[str]:
        """What stands around the point: titles, openings, closings."""
        bank = self._around[language]
        sentences: Sequence[str] = bank.get(kind, {}).get(part, ())
        return sentences

    def title(self, language: str, kind: str, dice: Random, slots: Mapping[str, str]) -> str:
        """A title; titles may repeat, as titles do."""
        return spin(dice.choice(self.frame(language, kind, "title")), dice).format_map(slots)

    def spoken(self, language: str) -> Sequence[str]:
        return self.frame(language, "neutral" if language == "en" else "mixed", "spoken")

    def points(self, language: str, product: Product, part: str) -> Sequence[str]:
        """What is said of the thing itself: `part` is praise, gripe, tip, spec or fact."""
        if language != "en":
            return self._abroad(language, product.category.department, "gripe" if part == "gripe" else "praise")
        if part in {"spec", "fact"}:
            return self.frame("en", "neutral", part)
        bank = self._about[product.category.name]
        kind = next((product.shape[key] for key in _KINDS if key in product.shape), "")
        tables = [table for kinds, table in bank.get("only", {}).items() if kind in kinds.split()]
        own = [sentence for table in tables for sentence in table.get(part, ())]
        return own if any("alone" in table for table in tables) else [*own, *bank.get(part, ())]

    def _abroad(self, language: str, department: str, part: str) -> Sequence[str]:
        bank = self._around[language]
        own = bank.get(department, {}).get(part, ())
        return [*own, *own, *bank["against" if part == "gripe" else "for"][part]]

    def say(self, sentences: Sequence[str], dice: Random, slots: Mapping[str, str], avoid: Sequence[str] = ()) -> str:
        """One sentence that has not been said too often, "" if there is none left."""
        for _ in range(_TRIES if sentences else 0):
            sentence = spin(dice.choice(sentences), dice).format_map(slots)
            if self._said[sentence] < _MOST_OFTEN and not any(_same_start(sentence, other) for other in avoid):
                self._said[sentence] += 1
                return sentence
        return ""


def spin(sentence: str, dice: Random) -> str:
    return _CHOICE.sub(lambda found: dice.choice(found[1].split("|")), sentence)


def _same_start(one: str, other: str) -> bool:
    """Two spins of one sentence begin alike, and would sound like a stutter in one post."""
    return one[:14] == other[:14] or one[-16:] == other[-16:]
