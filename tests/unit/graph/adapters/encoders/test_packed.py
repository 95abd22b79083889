import numpy as np
import pytest

from graph.adapters.encoders.packed import Packed

CHANCE = np.random.default_rng(3)


@pytest.mark.parametrize("rows", [1, 9, 300])
def test_the_product_is_numpys(rows: int) -> None:
    weights = CHANCE.standard_normal((256, 96)).astype(np.float32)
    many = CHANCE.standard_normal((rows, 256)).astype(np.float32)

    assert np.allclose(many @ Packed(weights), many @ weights, atol=1e-4)


def test_weights_whose_rows_do_not_lie_side_by_side_are_multiplied_by_as_well() -> None:
    weights = CHANCE.standard_normal((96, 256)).astype(np.float32).T
    many = CHANCE.standard_normal((5, 256)).astype(np.float32)

    assert np.allclose(many @ Packed(weights), many @ weights, atol=1e-4)
