"""What a vision model says of a photo, compared with what products are called."""

from dataclasses import dataclass, field
from typing import Self

from graph.domain.recognition import Described
from graph.recognition.lettering import Lettering


@dataclass(frozen=True, slots=True)
class Telling:
    """Its words as letters to compare. `name` is the brand and the model it gives, `read` the text it sees.

    `sure` is the model's own word for it, 0..1. Whatever else the words may say, a product's name is all they are
    looked through for: an instruction among them is so many letters.
    """

    words: Lettering = field(default_factory=Lettering)
    name: str = ""
    read: Lettering = field(default_factory=Lettering)
    sure: float = 0.0

    @classmethod
    def of(cls, described: Described | None, *, reads: bool = False) -> Self:
        """`reads`: the text counts as well."""
        if described is None:
            return cls()
        name = " ".join(part for part in (described.brand, described.model) if part)
        read = Lettering.spelt(*described.text) if reads else Lettering()
        return cls(Lettering.spelt(name, described.what, described.colour), name, read, described.sure)

    def weight(self, called: str) -> float:
        """How much the words speak for a product of that name: as a label's would, by how sure the model is."""
        return self.sure * max(self.words.weight(called), self.read.weight(called))

    def share(self, called: str) -> float:
        """How much of the name is in the words, 0..1."""
        return max(self.words.share(called), self.read.share(called))

    def agrees(self, called: str, *, pictured: bool) -> float:
        """How well the names agree, 0..1: both ways, and only where the model gives a brand or a model.

        A mug called "Mug" is in "a red mug by Falcon", but that is not in "Mug". Where the shop has no picture of the
        thing, text that spells its name out will do, as on a label.
        """
        both = min(self.words.share(called), Lettering.spelt(called).share(self.name)) if self.name else 0.0
        return both if pictured else max(both, self.read.share(called))

    def said(self, called: str) -> str:
        """The words of the name that stand in the telling: nothing else of it is ever shown."""
        return " ".join(dict.fromkeys((*self.words.words(called), *self.read.words(called))))
