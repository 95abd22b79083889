import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_sync.addresses import handle, page_spellings, platform, post_address
from catalog_sync.rows import Unusable


@pytest.mark.parametrize(
    "written",
    [
        "https://www.youtube.com/watch?v=kettle00001",
        "http://youtube.com/watch?v=kettle00001&t=134s&list=PL1",
        "https://m.youtube.com/watch?feature=share&v=kettle00001",
        "https://youtu.be/kettle00001?si=abc",
        "https://www.youtube.com/shorts/kettle00001",
        "https://www.youtube.com/live/kettle00001?feature=share",
        "https://www.youtube-nocookie.com/embed/kettle00001",
        "https://music.youtube.com/watch?v=kettle00001",
    ],
)
def test_a_video_has_one_address_however_it_is_shared(written: str) -> None:
    assert post_address(written) == "https://www.youtube.com/watch?v=kettle00001"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://www.instagram.com/reel/Cx_1-b/?igsh=MzR", "https://www.instagram.com/p/Cx_1-b/"),
        ("https://instagram.com/lena.brews/p/Cx_1-b", "https://www.instagram.com/p/Cx_1-b/"),
        ("https://www.instagram.com/reels/Cx_1-b/", "https://www.instagram.com/p/Cx_1-b/"),
        (
            "https://www.tiktok.com/@Lena.Brews/video/71234?is_from_webapp=1",
            "https://www.tiktok.com/@lena.brews/video/71234",
        ),
        ("https://m.tiktok.com/@lena.brews/video/71234", "https://www.tiktok.com/@lena.brews/video/71234"),
        ("https://twitter.com/lena/status/99?s=20", "https://x.com/i/status/99"),
        ("https://mobile.x.com/LENA/status/99", "https://x.com/i/status/99"),
    ],
)
def test_a_post_is_known_by_its_number_on_its_platform(written: str, address: str) -> None:
    assert post_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "https://lena.example/p/1",
        "http://www.lena.example/p/1/",
        "https://m.lena.example/p/1#comments",
        "https://LENA.example:443/p/1?utm_source=x&fbclid=1&gclid=2&ref=home",
        " https://lena.example/p/1?mc_cid=1 ",
    ],
)
def test_a_post_elsewhere_has_one_address_without_trackers(written: str) -> None:
    assert post_address(written) == "https://lena.example/p/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://lena.example/?p=1", "https://lena.example/?p=2"),
        ("https://lena.example/p/1", "https://lena.example/P/1"),
        ("https://lena.example/p/1", "https://lena.example:8443/p/1"),
        ("https://shop.example/k#review-ida-1", "https://shop.example/k#review-ida-2"),
        ("https://www.youtube.com/watch?v=kettle00001", "https://www.youtube.com/watch?v=Kettle00001"),
        ("https://m.example/p/1", "https://example/p/1"),
    ],
)
def test_different_posts_keep_different_addresses(one: str, other: str) -> None:
    assert post_address(one) != post_address(other)


def test_the_order_of_parameters_makes_no_difference() -> None:
    assert post_address("https://lena.example/?b=2&a=1") == post_address("https://lena.example/?a=1&b=2")


@pytest.mark.parametrize(
    "written", ["ftp://lena.example/1", "lena.example/1", "https://lena.example:port/1", "", "https://10.0.0.1/"]
)
def test_an_address_nobody_can_be_sent_to_is_refused(written: str) -> None:
    with pytest.raises(Unusable):
        post_address(written)


@given(st.text() | st.from_regex(r"https?://[a-z.]{1,20}(:\d{0,6})?/[ -~]{0,40}"))
def test_the_address_of_an_address_is_itself(written: str) -> None:
    try:
        address = post_address(written)
    except Unusable:
        return

    assert post_address(address) == address


@pytest.mark.parametrize(
    ("address", "name", "who"),
    [
        ("https://www.youtube.com/@lena.brews/videos", "youtube", "@lena.brews"),
        ("https://www.youtube.com/channel/UC1", "youtube", ""),
        ("https://instagram.com/lena.brews/", "instagram", "@lena.brews"),
        ("https://lena.substack.com/p/kettle", "lena.substack.com", "lena.substack.com"),
        ("https://social.example/@lena", "social.example", "@lena"),
        ("https://www.kanne.example/kessel", "kanne.example", "kanne.example"),
        ("https://notyoutube.com/@lena", "notyoutube.com", "@lena"),
        ("http://[", "", ""),
    ],
)
def test_platform_and_handle_are_read_off_an_address(address: str, name: str, who: str) -> None:
    assert (platform(address), handle(address)) == (name, who)


@pytest.mark.parametrize(
    ("named", "listed"),
    [
        ("https://acme.example/k-1?utm_source=lena#top", "https://acme.example/k-1"),
        ("http://www.acme.example/k-1/", "https://acme.example/k-1"),
        ("https://acme.example/k?v=2&fbclid=9", "https://acme.example/k?v=2"),
        ("https://acme.example/k-1", "http://www.acme.example/k-1/"),
    ],
)
def test_a_product_page_is_met_in_any_spelling(named: str, listed: str) -> None:
    assert listed in page_spellings(named)


def test_another_product_of_the_same_page_is_not_met() -> None:
    assert "https://acme.example/k?v=3" not in page_spellings("https://acme.example/k?v=2")
