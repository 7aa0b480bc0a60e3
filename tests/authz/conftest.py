"""The world of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.authz.world import World, make_world
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list


@contextmanager
def _made(media: Path) -> Iterator[World]:
    with override_settings(MEDIA_ROOT=media), transaction.atomic():
        make_sector("fire")
        load_list("report_templates")
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(db: None, tmp_path: Path) -> Iterator[World]:
    with _made(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """For many short tests: what one of them writes is rolled back after it.

    Thousands of requests in one transaction would each be slower than the one before.
    """
    with django_db_blocker.unblock(), _made(tmp_path_factory.mktemp("media")) as made:
        yield made
