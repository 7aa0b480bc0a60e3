"""The world of these tests, made once for each of their files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.authz.world import World, make_world
from tests.factories.register import make_sector
from township_safety.desk.reference_data import load_list


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """What a test writes is rolled back after it; the world goes with the last test."""
    media: Path = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        make_sector("fire")
        load_list("report_templates")
        yield make_world()
        transaction.set_rollback(True)
