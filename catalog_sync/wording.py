"""How sure a product is meant by words alone: a creator's wording beside what the shop's index suggests for it."""

import re
import unicodedata
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import takewhile
from math import sqrt

from graph.domain.creators import Guess, ProductRef

SURE = 0.75
"""Confidence from which a link needs nobody's look.

Between the surest wrong guess (.49) and all but two right ones (.82 and more) of the tuning half of
tests/feeds/creators/links.jsonl, nearer to these: a wrong link is worse than a look.
"""
WORTH_A_LOOK = 0.3
"""Confidence below which a suggestion would only waste the time of whoever reviews it."""

CONTRADICTED = 2.0
"""Weight of a word that this product lacks and another bears, and of any number it lacks; an unknown word weighs 1."""
MEASURE, PURPOSE = 0.3, 0.3
"""Weights of a title's numbers and units, and of what follows "for": people leave the one out, and the other names
another thing."""
UNNAMED_BRAND = 0.7
"""What is left of the agreement where the wording names no brand and the product has one."""
CLEAR = 0.1
"""Distance to the runner-up from which it takes nothing away; level with it, half is left."""
ALIKE = 0.84
"""Share of letters two words have in common to be one misspelt; "night" and "light" have 0.8."""
SHORTEST_ALIKE = 4

PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+")
CODE = re.compile(r"\b[^\W\d_]{1,5}-?\d{2,}\w*", re.IGNORECASE)
PURPOSES = "for fits fur fuer passend pour para"
MEASURES = "l ml cl g kg mg mm cm m w v ah mah oz lb inch in pcs pack sheets cups"
LITTLE = """
a an and are as at by do does from go got i if in into is it its me my new now of on one or our so than that the these
this those to up was we what when which why with without you your
am auch auf aus bei das dem den der des die ein eine einem einen einer es ich ihr im ist mein meine mit nach noch oder
und vom von was wie wir zu zum zur
al con cual de del el en es la las lo los mi no o por que se sin su tu un una unos y
au aux ce ces cette dans du elle est et il je le les ma mais mes ne nous ou par pas sur une vous
"""
"""Articles and the like in English, German, Spanish and French, without accents."""
POSTING = """
ad ads after best better buy day days ever favorite favourite first haul honest love loved loving month months obsessed
really recap review reviewed reviews sponsored test tested thoughts tried try unboxing using verdict versus vs week
weeks worth year years
anzeige ausprobiert ehrlich erfahrung fazit getestet jahr lieblings monate tage werbung woche wochen
ano dias favorito meses opinion prueba resena semana avis mois jours essai semaine
"""
"""What titles of posts are made of, and names of products are not."""
FOR, UNITS = frozenset(PURPOSES.split()), frozenset(MEASURES.split())
CHATTER = FOR | frozenset(LITTLE.split()) | frozenset(POSTING.split())


@dataclass(frozen=True)
class Suggestion:
    """A product that the index offers for a wording. `options` are its variants' colours, sizes and the like."""

    ref: ProductRef
    title: str
    brand: str | None = None
    mpn: str | None = None
    options: tuple[str, ...] = ()

    @cached_property
    def pieces(self) -> frozenset[str]:
        """All that it can rightly be called."""
        return frozenset(_pieces(" ".join((self.brand or "", self.title, self.mpn or "", *self.options))))

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Its title up to a "for": what follows that word is another thing's name."""
        return tuple(takewhile(lambda piece: piece not in FOR, _pieces(self.title)))

    @cached_property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        """Its model and part numbers."""
        own = (match[0] for match in CODE.finditer(self.title))
        codes = [tuple(_pieces(code)) for code in (*own, self.mpn or "") if code]
        return tuple(code for code in codes if _follow(code, self.named) or code == tuple(_pieces(self.mpn or "")))


Suggest = Callable[[str], Awaitable[Sequence[Suggestion]]]
"""The index's products for a wording, best first; a handful is enough. Nothing where there is no index to ask."""


def guesses(words: str, suggestions: Sequence[Suggestion]) -> list[Guess]:
    """What `words` may mean, surest first, each product once.

    agreement = told² · √said · brand, where
      told   is the share of the wording's words that the product bears: chatter aside, an unknown word counts 1, a
             word that another suggestion bears and any other number count 2;
      said   is the share of the title's words that the wording says: numbers, units and what follows "for" count 0.3,
             and a model or part number that no other suggestion bears is the whole name;
      brand  is 1 where the wording says it, the product has none or its number is said, else 0.7.
    confidence = agreement · (½ + ½ · min(1, distance / 0.1)), the distance being that to the best of the others.

    Words are compared without case, accents and endings; of longer ones a letter may be wrong, of numbers none.
    """
    offered = list({suggestion.ref: suggestion for suggestion in reversed(suggestions)}.values())
    said = _pieces(words)
    scored = [(_agreement(said, each, [other for other in offered if other is not each]), each) for each in offered]
    found = [Guess(each.ref, _beside(score, _best(scored, each))) for score, each in scored]
    return sorted(found, key=lambda guess: (-guess.confidence, str(guess.product)))


@dataclass(frozen=True, slots=True)
class Reason:
    """Words, as they are compared: those that both say, those of the wording alone, and those of the title alone."""

    both: tuple[str, ...]
    beside: tuple[str, ...]
    unsaid: tuple[str, ...]


def reason(words: str, product: Suggestion) -> Reason:
    """Why a product may be meant, and what speaks against it."""
    said = [piece for piece in dict.fromkeys(_pieces(words)) if piece not in CHATTER]
    title = [piece for piece in dict.fromkeys(_pieces(product.title)) if piece not in CHATTER]
    both = tuple(piece for piece in said if _among(piece, product.pieces))
    beside = tuple(piece for piece in said if piece not in both)
    return Reason(both, beside, tuple(piece for piece in title if not _among(piece, said)))


def wording_key(words: str) -> str:
    """The same for wordings that differ in case, accents and punctuation only."""
    return " ".join(_pieces(words))


def _best(scored: Iterable[tuple[float, Suggestion]], but: Suggestion) -> float:
    return max((score for score, each in scored if each is not but), default=0.0)


def _beside(score: float, other: float) -> float:
    """Where two fit alike, either may be meant."""
    clear = min(1.0, max(0.0, score - other) / CLEAR)
    return round(score * (0.5 + 0.5 * clear), 3)


def _agreement(words: Sequence[str], product: Suggestion, others: Sequence[Suggestion]) -> float:
    numbered = any(
        _follow(code, words) and not any(_follow(code, one.named) for one in others) for code in product.codes
    )
    brand = _pieces(product.brand or "")
    named = numbered or all(_among(piece, words) for piece in brand)
    said = 1.0 if numbered else _said(product, words, brand)
    told = _told(words, product, others)
    return told * told * sqrt(said) * (1.0 if named else UNNAMED_BRAND)


def _told(words: Sequence[str], product: Suggestion, others: Sequence[Suggestion]) -> float:
    borne = lacked = 0.0
    for piece in dict.fromkeys(words):
        if piece in CHATTER:
            continue
        if _among(piece, product.pieces):
            borne += 1
        else:
            known = piece[0].isdigit() or any(_among(piece, other.pieces) for other in others)
            lacked += CONTRADICTED if known else 1
    return borne / (borne + lacked) if borne else 0.0


def _said(product: Suggestion, words: Sequence[str], brand: Sequence[str]) -> float:
    weights = dict.fromkeys(_pieces(product.title), PURPOSE)
    weights |= {piece: MEASURE if piece[0].isdigit() or piece in UNITS else 1.0 for piece in product.named}
    telling = {piece: weight for piece, weight in weights.items() if piece not in CHATTER and piece not in brand}
    whole = sum(telling.values())
    return sum(weight for piece, weight in telling.items() if _among(piece, words)) / whole if whole else 0.0


def _pieces(text: str) -> list[str]:
    """Words and numbers apart, so that "OH-700", "OH 700" and "oh700" are one."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("'s ", " "))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return [piece.replace(",", ".") for piece in PIECE.findall(plain)]


def _follow(code: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the pieces of a number stand in `words` one after the other."""
    return any(tuple(words[at : at + len(code)]) == tuple(code) for at in range(len(words) - len(code) + 1))


def _among(piece: str, words: Iterable[str]) -> bool:
    return piece in words or any(_alike(piece, word) for word in words)


def _alike(one: str, other: str) -> bool:
    """The same word misspelt or with another ending; numbers and short words are what they are."""
    if min(len(one), len(other)) < SHORTEST_ALIKE or one[0] != other[0] or one[0].isdigit():
        return False
    return sorted(one) == sorted(other) or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
