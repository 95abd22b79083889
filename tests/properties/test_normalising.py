"""What was made plain once stays as it is: a listing in a feed's own words becomes the same listing again."""

from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from catalog_sync.attributes import COLUMNS
from catalog_sync.pictures import PictureFolder
from catalog_sync.restate import restated
from catalog_sync.rows import Row
from catalog_sync.validate import Accepted, Rules, judge
from graph.ports.supply import ListingRecord

RULES = Rules("acme", frozenset({"EUR", "JPY", "BHD"}), PictureFolder(Path(__file__).parent))
WORDS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            [
                *("Kettle", "red", "Red / L", "350 ml", "<b>bold</b>", "&amp;lt;b&amp;gt;", "&lt;", "a > b", "<br>"),
                *(",", ";", ":", ">", "/", "-", "…", "&", "<", "\n", "\n\n\n", "'", '"', "(white)", "1,5 l", "12 oz"),
                *("XL", "\u00ad", "\u200d", "é", "e\u0301", "&nbsp;", "\U0001f600", "\ud83d", "ﬁ", "İ", "ß"),
            ]
        ),
    ),
    max_size=5,
).map(" ".join)
TEXTS = ("title", "item_group_title", "description", "brand", "mpn", "product_type", "google_product_category")
MORE = (
    *COLUMNS,
    *("option.Grind", "option.Colour", "option.größe", "detail.Care", "detail.Colour", "detail.Weight"),
    *("product_detail", "product_highlight", "condition", "shipping_weight", "availability_date"),
)
FIELDS = st.fixed_dictionaries(
    {
        "id": st.one_of(st.just("k1"), WORDS),
        "title": WORDS.map(lambda words: f"Kettle {words}"),
        "price": st.sampled_from(["15.00 EUR", "¥1,500", "1.250 BHD", "15 EUR"]),
        "availability": st.sampled_from(["in stock", "lieferbar", "preorder", "0", "schema:LimitedAvailability"]),
    },
    optional=dict.fromkeys((*TEXTS[1:], *MORE), WORDS)
    | {
        "item_group_id": st.one_of(st.just("g"), WORDS),
        "quantity": st.sampled_from(["", "5", "-3", "12.0", "parent"]),
        "gtin": st.sampled_from(["", "4006381333931", "036000291452", "96385074", "0306406152", "123"]),
        "link": st.sampled_from(["", "https://acme.example/k?a=1#b", " https://acme.example/ü "]),
        "content_language": st.sampled_from(["", "pt_BR", "EN", "??"]),
        "sale_price": st.sampled_from(["", "12.00 EUR", "99 EUR", "1.000 BHD"]),
        "sale_price_effective_date": st.sampled_from(
            ["", "2026-05-01T00:00+0100/2026-05-08T00:00+0100", "/2026-05-08", "2026-05-01/", "soon"]
        ),
    },
)


def judged(fields: dict[str, str]) -> Accepted | None:
    [(_, found)] = judge([Row("feed.csv", 2, fields, {})], RULES)
    return found if isinstance(found, Accepted) else None


def words_of(record: ListingRecord) -> ListingRecord:
    """Without the picture, of which the shop keeps a copy only."""
    return replace(record, picture=None, look_hash=None, fingerprint="")


@settings(max_examples=100)
@given(fields=FIELDS)
def test_a_listing_told_in_a_feeds_words_becomes_the_same_listing_again(fields: dict[str, str]) -> None:
    first = judged(fields)
    assume(first is not None)
    assert first is not None

    again = judged(restated(first.record))

    assert again is not None
    assert words_of(again.record) == words_of(first.record)
    assert again.warnings == ()


def test_a_listing_whose_colour_is_a_fact_is_embedded_once() -> None:
    told = {"id": "k1", "title": "Kettle", "price": "15 EUR", "availability": "0", "size": "L", "detail.Colour": "red"}
    first = judged(told)
    assert first is not None

    again = judged(restated(first.record))

    assert again is not None
    assert again.record.text_hash == first.record.text_hash
