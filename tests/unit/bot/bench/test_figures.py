import pytest

from bot.bench.figures import BenchFailed, Figure, percentile


@pytest.mark.parametrize(("value", "met"), [(24.9, True), (25, True), (25.1, False)])
def test_a_time_meets_its_target_up_to_the_target_itself(value: float, met: bool) -> None:
    assert Figure("text turn", "p50", value, "ms", 25).met is met


@pytest.mark.parametrize(("value", "met"), [(60.1, True), (60, True), (59.9, False)])
def test_a_rate_meets_its_target_from_the_target_on(value: float, met: bool) -> None:
    assert Figure("text turn", "turns", value, "/s", 60, at_least=True).met is met


def test_a_figure_without_a_target_is_neither_met_nor_missed() -> None:
    assert Figure("text turn", "processor time", 1.0, "ms").met is None


def test_a_percentile_lies_between_its_two_nearest_values() -> None:
    assert percentile([10, 20], 50) == 15


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(BenchFailed, match="--seconds"):
        percentile([], 50)
