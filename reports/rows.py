"""The rows behind a figure as tables: a page of them on the screen, all of them in a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse

from hazards.models import Hazard, HazardCount, Listing, Notice, Rectification, Referral
from reports.figures import RowsBehind
from reports.figures.definitions import Base
from reports.figures.measures import Measure, Total
from reports.figures.prior import Taken
from reports.models import PriorValue
from township_safety.activities.models import AccidentReport
from township_safety.spreadsheets import MAX_ROWS, SheetOut
from township_safety.values import mask_phone
from township_safety.workbook import BoundColumn, Sheet, all_sheets

_PERSONAL = frozenset({"phone"})
# The row that a dated or counted row belongs to, it has the page; and what its name needs.
_PARENTS = {"hazard": "hazard", "operation": "operation__kind", "accident": "accident__site"}
# Where the reader of a report wants other columns than the keeper of the register.
_SHOWN: dict[type[models.Model], tuple[str, ...]] = {
    Hazard: (
        "number",
        "found_on",
        "village",
        "site",
        "description",
        "sector",
        "grade",
        "due_on",
        "rectified_on",
        "status",
    ),
    HazardCount: ("on", "village", "sector", "source", "found", "rectified", "basis"),
    Rectification: ("hazard", "claimed_on", "measures", "outcome", "decided_on"),
    Listing: ("hazard", "body", "level", "number", "listed_on", "lifted_on"),
    Referral: ("hazard", "to_agency", "referred_on", "reason", "replied_on"),
    Notice: ("number", "kind", "addressee", "issued_on", "due_on", "served_on"),
    AccidentReport: ("accident", "kind", "as_of", "sent_at", "deaths", "missing", "injuries"),
    PriorValue: ("first_day", "value", "source"),
}
_CHUNK = 500


@dataclass(frozen=True)
class Heading:
    label: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    url: str
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class RowList:
    """One list behind a figure. `share` is what its rows add to the number."""

    behind: RowsBehind
    sheet: Sheet
    private: bool
    # Of a rate two figures are listed: each list says which.
    of_figure: str = ""

    @property
    def title(self) -> str:
        title = f"{self.of_figure}：{self.sheet.title}" if self.of_figure else self.sheet.title
        return f"{title}（误录作废）" if self.behind.term.base is Base.VOIDED else title

    @property
    def columns(self) -> tuple[BoundColumn, ...]:
        """Those of the register's list, and what the figure reads if it is not among them."""
        listed = self.sheet.listed
        names = {column.name for column in listed}
        read = set(self.behind.reads) - names
        return (*listed, *(column for column in self.sheet.bound if column.name in read))

    @property
    def adds_amounts(self) -> bool:
        """Whether a row adds an amount of its own; else every row, or every name, is one."""
        return isinstance(self.behind.term.measure, Total | Taken)

    def rows(self) -> models.QuerySet[Any]:
        """With what the columns show, newest first."""
        shown = [column for column in self.columns if column.is_reference]
        single = [column.name for column in shown if not column.is_many]
        many = [c.name for c in shown if c.is_many and not c.column.attr]
        names = {field.name for field in self.sheet.model._meta.fields}
        parents = [path for name, path in _PARENTS.items() if name in names]
        rows = self.behind.rows.select_related(*single, *parents).prefetch_related(*many)
        return rows.order_by(*(f"-{name}" for name in self.sheet.ordering if name != "pk"), "-pk")

    def share(self) -> str:
        """What the list adds to the number."""
        measure = self.behind.term.measure
        found = self.behind.rows.aggregate(share=measure.expression(models.Q()))["share"] or 0
        return plain_number(found)

    def headings(self) -> list[Heading]:
        headings = [Heading(column.header, _kind(column)) for column in self.columns]
        return [*headings, Heading("计入数", "number")] if self.adds_amounts else headings

    def lines(self, rows: Iterable[Any]) -> list[Line]:
        """Finished texts: a template that formats fifty rows takes longer than the query."""
        kinds = [_kind(column) for column in self.columns]
        lines = []
        for row in rows:
            cells = list(zip(self._texts(row), kinds, strict=True))
            if self.adds_amounts:
                amount = _amount(self.behind.term.measure, row)
                cells.append((plain_number(amount), "number"))
            lines.append(Line(address(row), cells))
        return lines

    def sheet_out(self, *, title_row: str) -> SheetOut:
        headers = [heading.label for heading in self.headings()]
        return SheetOut(
            title=self.title,
            headers=headers,
            widths=[column.width for column in self.columns],
            number_formats=[column.kind.number_format for column in self.columns],
            rows=self._cells(),
            title_row=title_row,
        )

    def _cells(self) -> Iterator[list[Any]]:
        for row in self.rows()[:MAX_ROWS].iterator(chunk_size=_CHUNK):
            cells = [self._cell(column, row) for column in self.columns]
            if self.adds_amounts:
                cells.append(_amount(self.behind.term.measure, row))
            yield cells

    def _cell(self, column: BoundColumn, row: Any) -> Any:
        if column.is_reference or column.name in _PERSONAL:
            return self._text(column, row)
        return column.kind.cell(column.value(row))

    def _texts(self, row: Any) -> list[str]:
        return [self._text(column, row) for column in self.columns]

    def _text(self, column: BoundColumn, row: Any) -> str:
        text = column.text(row)
        return mask_phone(text) if self.private and column.name in _PERSONAL else text


def row_lists(behind: Iterable[RowsBehind], *, private: bool) -> list[RowList]:
    """`private` masks telephone numbers."""
    lists = list(behind)
    several = len({each.label for each in lists}) > 1
    return [
        RowList(
            each,
            sheet_of(each.term.model),
            private,
            of_figure=each.label.rpartition(".")[2] if several else "",
        )
        for each in lists
    ]


@cache
def sheet_of(model: type[models.Model]) -> Sheet:
    """The register's own sheet, or one with the columns that are shown here."""
    if model in _SHOWN:
        name = str(model._meta.verbose_name)
        return Sheet(model._meta.label_lower, name, model, _SHOWN[model])
    return next(sheet for sheet in all_sheets() if sheet.model is model)


def address(row: models.Model) -> str:
    """The page of the row, or of the one it belongs to."""
    if hasattr(row, "get_absolute_url"):
        return str(row.get_absolute_url())
    for parent in _PARENTS:
        holder = getattr(row, parent, None)
        if isinstance(holder, models.Model):
            return address(holder)
    try:
        return reverse("records:detail", args=[sheet_of(type(row)).key, row.pk])
    except NoReverseMatch:
        return ""


def _kind(column: BoundColumn) -> str:
    if column.kind.align:
        return "number"
    if isinstance(column.field, models.DateField):
        return "date"
    if column.name == "number":
        return "code"
    return "long" if isinstance(column.field, models.TextField) else ""


def plain_number(number: int | Decimal) -> str:
    """Without trailing zeros and without an exponent."""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _amount(measure: Measure, row: Any) -> int | Decimal:
    """What one row adds to a sum."""
    if isinstance(measure, Taken):
        taken: Decimal = getattr(row, measure.column)
        return -taken
    if not isinstance(measure, Total):
        raise TypeError("the rows of this measure have no amounts")
    number: int | Decimal = getattr(row, measure.column) or 0
    less: int | Decimal = getattr(row, measure.less) or 0 if measure.less else 0
    return number - less
