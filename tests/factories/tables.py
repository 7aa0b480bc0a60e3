"""Tables as they stand in a workbook, and what becomes of them."""

from __future__ import annotations

from typing import Any

from tests.factories.organisation import make_user
from township_safety.organisation.models import Office
from township_safety.spreadsheets import SheetRows
from township_safety.workbook.loading import load
from township_safety.workbook.results import LoadResult


def table(title: str, *rows: list[Any]) -> SheetRows:
    return SheetRows(title, list(enumerate((list(row) for row in rows), start=1)))


def load_rows(office: Office, *tables: SheetRows) -> LoadResult:
    return load(tables, office=office, by=make_user(office=office))
