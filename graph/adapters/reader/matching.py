"""A message met with the catalogue's own words: categories, brands, colours, sizes, creators."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graph.adapters.reader.packs import pack, plain
from graph.domain.catalogue import Vocabulary

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """From stemmed words to the catalogue's spellings."""

    leaves: Mapping[Stems, str]
    branches: Mapping[Stems, str]
    brands: Mapping[Stems, str]
    colours: Mapping[Stems, str]
    creators: Mapping[Stems, str]


@dataclass(frozen=True, slots=True)
class Matched:
    """What was met, in the catalogue's spellings; `unmet_colours` are named but carried by nothing."""

    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    creator: str | None = None
    unmet_colours: tuple[str, ...] = ()


def match(text: str, vocabulary: Vocabulary) -> Matched:
    """Meet plain text with a vocabulary. A narrow category hides the departments named beside it."""
    terms = _terms(vocabulary)
    words = stems(text)
    spoken = stems(_in_catalogue_words(text))
    colours, unmet = _colours(text, vocabulary)
    return Matched(
        categories=_met(terms.leaves, spoken) or _met(terms.branches, spoken),
        brands=_met(terms.brands, words),
        colours=_met(terms.colours, words) or colours,
        sizes=_sizes(text, vocabulary),
        creator=next(iter(_met(terms.creators, words)), None),
        unmet_colours=unmet,
    )


def stems(text: str) -> Stems:
    """Words cut to a form that singular and plural share."""
    return tuple(_stem(word) for word in re.findall(r"[a-z0-9]+", plain(text)))


@lru_cache(maxsize=16)
def _terms(vocabulary: Vocabulary) -> Terms:
    leaves = {path[-1] for path in vocabulary.categories if path}
    branches = {name for path in vocabulary.categories for name in path[:-1]} - leaves
    return Terms(
        leaves=_by_stems(leaves),
        branches=_by_stems(branches),
        brands=_by_stems(vocabulary.brands),
        colours=_by_stems(vocabulary.colours),
        creators=_by_stems(vocabulary.creators),
    )


def _by_stems(names: Iterable[str]) -> dict[Stems, str]:
    return {stemmed: name for name in names if (stemmed := stems(name))}


def _met(terms: Mapping[Stems, str], words: Stems) -> tuple[str, ...]:
    """Names whose words stand side by side in the text, the longest name winning where two overlap."""
    met: dict[str, None] = {}
    at = 0
    longest = max(map(len, terms), default=0)
    while at < len(words):
        ahead = (words[at : at + length] for length in range(min(longest, len(words) - at), 0, -1))
        name = next((terms[some] for some in ahead if some in terms), None)
        if name is not None:
            met[name] = None
        at += len(stems(name)) if name else 1
    return tuple(met)


def _in_catalogue_words(text: str) -> str:
    return _synonyms().sub(lambda found: pack().synonyms[found.group()], text)


@lru_cache(maxsize=1)
def _synonyms() -> re.Pattern[str]:
    words = sorted(pack().synonyms, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")


def _colours(text: str, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The catalogue's shades of the colours named ("red" meets "Brick red"), and the colours it has none of."""
    named = [pack().colours[word] for word in re.findall(r"[a-z]+", text) if word in pack().colours]
    shades = {colour: _shades(colour, vocabulary) for colour in dict.fromkeys(named)}
    met = tuple(shade for known in shades.values() for shade in known)
    return met, tuple(colour for colour, known in shades.items() if not known)


def _shades(colour: str, vocabulary: Vocabulary) -> list[str]:
    spellings = {word for word, family in pack().colours.items() if family == colour}
    return sorted(name for name in vocabulary.colours if spellings & set(re.findall(r"[a-z]+", plain(name))))


def _sizes(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Sizes the catalogue has: after "size", by word ("medium"), or a capital-letter size standing alone."""
    known = {plain(size): size for size in vocabulary.sizes}
    keyword = "|".join(map(re.escape, pack().size_keywords))
    named = re.findall(rf"\b(?:{keyword}) ?:? ?([\w./-]+)", text)
    named += [size for word, size in pack().sizes.items() if re.search(rf"\b{word}\b", text)]
    named += re.findall(r"\b(?:xxs|xs|xl|xxl|xxxl)\b", text)
    return tuple(dict.fromkeys(known[plain(size)] for size in named if plain(size) in known))


def _stem(word: str) -> str:
    for ending, instead in (("ies", "y"), ("ves", "f"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + instead
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word  # noqa: PLR2004
