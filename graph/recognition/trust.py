"""How much to trust that a product is the thing in a photo: what speaks for it as one probability, and as a word."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from graph.domain.recognition import Confidence

LABEL_WEIGHT = 0.06
"""What a label's weight adds to the likeness when candidates are put in order."""
TOLD_WEIGHT = 0.03
"""What a vision model's words add: half as much as letters on the label, which anybody can read again."""
CODE_WEIGHT = 3.0
"""More than any look or label can add: a code says the number itself."""
SURE = 0.86
"""On the photos it was fitted to, one in eighty of things not in the catalogue reaches it."""
LIKELY = 0.5
FAMILIAR = 0.4
AGREES = (3, 0.2)
"""Among how many nearest pictures a product must be to back up another reading, and the likeness it must have."""
LABEL_AGREES = 0.35
"""Share of a name that is enough to back up another reading."""
LABEL_ALONE = 0.7
"""Share of a name that makes a thing likely of which the shop has no picture."""
NAMED = 0.7
"""Share of a name that makes a thing likely when a vision model gives it: as of a label alone, which is as little."""
OWN_WORD = 0.8
"""How sure the model must be itself. It is not calibrated, but what it says less surely it calls a guess."""
ALWAYS = 0.2
"""As much as this something or other looks like any photo, in 95 of 100 among 80 things: a lead over less is none."""
FARTHEST = 0.3
"""A lead that is as good as any: in a shop of five things nearly everything leads by much."""

INTERCEPT = -3.06
COEFFICIENTS = {"look": 4.73, "apart": 9.17, "label": 0.26, "ahead": 0.17}
"""A logistic regression of "this is it" on what speaks for the first candidate, where half of the things photographed
are not in the catalogue; docs/benchmarks.md has its data and how well it holds on other photos."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one candidate of a photo.

    `look` is its likeness, shoppers' photos of it counted in, and `apart` by how much that is more than any other
    product's, within bounds; `label` the weight of its name on the label, `ahead` by how much that is more than any
    other's; `share` of its name that the label has. `pictured` is its likeness to the shop's own picture of it, `place`
    that picture's among the nearest, None where it is not among them. `coded`: a barcode names it; `only`: and no other
    product; `printed`: the label reader reads its number too. `told` is the weight of its name in what a vision model
    says, `named` how well it agrees with the name that this gives, 0 where another does as well; `own_word` is how sure
    the model calls itself.
    """

    look: float = 0.0
    apart: float = 0.0
    label: float = 0.0
    ahead: float = 0.0
    share: float = 0.0
    place: int | None = None
    pictured: float = 0.0
    fitted: bool = True
    coded: bool = False
    only: bool = False
    printed: bool = False
    told: float = 0.0
    named: float = 0.0
    own_word: float = 0.0

    @property
    def score(self) -> float:
        """Puts the candidates of one photo in order."""
        return self.look + LABEL_WEIGHT * self.label + TOLD_WEIGHT * self.told + CODE_WEIGHT * self.coded

    @property
    def belief(self) -> float:
        """How likely the candidate is the thing, by look and label, 0..1."""
        values: Mapping[str, float] = {name: getattr(self, name) for name in COEFFICIENTS}
        logit = INTERCEPT + sum(COEFFICIENTS[name] * value for name, value in values.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))

    @property
    def looks_so(self) -> bool:
        """By the shop's own picture: two shoppers who want a thing called another must not make that sure."""
        most, least = AGREES
        return self.fitted and self.place is not None and self.place <= most and self.pictured >= least

    @property
    def agrees(self) -> bool:
        """Whether something besides its barcode speaks for it."""
        return self.looks_so or self.share >= LABEL_AGREES or self.printed

    @property
    def is_named(self) -> bool:
        """By a vision model that is sure itself, and as no other product is."""
        return self.named >= NAMED and self.own_word >= OWN_WORD


def confidence(evidence: Evidence, best_other: float, *, coded: bool = False) -> Confidence:
    """In words. `best_other` is the highest belief in any other product: it may speak against a code.

    What a vision model says is in no belief: it makes nothing sure, and nothing likely where a product is `coded`, this
    one or another.
    """
    if evidence.coded:
        return _of_coded(evidence, best_other)
    if evidence.belief >= SURE and evidence.looks_so:
        return Confidence.SURE
    spelt_out = evidence.place is None and evidence.share >= LABEL_ALONE
    named = evidence.is_named and not coded
    return Confidence.LIKELY if evidence.belief >= LIKELY or spelt_out or named else Confidence.UNSURE


def _of_coded(evidence: Evidence, best_other: float) -> Confidence:
    """A code may be misread, or be stuck on another thing: something must agree with it and nothing contradict it."""
    if best_other >= LIKELY and best_other > evidence.belief:
        return Confidence.UNSURE
    return Confidence.SURE if evidence.agrees and evidence.only else Confidence.LIKELY
