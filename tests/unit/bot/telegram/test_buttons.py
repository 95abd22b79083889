import pytest

from bot.telegram import buttons
from graph.domain.conversation import Meaning, Tap


def test_a_tap_survives_the_way_to_the_phone_and_back() -> None:
    tap = Tap(Meaning.PAGE, key=2**63 - 1, cards=0, page=17)

    assert buttons.parse(buttons.write(tap)) == tap


@pytest.mark.parametrize("data", ["", "b.1", "1.nope.1..", "0.b.1..", "1.b.1..\n", "1.b.-1..", "1.b.zz..", "1.b.1...."])
def test_data_that_we_did_not_write_is_no_tap(data: str) -> None:
    assert buttons.parse(data) is None


def test_a_deep_links_payload_is_refused_in_a_button() -> None:
    with pytest.raises(ValueError, match="no payload"):
        buttons.write(Tap(Meaning.START, payload="from-a-post"))
