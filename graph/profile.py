"""What a shop decides rather than a machine: `shop.toml` in the data folder."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.domain.errors import BadInput

PROFILE_FILE = "shop.toml"

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Merchant(Section):
    """`support` is where a person is reached; the links are shown with `/terms` and `/privacy`."""

    id: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1)
    currency: CurrencyCode = "EUR"
    support: str = ""
    terms_url: str = ""
    privacy_url: str = ""


class ShopProfile(Section):
    """`demo` marks goods that nobody can really deliver."""

    name: str = "My shop"
    tagline: str = ""
    default_commission: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,2})?%$")] = "0%"
    demo: bool = False
    merchants: tuple[Merchant, ...] = ()

    def merchant(self, merchant_id: str) -> Merchant:
        """The merchant of that id, or one that bears the shop's own name."""
        known = (merchant for merchant in self.merchants if merchant.id == merchant_id)
        return next(known, Merchant(id=merchant_id, name=self.name))


def load_profile(path: Path) -> ShopProfile:
    """Read `shop.toml`; a shop without one has the defaults. Raises BadInput naming file, place and fix."""
    if not path.exists():
        return ShopProfile()
    try:
        return ShopProfile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is not valid TOML: {error}. See deploy/shop.example.toml for one that is.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            f"{path}: {place}: {first['msg']}. See deploy/shop.example.toml for what may stand there."
        ) from None


def percent_to_basis_points(percent: str) -> int:
    """From "8.5%" to 850. Raises ValueError for anything that is no percentage."""
    try:
        return int(Decimal(percent.removesuffix("%")).scaleb(2))
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{percent!r} is no percentage; one is written like 8.5%") from error
