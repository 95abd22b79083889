import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.rows import SyncStopped
from catalog_sync.web.names import parse_address, source_name


@pytest.mark.parametrize(
    "address",
    [
        "https://anna:hunter2@shop.example/feed.csv",
        "https://shop.example/feed.csv?token=hunter2",
        "https://shop.example/feed.csv?consumer_key=hunter2&consumer_secret=hunter2",
        "https://shop.example/feed.csv?access-token=hunter2#hunter2",
        "https://shop.example/feed.csv?apiKey=hunter2",
        "https://shop.example/feed.csv?X-Amz-Date=hunter2&X-Amz-Signature=hunter2&Expires=hunter2",
        "https://shop.example/feed.csv?sv=hunter2&sig=hunter2",
        "https://shop.example/feed.csv?q=hunter2hunter2hunter2hunter2",
    ],
)
def test_a_name_holds_no_secret(address: str) -> None:
    assert source_name(address) == "https://shop.example/feed.csv"


def test_what_tells_feeds_apart_stays_in_the_name() -> None:
    address = "http://shop.example:8080/index.php?route=product%2Fproduct&product_id=42&currency=EUR"

    assert source_name(address) == "http://shop.example:8080/index.php?route=product/product&product_id=42&currency=EUR"


@pytest.mark.parametrize(
    "address", ["feed.csv", "ftp://shop.example/feed.csv", "https:///feed.csv", "http://[::1", "http://shop.example:x/"]
)
def test_what_is_no_web_address_is_told_with_the_fix(address: str) -> None:
    with pytest.raises(SyncStopped, match=r"as in https://shop\.example"):
        parse_address(address)


def test_even_a_broken_address_does_not_tell_its_secret() -> None:
    with pytest.raises(SyncStopped) as caught:
        parse_address("htp://shop.example/feed.csv?token=hunter2")

    assert "hunter2" not in str(caught.value)


@given(st.text().map("http://shop.example/".__add__) | st.text().map("http://".__add__) | st.text())
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        name = source_name(text)
    except SyncStopped:
        return
    assert source_name(name) == name
