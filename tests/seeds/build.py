"""Writes the rows behind seventeen reports as the workbooks an office would fill in.

    python -m tests.seeds.build

The rows stand beside this file, one module per document, a row by the names of its fields; the
headings come from the registers themselves. What a row assumes is said in readings.toml, and in
the folder `counted` for the documents of which only the numbers are proved.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

FOLDER = Path(__file__).parent
DOCUMENTS = ("monthly_2022_04", "half_year_2024", "risk_2023")
# Their figures come out of the registry; the text around them is of other bodies.
COUNTED = (
    "land_2023",
    "gas_2023",
    "street_2023",
    "transport_2023",
    "town_sweeps_2023",
    "town_duties_2023",
    "town_letters_2023",
    "county_2023",
    "city_2023",
    "town_sectors_2023",
    "work_plan_2024",
)


def workbook_of(document: str) -> Path:
    return FOLDER / f"{document}.xlsx"


def build(document: str, target: Path) -> None:
    from township_safety.spreadsheets import write_workbook

    write_workbook(_sheets(document), target)


def _sheets(document: str) -> Iterator[Any]:
    from importlib import import_module

    from township_safety.spreadsheets import SheetOut
    from township_safety.workbook import sheet_for

    rows_of = import_module(f"tests.seeds.{document}").ROWS
    for key, rows in rows_of.items():
        sheet = sheet_for(key)
        columns = [column for column in sheet.bound if any(column.name in row for row in rows)]
        unknown = {name for row in rows for name in row} - {column.name for column in columns}
        if unknown:
            raise ValueError(f"{key} has no columns {unknown}")
        yield SheetOut(
            title=sheet.title,
            headers=[column.header for column in columns],
            rows=[[row.get(column.name) for column in columns] for row in rows],
            number_formats=[column.kind.number_format for column in columns],
            widths=[column.width for column in columns],
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "township_safety.settings")
    django.setup()
    for name in (*DOCUMENTS, *COUNTED):
        build(name, workbook_of(name))
