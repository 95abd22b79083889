"""A message met with the catalogue's own words: categories, brands, colours, sizes, creators."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from graph.adapters.reader.packs import FIRST, Pack, any_of, packs, plain
from graph.domain.catalogue import Vocabulary

HANDLE = re.compile(r"(?<![\w@])@\w+(?:[.-]\w+)*")
Stems = tuple[str, ...]
Names = Mapping[Stems, tuple[str, ...]]
"""From stemmed words to the catalogue's spellings; to none where people mean a thing that this shop does not have."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A vocabulary as one language meets it. `shades` go from a colour's word to the catalogue's colours."""

    leaves: Names
    branches: Names
    brands: Names
    colours: Names
    creators: Names
    shades: Mapping[str, tuple[str, ...]]
    materials: frozenset[str]
    sizes: Mapping[str, str]
    measures: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Matched:
    """What was met, in the catalogue's spellings; `unmet_colours` are named but carried by nothing.

    A `creator` whom the catalogue does not know keeps the spelling of the message.
    """

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    creator: str | None = None
    unmet_colours: tuple[str, ...] = ()


def match(text: str, vocabulary: Vocabulary, pack: Pack) -> Matched:
    """Meet plain text with a vocabulary. A narrow category hides the departments named beside it."""
    terms = _terms(vocabulary, pack)
    handle = HANDLE.search(text)
    creators = (*_met(terms.creators, _words(text))[0], *([handle.group()] if handle else ()))
    text = HANDLE.sub(" ", text)
    words = _words(text)
    leaves, others = _met(terms.leaves, words)
    colours, unmet = _colours(others, terms, pack)
    return Matched(
        categories=leaves or _met(terms.branches, words)[0],
        brands=_met(terms.brands, words)[0],
        colours=colours,
        sizes=_sizes(text, terms, pack),
        creator=next(iter(creators), None),
        unmet_colours=unmet,
    )


def stems(text: str) -> Stems:
    """Words cut to a form that singular and plural share."""
    return tuple(map(_stem, _words(plain(text))))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[a-z0-9]+", text))


@lru_cache(maxsize=16)
def _terms(vocabulary: Vocabulary, pack: Pack) -> Terms:
    leaves = {path[-1] for path in vocabulary.categories if path}
    branches = {name for path in vocabulary.categories for name in path[:-1]} - leaves
    sizes = {plain(size): size for size in vocabulary.sizes}
    measures = "|".join(_spaced(size) for size in sorted(sizes, key=len, reverse=True) if re.search(r"\d ?[a-z]", size))
    return Terms(
        leaves=_called(_by_stems(leaves, part=True), pack),
        branches=_called(_by_stems(branches), pack),
        brands=_by_stems(vocabulary.brands),
        colours=_by_stems(vocabulary.colours),
        creators=_by_stems(vocabulary.creators),
        shades=_shades(vocabulary),
        materials=frozenset(word for material in vocabulary.materials for word in _words(plain(material))),
        sizes=sizes,
        measures=re.compile(rf"(?<![\w.,])(?:{measures or '(?!)'})\b"),
    )


def _by_stems(names: Iterable[str], *, part: bool = False) -> dict[Stems, tuple[str, ...]]:
    """Names by their stems, and where asked for by their parts: "Throws & Blankets" are throws, and blankets."""
    named: dict[Stems, tuple[str, ...]] = {}
    for name in sorted(names):
        for spelling in dict.fromkeys((name, *(re.split(r" ?[&/,+] ?", name) if part else ()))):
            if stemmed := stems(spelling):
                named[stemmed] = (*named.get(stemmed, ()), name)
    return named


def _called(named: Mapping[Stems, tuple[str, ...]], pack: Pack) -> Names:
    """The names, and what else people call them: a concept means the names that any language has among its words."""
    called: dict[Stems, tuple[str, ...]] = {}
    for concept, words in pack.concepts.items():
        spellings = {stems(word): None for known in packs().values() for word in known.concepts.get(concept, ())}
        meant = dict.fromkeys(name for stemmed in (stems(concept), *spellings) for name in named.get(stemmed, ()))
        called |= {stems(word): tuple(meant) for word in words}
    return {**called, **named}


def _met(terms: Names, words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names whose words stand side by side in the text, the longest winning where two overlap; and the words left."""
    stemmed = tuple(map(_stem, words))
    met: dict[str, None] = {}
    left: list[str] = []
    at, longest = 0, max(map(len, terms), default=0)
    while at < len(words):
        ahead = (stemmed[at : at + length] for length in range(min(longest, len(words) - at), 0, -1))
        found = next((some for some in ahead if some in terms), ())
        met |= dict.fromkeys(terms.get(found, ()))
        left.extend(words[at : at + 1] if not found else ())
        at += len(found) or 1
    return tuple(met), tuple(left)


def _colours(words: tuple[str, ...], terms: Terms, pack: Pack) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The catalogue's shades of the colours named ("red" meets "Brick red"), and the colours it has none of."""
    several = {stemmed: names for stemmed, names in terms.colours.items() if len(stemmed) > 1}
    met, others = _met(several, words)
    colours, unmet = dict.fromkeys(met), []
    for word in others:
        shades = _shades_of(word, terms, pack)
        colours |= dict.fromkeys(shades or ())
        if shades is None and terms.colours:  # where no listing says its colour, a colour is a word like others
            unmet.append(pack.colours[word])
    return tuple(colours), tuple(dict.fromkeys(unmet))


def _shades_of(word: str, terms: Terms, pack: Pack) -> tuple[str, ...] | None:
    """() for a word that is no colour, None for a colour that the catalogue does not have.

    What is a material as well, such as steel, is no colour unless people use it as one.
    """
    if word not in pack.colours:
        return () if word in terms.materials else terms.colours.get(stems(word), ())
    colour = pack.colours[word]
    known = (word, colour, packs()[FIRST].colours.get(colour, colour))
    return next((terms.shades[name] for name in known if name in terms.shades), None)


def _shades(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The catalogue's colours by each of their words and by the colour that such a word is a shade of."""
    shades: dict[str, tuple[str, ...]] = {}
    for name in sorted(vocabulary.colours):
        words = _words(plain(name))
        families = [known.colours[word] for known in packs().values() for word in words if word in known.colours]
        for word in dict.fromkeys((*words, *families)):
            shades[word] = (*shades.get(word, ()), name)
    return shades


def _sizes(text: str, terms: Terms, pack: Pack) -> tuple[str, ...]:
    """Sizes the catalogue has: "500 ml", after "size" or "in", letters like XL, and the number after a category."""
    measured = terms.measures.findall(text)
    rest = terms.measures.sub(" ", text)
    named = re.findall(rf"\b(?:{pack.size_keywords}) ?:? ?({any_of(pack.sizes)}|[\w./-]*[\w/])(?!\w)", rest)
    named += re.findall(r"\b(?:xxs|xs|xl|xxl|xxxl)\b", rest)
    named += [after for word, after in pairwise(_words(rest)) if after.isdecimal() and stems(word) in terms.leaves]
    known = [terms.sizes.get(plain(pack.sizes.get(size, size))) for size in named]
    known += [terms.sizes[_unspaced(measure, terms)] for measure in measured]
    return tuple(dict.fromkeys(size for size in known if size))


def _spaced(size: str) -> str:
    """A measure as people write it: with spaces or without."""
    return r" ?".join(map(re.escape, size.split()))


def _unspaced(measure: str, terms: Terms) -> str:
    return next(size for size in terms.sizes if size.replace(" ", "") == measure.replace(" ", ""))


def _stem(word: str) -> str:
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word  # noqa: PLR2004


ENDINGS = (
    *(("ies", "y"), ("ie", "y"), ("ves", "v"), ("fes", "v"), ("fs", "v"), ("fe", "v"), ("ve", "v"), ("f", "v")),
    *(("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")),
)
