from pathlib import Path

import pytest

from tests.unit.catalog_sync.doubles import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)
