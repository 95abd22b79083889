"""Creators and their posts about the shop's products, one post a line."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.demo.shop.write.catalogue import SHOP, Category, Product, Variant
from bot.demo.shop.write.feed import gtin
from bot.demo.shop.write.phrases import Phrasebook, read_bank

MERCHANT = "harbour-pine"
POSTS = 730
# A post that found nothing left to say is not posted.
_SHORTEST = 85
_LAST_DAY = date(2026, 11, 20)
_DAYS = 545
_UNCOVERED = 0.25
_CRITICAL = ("against", "mixed")
# How long a moment's recording runs, in seconds; a blog has no clock.
_RUNS = {"youtube": 840, "tiktok": 80, "instagram": 85, "podcast": 2700}
_KINDS = {
    "instagram": ("review", "review", "review", "haul", "mention", "tutorial"),
    "youtube": ("review", "review", "review", "comparison", "tutorial", "haul"),
    "tiktok": ("review", "review", "review", "haul", "tutorial"),
    "blog": ("review", "review", "review", "comparison", "tutorial", "mention"),
    "podcast": ("review", "mention", "comparison", "mention"),
}
_USED_UP = {"Coffee Beans", "Tea", "Candles", "Soap"}
_ABROAD = ("review", "review", "haul", "mention")
_DISCLOSURES = ("none", "none", "gifted", "affiliate", "affiliate", "paid")
_QUOTED = {
    "for": ("praise", "praise", "tip"),
    "against": ("gripe", "gripe", "gripe"),
    "mixed": ("gripe", "praise", "gripe"),
    "neutral": ("tip", "tip"),
}
_WITHOUT_TRANSCRIPT = 0.25
# Of the praising posts, how many admit something; of all, how many say more than they must.
_ADMITS, _GOES_ON = 0.3, 0.75
# How creators name a product: most paste the number under its barcode, some the shop's own, the rest a link.
_BY_GTIN, _BY_SKU = 0.55, 0.33
# Words that are not written with a capital inside a sentence.
_LOWERED = {
    "The",
    "It",
    "No",
    "They",
    "My",
    "You",
    "After",
    "There",
    "Mine",
    "On",
    "Die",
    "Es",
    "El",
    "La",
    "Se",
    "C'est",
}
_UNPAID = ("none", "none", "gifted")
_PARTS = {"for": ("praise", "praise"), "against": ("gripe", "gripe"), "mixed": ("praise", "gripe"), "neutral": ("tip",)}


@dataclass(frozen=True)
class Creator:
    handle: str
    platform: str
    name: str
    commission: str
    language: str
    severity: float
    about: tuple[str, ...]

    @property
    def path(self) -> str:
        return self.handle.removeprefix("@")

    @property
    def record(self) -> dict[str, str]:
        url = f"https://{self.platform}.example/{self.path}"
        return {
            "handle": self.handle,
            "platform": self.platform,
            "name": self.name,
            "url": url,
            "commission": self.commission,
        }


@dataclass(frozen=True)
class Brief:
    """What a post is going to be, before its words."""

    creator: Creator
    number: int
    kind: str
    stance: str
    variants: tuple[Variant, ...]
    dice: Random

    @property
    def language(self) -> str:
        """Creators from elsewhere review lasting things in their own language and do the rest in English."""
        eaten = self.variants[0].product.category.name in _USED_UP
        return self.creator.language if self.kind == "review" and not eaten else "en"

    @property
    def slots(self) -> dict[str, str]:
        return slots(self, 0)


def write_creators(products: Sequence[Product]) -> Path:
    path = SHOP / "creators.jsonl"
    book = Phrasebook()
    posts = (_post(brief, book) for brief in _briefs(products))
    lines = [json.dumps(post, ensure_ascii=False) for post in posts if len(post["post"]["text"]) >= _SHORTEST]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def read_creators() -> tuple[Creator, ...]:
    return tuple(Creator(**{**entry, "about": tuple(entry["about"])}) for entry in read_bank("creators")["creator"])


def covered(products: Sequence[Product]) -> list[Product]:
    """The products somebody has written about; the rest have no post at all."""
    return [
        product
        for product in products
        if not product.for_children and Random(f"covered {product.id}").random() > _UNCOVERED
    ]


def _briefs(products: Sequence[Product]) -> Iterator[Brief]:
    creators = read_creators()
    shelf = covered(products)
    categories = list(dict.fromkeys(product.category for product in shelf))
    for number in range(POSTS):
        dice = Random(f"post {number}")
        lead = shelf[number] if number < len(shelf) else _crowd_goes(shelf, categories[number % len(categories)], dice)
        creator = dice.choice([one for one in creators if lead.category.department in one.about])
        kind = dice.choice(_KINDS[creator.platform] if creator.language == "en" else _ABROAD)
        brief = Brief(creator, number, kind, _stance(creator, kind, dice), (), dice)
        yield replace(brief, variants=tuple(dice.choice(one.variants) for one in _party(brief, lead, shelf)))


def _crowd_goes(shelf: Sequence[Product], category: Category, dice: Random) -> Product:
    """After everyone's first post, a category's first products get more of them than its last."""
    own = [product for product in shelf if product.category == category]
    return own[int(dice.random() ** 1.6 * len(own))]


def _party(brief: Brief, lead: Product, shelf: Sequence[Product]) -> list[Product]:
    """The products of the post: one, or several for a haul, two of a category for a comparison."""
    if brief.kind == "comparison":
        rivals = [one for one in shelf if one.category == lead.category and one != lead]
        return [lead, brief.dice.choice(rivals)]
    if brief.kind == "haul":
        others = [
            one for one in shelf if one.category.department in brief.creator.about and one.category != lead.category
        ]
        return [lead, *brief.dice.sample(others, min(len(others), brief.dice.randint(2, 3)))]
    return [lead]


def _stance(creator: Creator, kind: str, dice: Random) -> str:
    if kind in {"haul", "tutorial"}:
        return dice.choice(("for", "for", "for", "neutral"))
    if kind == "comparison":
        return "mixed"
    if dice.random() < creator.severity * 1.5:
        return dice.choice(_CRITICAL)
    return dice.choice(("for", "for", "for", "neutral")) if creator.language == "en" or kind != "review" else "for"


def _post(brief: Brief, book: Phrasebook) -> dict[str, Any]:
    creator, dice = brief.creator, brief.dice
    name = f"{creator.platform[:2]}{brief.number * 7919 + 100003:x}"
    text = _text(brief, book)
    published = _LAST_DAY - timedelta(days=dice.randrange(_DAYS))
    post = {
        "id": name,
        "url": f"https://{creator.platform}.example/{creator.path}/{name}",
        "published": published.isoformat(),
        "kind": brief.kind,
        "title": book.title(brief.language, brief.kind, dice, brief.slots),
        "text": " ".join(text),
        "language": brief.language,
        "moments": _moments(brief, book, text),
    }
    return {
        "creator": creator.record,
        "post": post,
        "products": [_link(variant, dice) for variant in brief.variants],
        "stance": brief.stance,
        "disclosure": dice.choice(_DISCLOSURES if creator.commission != "0%" else _UNPAID),
    }


def _text(brief: Brief, book: Phrasebook) -> list[str]:
    if brief.kind == "haul":
        return _haul(brief, book)
    if brief.kind == "comparison":
        return _comparison(brief, book)
    opening = book.frame(brief.language, brief.kind, "opening") or book.frame(brief.language, brief.stance, "opening")
    opening = opening or book.frame(brief.language, "for", "opening")
    closing = book.frame(brief.language, brief.stance, "closing") or book.frame(brief.language, "for", "closing")
    said = [book.say(opening, brief.dice, brief.slots)]
    for part in _parts(brief):
        said.append(_point(brief, book, 0, part, said))
    if not said[1]:
        return []
    said.append(book.say(closing, brief.dice, brief.slots))
    return [sentence for sentence in said if sentence]


def _parts(brief: Brief) -> tuple[str, ...]:
    if brief.kind == "tutorial":
        return ("tip", "praise")
    if brief.stance == "neutral":
        return ("spec", "fact", "tip")
    extra = brief.dice.random()
    parts = _PARTS[brief.stance]
    if extra < _ADMITS and brief.stance == "for":
        return (*parts, "gripe")
    return (*parts, parts[-1]) if extra > _GOES_ON else parts


def _point(brief: Brief, book: Phrasebook, which: int, part: str, said: Sequence[str]) -> str:
    sentences = book.points(brief.language, brief.variants[which].product, part)
    return book.say(sentences, brief.dice, slots(brief, which), said)


def _haul(brief: Brief, book: Phrasebook) -> list[str]:
    points: list[str] = []
    for which in range(len(brief.variants)):
        part = brief.dice.choice(("praise", "praise", "praise", "tip"))
        points.append(_point(brief, book, which, part, points))
    named = (f"{_naming(variant, brief.dice)} {point}" for variant, point in zip(brief.variants, points, strict=True))
    opening = book.say(book.frame("en", "haul", "opening"), brief.dice, brief.slots)
    return [sentence.strip() for sentence in (opening, *named) if sentence]


def _naming(variant: Variant, dice: Random) -> str:
    short = short_name(variant.product)
    colour = f" in {variant.colour.name.lower()}" if variant.colour else ""
    return dice.choice(("The {}.", "{}.", "Then the {}.", "Also the {}.", "The {}, at last.")).format(short + colour)


def _comparison(brief: Brief, book: Phrasebook) -> list[str]:
    """The first is praised and blamed, the second praised, and then there is a verdict."""
    said = [book.say(book.frame("en", "comparison", "opening"), brief.dice, brief.slots)]
    points: list[str] = []
    for which, part in ((0, "praise"), (0, "gripe"), (1, "praise")):
        points.append(_point(brief, book, which, part, points))
        said.append(f"{short_name(brief.variants[which].product)}: {points[-1]}" if points[-1] else "")
    said.append(book.say(book.frame("en", "comparison", "verdict"), brief.dice, brief.slots))
    return [sentence for sentence in said if sentence]


def _moments(brief: Brief, book: Phrasebook, text: Sequence[str]) -> list[dict[str, str]]:
    run = _RUNS.get(brief.creator.platform)
    if run is None or brief.dice.random() < _WITHOUT_TRANSCRIPT:
        return []
    quotes: list[str] = []
    for part in _QUOTED[brief.stance][: brief.dice.randint(1, 3)]:
        quotes.append(_point(brief, book, 0, part, [*text, *quotes]))
    spoken = [_aloud(brief, book, quote) for quote in quotes if quote]
    times = sorted(brief.dice.sample(range(6, run, 3), len(spoken)))
    return [{"at": f"{at // 60:02d}:{at % 60:02d}", "text": quote} for at, quote in zip(times, spoken, strict=True)]


def _aloud(brief: Brief, book: Phrasebook, quote: str) -> str:
    """People begin sentences with a small word when they speak."""
    lead = brief.dice.choice(book.spoken(brief.language))
    if not lead or quote.split(" ", 1)[0] not in _LOWERED:
        return quote
    return lead + quote[0].lower() + quote[1:]


def _link(variant: Variant, dice: Random) -> dict[str, str]:
    way = dice.random()
    if way < _BY_GTIN:
        return {"gtin": gtin(variant)}
    if way < _BY_GTIN + _BY_SKU:
        return {"merchant": MERCHANT, "sku": variant.id}
    return {"url": variant.url}


def short_name(product: Product) -> str:
    """The name without its size or number of pieces: "Dome Stove Kettle 1.6 l" is the "Dome Stove Kettle"."""
    return re.sub(r"( Set of \d+| A\d| \d[\d.]*( x \d+| \w{1,2})?)$", "", product.name.split(",")[0])


def slots(brief: Brief, which: int) -> dict[str, str]:
    variant = brief.variants[which]
    product = variant.product
    fact_name, fact_value = product.facts[brief.number % len(product.facts)].split(":", 1)
    other = brief.variants[1].product if len(brief.variants) > 1 else product
    return {
        "short": short_name(product),
        "other": short_name(other),
        "brand": product.brand,
        "colour": (variant.colour or product.tint).name.lower(),
        "price": f"{variant.cents / 100:.2f}".removesuffix(".00") + (" Euro" if brief.language == "de" else " euros"),
        "material": product.material[0].lower() + product.material[1:],
        "fact_label": fact_name,
        "fact_name": fact_name.lower(),
        "fact_value": fact_value,
        "count": ("Zero", "One", "Two", "Three", "Four", "Five")[len(brief.variants)],
    }
