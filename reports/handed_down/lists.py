"""The rows behind a figure as lines of a form: which columns there are, what each cell says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.figures import REGISTRY, Figure, Request, RowsBehind, rows_behind
from reports.figures.prior import PriorTerm
from reports.handed_down.rules import SERIAL
from reports.rows import address, row_lists, sheet_of
from township_safety.values import mask_phone
from township_safety.workbook import BoundColumn, Sheet, all_sheets
from township_safety.workbook.columns import PERSONAL

# The cells of one form hold no more lines than this.
MOST_LINES = 400


@dataclass(frozen=True)
class ListedRow:
    url: str
    cells: dict[str, str | date]


@dataclass(frozen=True)
class Listed:
    """`total` are all rows there are; `uncounted` what the figure has beside single rows."""

    rows: list[ListedRow]
    total: int
    uncounted: int


def columns_of(key: str) -> dict[str, str]:
    """The columns of the register behind the figure, with the serial number first."""
    figure = REGISTRY.figures.get(key)
    if not isinstance(figure, Figure):
        return {}
    sheet = _sheet(figure.terms[0].model)
    named = {column.name: column.header for column in sheet.bound if column.name != "uid"}
    return {SERIAL: "序号", **named}


def can_be_listed(key: str) -> bool:
    return bool(columns_of(key))


def listed(request: Request, fields: tuple[str, ...], *, limit: int) -> Listed:
    """The single rows, the oldest first, each with the columns asked for."""
    behind = rows_behind(request)
    first = behind[0]
    sheet = _sheet(first.term.model)
    columns = {name: sheet.by_name[name] for name in set(fields) & set(sheet.by_name)}
    wanted = row_lists([first], private=True)[0].rows().order_by(*sheet.ordering)
    rows = [
        ListedRow(address(row), dict(_cells(columns, row)))
        for row in wanted[: min(limit, MOST_LINES)]
    ]
    return Listed(rows, first.rows.count(), _others(behind))


def how_many(request: Request) -> int:
    """The single rows there are."""
    return rows_behind(request)[0].rows.count()


def _cells(columns: dict[str, BoundColumn], row: Any) -> Iterator[tuple[str, str | date]]:
    for name, column in columns.items():
        value = column.value(row)
        text = column.text(row)
        if type(value) is date:
            yield name, value
        else:
            yield name, mask_phone(text) if name in PERSONAL else text


def _others(behind: list[RowsBehind]) -> int:
    """Sums without single rows, as what stations or villages told in one number."""
    return sum(each.rows.count() for each in behind[1:] if not isinstance(each.term, PriorTerm))


def _sheet(model: Any) -> Sheet:
    """The register with all its columns, not only those of a drill-down."""
    return next((sheet for sheet in all_sheets() if sheet.model is model), None) or sheet_of(model)


# Heads of a list and the columns they mean, for a first proposal.
_HEADS = (
    ("序号", SERIAL),
    ("企业", "site"),
    ("单位", "site"),
    ("场所", "site"),
    ("隐患内容", "description"),
    ("隐患描述", "description"),
    ("存在", "description"),
    ("整改措施", "measures"),
    ("整改时限", "due_on"),
    ("完成时间", "rectified_on"),
    ("完成日期", "rectified_on"),
)


def proposed_fields(key: str, heads: list[str]) -> tuple[str, ...]:
    """For each head of the form the column that is called so, or holds its words."""
    columns = columns_of(key)
    return tuple(_field(columns, head) for head in heads)


def _field(columns: dict[str, str], head: str) -> str:
    if not head:
        return ""
    exact = [name for name, header in columns.items() if header == head]
    known = [name for words, name in _HEADS if words in head and name in columns]
    near = [name for name, header in columns.items() if header in head or head in header]
    return next(iter([*exact, *known, *near]), "")
