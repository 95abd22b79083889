"""What each finding is called, why it matters, and what to do about it: words for merchants."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog_sync.traits import LONGEST_TITLE, SMALLEST_PICTURE


@dataclass(frozen=True, slots=True)
class Advice:
    """In `why`, "{asked}" stands for the share of requests that name what is lacking."""

    what: str
    why: str
    fix: str


ADVICE: Mapping[str, Advice] = MappingProxyType(
    {
        "no_category": Advice(
            "no category",
            "{asked} of requests name a kind of thing",
            "fill product_type, as in Kitchen > Kettles",
        ),
        "no_colour": Advice("no colour", "{asked} of requests name one", "fill color where the thing has one"),
        "no_size": Advice(
            "no size, unlike its sister variants",
            "at least {asked} of requests name one",
            "fill size in every variant of the product",
        ),
        "no_material": Advice(
            "no material", "{asked} of requests name one", "fill material where a shopper would ask for it"
        ),
        "no_brand": Advice("no brand", "{asked} of requests name one, and creators call products by it", "fill brand"),
        "no_description": Advice(
            "no description",
            "wishes can meet its title only",
            "say in two sentences what it is and what it is for",
        ),
        "no_picture": Advice("no picture", "nobody buys what they cannot see", "fill image_link"),
        "no_look": Advice(
            "picture not read", "a photo of the thing cannot find it", "name a picture in image_link that can be read"
        ),
        "no_gtin": Advice(
            "no GTIN", "a photo of its barcode cannot find it", "fill gtin with the digits under the barcode"
        ),
        "no_link": Advice(
            "no link", "there is no way to the shop, nor from a creator's post by its page", "fill link with its page"
        ),
        "flat_category": Advice(
            "category of one level only", "a broad shelf tells little apart", "add a narrower one: Kitchen > Kettles"
        ),
        "small_picture": Advice(
            "small picture",
            f"its shorter side has fewer than {SMALLEST_PICTURE} pixels",
            f"save it with {SMALLEST_PICTURE} pixels or more a side",
        ),
        "short_title": Advice("short title", "it hardly says what this is", "add the brand and what sets it apart"),
        "long_title": Advice(
            "long title", f"shoppers mostly see {LONGEST_TITLE} characters", "put first what sets it apart"
        ),
        "shouted_title": Advice("title in capitals", "it is hard to read", "write it as you would a sentence"),
        "sold_out": Advice(
            "sold out", "what cannot be bought is not shown", "correct availability and quantity if it is not so"
        ),
        "no_creator": Advice(
            "no creator",
            "nobody's post speaks of it",
            "find a creator who has tried it, or send one to try",
        ),
        "same_start": Advice(
            "titles that start alike", "an invoice shows the beginning only", "put first what sets each apart"
        ),
        "same_description": Advice(
            "one description for several", "it tells these products apart from nothing", "say of each what is its own"
        ),
        "other_language": Advice(
            "another language than most", "its words stand apart from the rest", "correct content_language, or leave it"
        ),
        "no_product": Advice(
            "names no product", "a post without one sells nothing", "name a product of the shop in it"
        ),
        "no_moment": Advice("quotes no moment", "that is what shoppers are shown", "quote one with its time"),
    }
)
"""By a finding's code."""
