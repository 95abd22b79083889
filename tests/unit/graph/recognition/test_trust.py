from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain.recognition import Confidence
from graph.recognition.trust import LIKELY, SURE, Evidence, confidence

CLEAR = Evidence(look=0.7, apart=0.3, place=1, pictured=0.7)
CODED = Evidence(coded=True, only=True)
shares = st.floats(0, 1)


@given(look=st.floats(-1, 1), apart=st.floats(-2, 0.3), label=st.floats(0, 40), ahead=st.floats(-40, 40))
def test_belief_is_a_probability_and_no_evidence_makes_it_less(
    look: float, apart: float, label: float, ahead: float
) -> None:
    evidence = Evidence(look=look, apart=apart, label=label, ahead=ahead)

    assert 0 <= evidence.belief <= 1
    for more in (replace(evidence, look=look + 0.1), replace(evidence, label=label + 1)):
        assert more.belief >= evidence.belief


@given(belief=shares)
def test_a_code_that_nothing_backs_up_is_never_sure(belief: float) -> None:
    assert confidence(CODED, belief) is not Confidence.SURE


@pytest.mark.parametrize(
    "backed", [{"pictured": 0.3, "place": 2}, {"share": 0.5}, {"printed": True}], ids=["look", "label", "digits"]
)
def test_a_code_that_something_backs_up_is_sure(backed: dict[str, float]) -> None:
    assert confidence(replace(CODED, **backed), best_other=0.1) is Confidence.SURE


def test_one_of_several_codes_is_not_sure_whatever_backs_it_up() -> None:
    assert confidence(replace(CODED, only=False, printed=True), best_other=0.1) is Confidence.LIKELY


def test_a_code_on_what_is_another_thing_by_all_else_is_unsure() -> None:
    assert confidence(replace(CODED, printed=True), best_other=0.9) is Confidence.UNSURE


def test_what_is_believed_but_does_not_look_so_is_not_sure() -> None:
    spelt = Evidence(look=0.1, label=20, ahead=20, place=7)

    assert spelt.belief >= SURE
    assert confidence(spelt, best_other=0) is Confidence.LIKELY
    assert confidence(CLEAR, best_other=0) is Confidence.SURE


def test_what_only_shoppers_photos_look_like_is_likely_and_not_sure() -> None:
    assert confidence(replace(CLEAR, pictured=0.1, place=5), best_other=0) is Confidence.LIKELY


def test_a_name_spelt_out_is_likely_where_the_shop_has_no_picture_of_it() -> None:
    spelt = Evidence(share=0.9)

    assert spelt.belief < LIKELY
    assert confidence(spelt, best_other=0) is Confidence.LIKELY
    assert confidence(replace(spelt, place=9), best_other=0) is Confidence.UNSURE
