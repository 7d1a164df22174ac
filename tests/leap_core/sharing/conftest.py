"""The bundled split and its two usual runs."""

import pytest

from leap_core.data.dataset import open_dataset
from leap_core.resources import DEMO
from leap_core.runs.store import open_store


@pytest.fixture
def demo_split():
    return open_dataset(DEMO)


@pytest.fixture
def demo_stores():
    return tuple(open_store(DEMO / "runs" / name) for name in ("mmil_mm_pyr", "leap_mm_pyr"))
