from datetime import UTC, datetime

import pytest

from catalog_sync import attributes, normalise
from catalog_sync.rows import Unusable
from graph.domain.catalogue import Availability


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("in stock", Availability.IN_STOCK),
        ("in_stock", Availability.IN_STOCK),
        ("InStock", Availability.IN_STOCK),
        ("https://schema.org/InStock", Availability.IN_STOCK),
        ("http://schema.org/LimitedAvailability", Availability.LIMITED),
        ("pre_order", Availability.PREORDER),
        ("available for order", Availability.PREORDER),
        ("onbackorder", Availability.BACKORDER),
        ("Out of Stock", Availability.OUT_OF_STOCK),
        ("discontinued", Availability.DISCONTINUED),
    ],
)
def test_one_availability_has_many_spellings(written: str, meant: Availability) -> None:
    assert normalise.availability(written) is meant


def test_an_unknown_availability_is_answered_with_the_known_ones() -> None:
    with pytest.raises(Unusable) as refused:
        normalise.availability("maybe")

    assert "in_stock" in refused.value.fix


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("4006381333931", "4006381333931"),
        ("4006381-333931", "4006381333931"),
        ("012345678905", "0012345678905"),
        ("04006381333931", "4006381333931"),
        ("14006381333938", "14006381333938"),
        ("73513537", "73513537"),
    ],
    ids=["ean-13", "hyphen", "upc-a", "ean-13 as gtin-14", "true gtin-14", "gtin-8"],
)
def test_a_gtin_is_kept_as_scanners_report_it(written: str, kept: str) -> None:
    assert normalise.gtin(written) == kept


@pytest.mark.parametrize("written", ["4006381333932", "123", "4.00638E+12", "n/a"])
def test_a_gtin_without_its_check_digit_is_refused(written: str) -> None:
    with pytest.raises(Unusable, match="gtin_wrong"):
        normalise.gtin(written)


@pytest.mark.parametrize(("written", "units"), [("12", 12), ("12.0", 12), (" 0 ", 0), ("-3", 0)])
def test_units_are_whole_and_an_oversold_shelf_is_empty(written: str, units: int) -> None:
    assert normalise.quantity(written) == units


@pytest.mark.parametrize("written", ["many", "1.5", "10+", "99999999999"])
def test_units_that_are_no_number_are_refused(written: str) -> None:
    with pytest.raises(Unusable):
        normalise.quantity(written)


def test_a_sale_is_kept_in_utc() -> None:
    assert normalise.sale_interval("2026-05-01T00:00+0200/2026-05-08") == (
        datetime(2026, 4, 30, 22, tzinfo=UTC),
        datetime(2026, 5, 8, tzinfo=UTC),
    )


@pytest.mark.parametrize("written", ["2026-05-08/2026-05-01", "May", "2026-05-01/soon", "2026-05-01"])
def test_a_sale_without_sensible_dates_is_refused(written: str) -> None:
    with pytest.raises(Unusable, match="sale_dates"):
        normalise.sale_interval(written)


@pytest.mark.parametrize(
    "address", ["https://shop.example/a?b=c#d", "http://shop.example:8080/ä", "HTTPS://SHOP.EXAMPLE"]
)
def test_an_address_that_anybody_can_open_stays_as_it_is(address: str) -> None:
    assert normalise.web_address(f" {address} ") == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "www.shop.example",
        "https://",
        "file:///etc/passwd",
        "http://[broken",
        "https://shop.example/a b",
        "http://localhost/x",
        "http://127.0.0.1/x",
        "http://2130706433/x",
        "http://0x7f.1/x",
        "http://[::1]/x",
        "http://10.1.2.3/x",
        "http://169.254.169.254/latest",
        "http://printer.local./x",
        "https://user:secret@shop.example/x",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(Unusable, match="address_"):
        normalise.web_address(address)


def test_the_shops_own_category_goes_before_googles() -> None:
    assert normalise.category("Kitchen > Kettles", "Home & Garden > Kitchen") == ("Kitchen", "Kettles")


def test_a_category_that_is_only_a_number_says_nothing() -> None:
    assert normalise.category("", "638") == ()


def test_details_are_read_by_name_and_keep_their_commas() -> None:
    written = "General:Capacity:350 ml,Care:by hand, no bleach,Brewing:Ratio:1:15,:Hob:gas"

    assert attributes.details(written) == {
        "Capacity": "350 ml",
        "Care": "by hand, no bleach",
        "Ratio": "1:15",
        "Hob": "gas",
    }


def test_highlights_with_a_comma_stand_in_quotes() -> None:
    assert attributes.highlights('Cannot shatter, "Light, and cheap"') == "Cannot shatter; Light, and cheap"


@pytest.mark.parametrize("title", ["Mug 350 ml - White", "Mug 350 ml (white)", "Mug 350 ml, White / L", "Mug 350 ml"])
def test_variants_share_the_title_without_their_options(title: str) -> None:
    assert attributes.shared_title(title, {"color": "White", "size": "L"}) == "Mug 350 ml"


def test_a_title_that_is_nothing_but_an_option_stays() -> None:
    assert attributes.shared_title("White", {"color": "White"}) == "White"
