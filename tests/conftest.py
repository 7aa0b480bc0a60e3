"""What every test starts from."""

import gc

import pytest
from django.core.cache import cache
from hypothesis import settings

from tests.seeds.table import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]  # a table of figures behind the tests of tests/seeds

# The machines share their cores: a slow example is no fault.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rows are rolled back after each test; what was cached of them has to go, too."""
    yield
    cache.clear()


def pytest_collection_finish() -> None:
    """Thousands of tests need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
