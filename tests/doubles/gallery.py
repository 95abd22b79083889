"""A gallery in memory in which every word counts at once: who is believed is for the real one's tests."""

from dataclasses import dataclass, field

from graph.domain.creators import ProductRef
from graph.ports.gallery import Confirmation, ProductGallery, Ref, Told
from graph.ports.senses import Vector


@dataclass
class MemoryGallery:
    """`said` is by shopper and photo; `full` has every shopper be one who has confirmed too many."""

    said: dict[tuple[str | None, str], Confirmation] = field(default_factory=dict)
    full: bool = False

    async def confirm(self, said: Confirmation) -> Told:
        if self.full:
            return Told.TOO_MANY
        before = self.said.get((said.shopper, said.photo))
        self.said[said.shopper, said.photo] = said
        if before is None:
            return Told.TAKEN
        return Told.AGAIN if before.product == said.product else Told.MOVED

    async def withdraw(self, product: ProductRef, photo: str, shopper: str | None) -> bool:
        there = self.said.get((shopper, photo))
        if there is None or there.product != product:
            return False
        del self.said[shopper, photo]
        return True

    async def veto(self, product: ProductRef, photo: str | None = None) -> None:
        raise NotImplementedError

    async def unveto(self, product: ProductRef, photo: str | None = None) -> bool:
        raise NotImplementedError

    async def forget(self, shopper: str) -> int:
        raise NotImplementedError

    async def alike(self, look: Vector, encoder: str) -> dict[Ref, tuple[float, ...]]:
        near: dict[Ref, list[float]] = {}
        for each in self.said.values():
            if each.encoder == encoder:
                near.setdefault((each.product.merchant, each.product.product), []).append(float(each.look @ look))
        return {ref: tuple(sorted(cosines, reverse=True)) for ref, cosines in near.items()}

    async def products(self, encoder: str, merchant: str | None = None) -> list[ProductGallery]:
        raise NotImplementedError
