from collections import Counter
from pathlib import Path

from bot.bench.feed import VARIANTS, first_sku, listings, posts, write

MORE_THAN_THE_DEMO_HAS = 600


def test_a_shop_has_as_many_products_as_asked_for_each_under_a_name_of_its_own() -> None:
    rows = list(listings(MORE_THAN_THE_DEMO_HAS))

    names = {row["item_group_id"]: row["title"] for row in rows}
    assert len(names) == len(set(names.values())) == MORE_THAN_THE_DEMO_HAS
    assert max(Counter(row["item_group_id"] for row in rows).values()) == VARIANTS


def test_no_sku_is_given_twice() -> None:
    skus = [row["id"] for row in listings(MORE_THAN_THE_DEMO_HAS)]

    assert len(skus) == len(set(skus))


def test_each_making_is_the_same() -> None:
    assert list(listings(300)) == list(listings(300))
    assert list(posts(300, "bench")) == list(posts(300, "bench"))


def test_posts_are_about_products_that_the_shop_has_and_no_two_have_one_address() -> None:
    skus = {row["id"] for row in listings(MORE_THAN_THE_DEMO_HAS)}

    told = list(posts(MORE_THAN_THE_DEMO_HAS, "bench"))

    linked = [product["sku"] for post in told for product in post["products"]]
    assert linked
    assert set(linked) <= skus
    assert len({post["post"]["url"] for post in told}) == len(told)


def test_the_variant_that_buyers_buy_has_no_sizes_to_choose_from() -> None:
    rows = [row for row in listings(1) if row["id"] == first_sku()]

    assert [row["size"] for row in rows] == [""]


def test_the_feed_lies_beside_the_pictures_it_names(tmp_path: Path) -> None:
    write(tmp_path, 20, "bench")

    assert all((tmp_path / row["image_link"]).is_file() for row in listings(20))
