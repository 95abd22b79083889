"""How well a catalogue and its posts can be found, computed from what they carry: every share is counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from catalog_sync.advice import ADVICE
from catalog_sync.scoring import ASKED, FULL, POINTS, left, lost_by, score_of
from catalog_sync.survey import Tally
from catalog_sync.traits import each
from graph.domain.survey import ListingGroup, Survey, Surveyed, Trait
from graph.ports.supply import ListingRecord, PostRecord, ProductLinks

EXAMPLES = 3
WORST = 100
"""Listings named that lack most."""
STEPS = 10
"""Bars of the histogram of scores."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`count` of so many (`of`) lack something, a `share` of 0..1; that takes `points` off the score.

    `asked` is the share of shoppers' requests that name what is lacking, None where none can. `examples` are skus,
    what products share, addresses of posts, or product refs.
    """

    code: str
    what: str
    why: str
    count: int
    of: int
    share: float
    asked: float | None
    points: float
    examples: tuple[str, ...]
    fix: str

    @property
    def lost(self) -> str:
        """The points as people read them; nothing where it costs nothing."""
        return (f"{self.points:.1f}" if self.points >= 0.1 else "<0.1") if self.points else ""  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Scored:
    """A listing, its score of 0..100, and the codes of all that it lacks."""

    sku: str
    title: str
    score: int
    lacks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findability:
    """`score` is 0..100, None where there is nothing to score. `findings` are those met, the dearest first.

    Of a catalogue, `spread` counts its listings by their scores in STEPS equal steps (the last one holds 100 too), and
    `worst` are up to WORST of those that lose points, the lowest first.
    """

    score: int | None
    findings: tuple[Finding, ...]
    listings: int = 0
    products: int = 0
    spread: tuple[int, ...] = ()
    worst: tuple[Scored, ...] = ()


def findability(survey: Survey) -> Findability:
    """Of a whole catalogue; catalog_sync/scoring.py says how it is scored."""
    listings = sum(group.count for group in survey.groups)
    if not listings:
        return Findability(None, ())
    lost = sum(group.count * lost_by(group.traits) for group in survey.groups)
    return Findability(
        score=left(lost / listings),
        findings=_dearest_first((*_of_listings(survey.groups, listings), *_of_products(survey))),
        listings=listings,
        products=survey.products,
        spread=_spread(survey.groups),
        worst=tuple(islice(_worst(survey.groups), WORST)),
    )


def listings_findability(records: Iterable[ListingRecord]) -> Findability:
    """Of what a feed says, whether or not it is in the shop."""
    tally = Tally()
    tally.take(records)
    return findability(tally.survey())


def posts_findability(records: Sequence[PostRecord], links: ProductLinks) -> Findability:
    """Of the posts, and of the shop's products how many of these posts speak of; each lack costs the same."""
    shop = set(links.by_sku.values())
    covered = {ref for record in records for ref in record.products}
    lacks = (
        ("no_product", len(records), [record.url for record in records if not record.products]),
        ("no_moment", len(records), [record.url for record in records if not record.moments]),
        ("no_creator", len(shop), sorted(map(str, shop - covered))),
    )
    asked = [(code, of, lacking) for code, of, lacking in lacks if of]
    if not asked:
        return Findability(None, ())
    costs = FULL / len(asked)
    found = [_finding(code, len(lacking), of, lacking[:EXAMPLES], costs=costs) for code, of, lacking in asked]
    return Findability(left(sum(costs * len(lacking) / of for _, of, lacking in asked)), _dearest_first(found))


def _dearest_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    met = (finding for finding in findings if finding.count)
    return tuple(sorted(met, key=lambda finding: (-finding.points, -finding.share)))


def _finding(
    code: str, count: int, of: int, examples: Iterable[str], *, costs: float = 0.0, asked: float | None = None
) -> Finding:
    """`costs` are the points that each one that lacks it loses."""
    advice = ADVICE[code]
    return Finding(
        code=code,
        what=advice.what,
        why=advice.why.format(asked=f"{asked or 0:.0%}"),
        count=count,
        of=of,
        share=round(count / of, 3),
        asked=asked,
        points=round(costs * count / of, 6),
        examples=tuple(examples),
        fix=advice.fix,
    )


def _of_listings(groups: Sequence[ListingGroup], listings: int) -> Iterator[Finding]:
    for trait in Trait:
        lacking = [group for group in groups if group.traits & trait.value]
        skus = islice((listed.sku for group in lacking for listed in group.examples), EXAMPLES)
        count, costs = sum(group.count for group in lacking), POINTS.get(trait, 0.0)
        yield _finding(code_of(trait), count, listings, skus, costs=costs, asked=ASKED.get(trait))


def _of_products(survey: Survey) -> Iterator[Finding]:
    """What shows only where products are held beside one another."""
    for code, repeats in (("same_start", survey.titles), ("same_description", survey.descriptions)):
        examples = (f"“{text}” × {count}" for text, count in repeats.largest)
        yield _finding(code, repeats.count, survey.products, examples)
    others = sorted(survey.languages.items(), key=lambda spoken: -spoken[1])[1:]
    examples = (f"{language} × {count}" for language, count in others[:EXAMPLES])
    yield _finding("other_language", sum(count for _, count in others), survey.products, examples)


def code_of(trait: Trait) -> str:
    return (trait.name or "").lower()


def _spread(groups: Iterable[ListingGroup]) -> tuple[int, ...]:
    counts = [0] * STEPS
    for group in groups:
        counts[min(score_of(group.traits) * STEPS // FULL, STEPS - 1)] += group.count
    return tuple(counts)


def _worst(groups: Iterable[ListingGroup]) -> Iterator[Scored]:
    for group in sorted(groups, key=lambda group: (score_of(group.traits), -group.traits.bit_count())):
        score, lacks = score_of(group.traits), tuple(code_of(trait) for trait in each(group.traits))
        if score < FULL:
            yield from (Scored(listed.sku, listed.title, score, lacks) for listed in group.examples)


def scored(listings: Iterable[Surveyed]) -> Iterator[Scored]:
    """Each listing's score and what it lacks."""
    for listing in listings:
        lacks = tuple(code_of(trait) for trait in each(listing.traits))
        yield Scored(listing.sku, listing.title, score_of(listing.traits), lacks)
