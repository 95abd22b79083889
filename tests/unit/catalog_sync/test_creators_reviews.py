"""What schema.org's reviews on a page say."""

import json
from pathlib import Path

import pytest

from tests.unit.catalog_sync.posts_on_disk import SOURCES, problems, read, written


def page(folder: Path, data: object, head: str = '<link rel="canonical" href="https://lena.example/kettle">') -> Path:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    return written(folder, f"<!doctype html><html><head>{head}{script}</head></html>", "page.html")


def review(**changed: object) -> dict[str, object]:
    said = {"@type": "Review", "author": "Ida", "datePublished": "2026-05-02", "reviewBody": "Good."}
    return {**said, "itemReviewed": {"@type": "Product", "name": "Kettle"}, **changed}


def test_each_review_of_a_page_is_a_post_of_its_own() -> None:
    rows = read(SOURCES / "pages" / "kettle.html")

    assert [(row.get("creator.handle"), row.get("post.url")) for row in rows] == [
        ("Ida M.", "https://shop.example/kettle#review-ida-m-2026-05-02"),
        ("Otto", "https://shop.example/kettle#review-otto-2026-05-03"),
        ("Uma", "https://shop.example/kettle#review-uma-2026-05-04"),
    ]


def test_reviews_are_about_the_product_they_stand_in() -> None:
    ida, otto, uma = read(SOURCES / "pages" / "kettle.html")

    whole = {"gtin": "4006381333931", "brand": "Skerry", "title": "Pilot Kettle"}
    assert [row.get("products") for row in (ida, otto, uma)] == [[whole], [whole], [{"title": "Pilot Kettle"}]]


def test_stars_are_the_reviewers_own_stance() -> None:
    assert [row.get("stance") for row in read(SOURCES / "pages" / "kettle.html")] == ["for", "against", "mixed"]


def test_a_review_of_a_blog_has_the_pages_address_and_its_authors_handle() -> None:
    (row,) = read(SOURCES / "pages" / "blog_review.html")

    assert row.get("creator") == {"handle": "@nuria.tazas", "platform": "youtube", "name": "Nuria"}
    assert (row.get("post.url"), row.get("post.language")) == ("https://taza.example/hervidor", "es_ES")
    assert row.get("products") == [
        {"url": "https://acme.example/k-1?ref=taza", "brand": "Skerry", "title": "Pilot Kettle"},
    ]


@pytest.mark.parametrize(
    ("rating", "stance"),
    [
        ({"ratingValue": 1}, "against"),
        ({"ratingValue": "2"}, "against"),
        ({"ratingValue": "2,5"}, "mixed"),
        ({"ratingValue": 3}, "mixed"),
        ({"ratingValue": 3.5}, "mixed"),
        ({"ratingValue": 4}, "for"),
        ({"ratingValue": "5.0"}, "for"),
        ({"ratingValue": 8, "bestRating": 10}, "for"),
        ({"ratingValue": 30, "bestRating": 100, "worstRating": 0}, "against"),
        ({"ratingValue": 7}, "unstated"),
        ({"ratingValue": 5, "bestRating": 5, "worstRating": 5}, "unstated"),
        ({"ratingValue": "NaN"}, "unstated"),
        ({"ratingValue": "five"}, "unstated"),
        ({}, "unstated"),
        ("5 stars", "unstated"),
        (None, "unstated"),
    ],
)
def test_a_rating_is_read_by_its_scale_or_not_at_all(tmp_path: Path, rating: object, stance: str) -> None:
    (row,) = read(page(tmp_path, review(reviewRating=rating)))

    assert row.get("stance") == stance


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ({}, "https://lena.example/kettle"),
        ({"url": "https://lena.example/reviews/7"}, "https://lena.example/reviews/7"),
        ({"url": "/reviews/7"}, "https://lena.example/reviews/7"),
        ({"@id": "#review-7"}, "https://lena.example/kettle#review-7"),
        ({"@id": "_:b1"}, "https://lena.example/kettle"),
        ({"url": "http://["}, "https://lena.example/kettle"),
    ],
)
def test_a_reviews_own_address_comes_before_the_pages(tmp_path: Path, own: dict[str, object], address: str) -> None:
    (row,) = read(page(tmp_path, review(**own)))

    assert row.get("post.url") == address


def test_a_profile_page_on_the_shops_own_site_is_no_handle(tmp_path: Path) -> None:
    (row,) = read(page(tmp_path, review(author={"name": "Ida", "url": "https://lena.example/u/ida"})))

    assert row.get("creator.handle") == "Ida"


@pytest.mark.parametrize("reviewed", ["OnlineStore", "LocalBusiness"])
def test_reviews_of_a_shop_are_not_of_goods(tmp_path: Path, reviewed: str) -> None:
    assert problems(page(tmp_path, review(itemReviewed={"@type": reviewed, "name": "Acme"}))) == [(1, "no_review")]


def test_a_page_without_a_review_is_told_and_stops_nothing(tmp_path: Path) -> None:
    assert problems(page(tmp_path, {"@type": "Product", "name": "Kettle"})) == [(1, "no_review")]
