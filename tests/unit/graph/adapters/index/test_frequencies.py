import pytest

from graph.adapters.index.frequencies import mean_look


@pytest.mark.parametrize(("pictures", "usual"), [(1, 0.05), (20, 0.5), (1000, 0.98)])
def test_what_is_usual_is_learned_the_more_pictures_there_are(pictures: int, usual: float) -> None:
    mean = mean_look([[1.0, 0.0]] * pictures)

    assert mean is not None
    assert mean.tolist() == pytest.approx([usual, 0], abs=0.01)


def test_without_pictures_nothing_is_usual() -> None:
    assert mean_look([]) is None
