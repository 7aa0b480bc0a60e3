"""What is kept of each figure: its answer, its rows' identities, and each row once as it reads."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from reports.composing import Composition
from reports.figures import REGISTRY, Request, RowsBehind, Value, rows_behind
from reports.figures.prior import PriorTerm, filters_text
from reports.identities import entries
from reports.models import IssuedFigure, IssuedList, IssuedRow, PriorValue
from reports.models.issued import plain_exact
from reports.models.numbers import write_numbers
from reports.printing import link_to_rows, text_of_value
from reports.questions import filter_words
from reports.rows import RowList, plain_number, row_lists
from township_safety.documents.model import figures
from township_safety.organisation.models import Office
from township_safety.values import mask_phone
from township_safety.workbook import BoundColumn
from township_safety.workbook.columns import PERSONAL

# Beyond, a list keeps its counts per office and one hash of all identities.
MOST_ROWS = 20_000
_BATCH = 500
# Kept with their rows whether printed or not: the next report and the half-year build on them.
CORE = (
    "hazard.opening",
    "hazard.found",
    "hazard.returned",
    "hazard.rectified",
    "hazard.remaining",
)

Tell = Callable[[str], None]


@dataclass
class Kept:
    """Everything to be written, before the transaction that writes it."""

    figures: list[IssuedFigure] = field(default_factory=list)
    lists: list[tuple[int, IssuedList]] = field(default_factory=list)  # with the figure's number
    rows: list[IssuedRow] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)


@dataclass
class _Book:
    """The rows of one model, each with a number, and the columns in which they are kept."""

    columns: dict[str, BoundColumn] = field(default_factory=dict)
    numbers: dict[UUID, int] = field(default_factory=dict)
    first: RowList | None = None


class Keeper:
    def __init__(self, composition: Composition, *, office: Office, tell: Tell) -> None:
        self.composition, self.office, self.tell = composition, office, tell
        self.books: dict[type[Model], _Book] = {}
        self.kept = Kept()
        self.has_prior = PriorValue.objects.for_offices([office.pk]).counted().exists()
        self.last_number = 0

    def keep(self) -> Kept:
        values = self.composition.values
        printed = set(self.composition.asked)
        with_rows = printed | {request for request in values if is_core(request)}
        places: dict[str, int] = {}
        for number, (request, value) in enumerate(values.items(), start=1):
            places[link_to_rows(request)] = number
            self.kept.figures.append(self._figure(number, value, is_printed=request in printed))
            if request in with_rows and value.rows:
                self._lists(number, request)
        self.kept.runs = [places.get(run.href, 0) for run in figures(self.composition.document)]
        for model, book in self.books.items():
            self.tell(f"保存明细：{model._meta.verbose_name}{len(book.numbers)}条")
            self.kept.rows += self._rows(model, book)
        return self.kept

    def _figure(self, number: int, value: Value, *, is_printed: bool) -> IssuedFigure:
        request = value.request
        figure = REGISTRY.get(request.key)
        period = request.scope.period
        words = [f"{name}：{text}" for name, text in filter_words(request, office=self.office)]
        return IssuedFigure(
            number=number,
            key=request.key,
            filters=filters_text(request.scope.filters),
            offices=list(request.scope.office_ids),
            closes_at=request.scope.closes_at,
            first_day=period.first_day,
            last_day=period.last_day,
            period_label=period.label,
            period_kind=period.kind,
            label=figure.name + (f"（{'；'.join(words)}）" if words else ""),
            definition=figure.definition,
            unit=value.unit,
            text=text_of_value(value)[:100],
            value={
                "number": plain_exact(value.number),
                "part": plain_exact(value.part),
                "whole": plain_exact(value.whole),
                "last": plain_exact(value.last),
                "recorded": value.recorded,
            },
            row_count=value.rows,
            is_printed=is_printed,
        )

    def _lists(self, number: int, request: Request) -> None:
        lists = [
            each
            for each in rows_behind(request)
            if self.has_prior or not isinstance(each.term, PriorTerm)
        ]
        for each in row_lists(lists, private=True):
            found = list(entries(each.behind))
            if found:
                self.kept.lists.append((number, self._list(each, found)))

    def _list(self, each: RowList, found: list[tuple[UUID, Any]]) -> IssuedList:
        is_complete = len(found) <= MOST_ROWS
        kept = IssuedList(
            model=each.behind.term.model._meta.label_lower,
            title=each.title[:100],
            headings=[heading.label for heading in each.headings()],
            share=each.share(),
            count=len(found),
            digest=digest_of(uid for uid, _ in found),
            is_complete=is_complete,
        )
        if not is_complete:
            kept.per_office = per_office(each.behind)
            return kept
        numbered = sorted((self._number(each, uid), amount) for uid, amount in found)
        kept.numbers = write_numbers(number for number, _ in numbered)
        if each.adds_amounts:
            kept.amounts = [plain_number(amount) for _, amount in numbered]
        return kept

    def _number(self, each: RowList, uid: UUID) -> int:
        book = self.books.setdefault(each.behind.term.model, _Book())
        book.first = book.first or each
        book.columns |= {column.name: column for column in each.columns}
        if uid not in book.numbers:
            self.last_number += 1
            book.numbers[uid] = self.last_number
        return book.numbers[uid]

    def _rows(self, model: type[Model], book: _Book) -> Iterator[IssuedRow]:
        """Each row once; some hundred to a query, for SQLite binds only so many."""
        for row, cells in read_cells(model, list(book.numbers), list(book.columns.values())):
            yield IssuedRow(
                number=book.numbers[row.uid],
                model=model._meta.label_lower,
                row_uid=row.uid,
                label=next(iter(cells.values()), "")[:200],
                cells=cells,
            )


def read_cells(
    model: type[Model], uids: list[UUID], columns: list[BoundColumn]
) -> Iterator[tuple[Any, dict[str, str]]]:
    """Rows with their columns as texts, telephone numbers masked."""
    manager: Any = model._default_manager
    for start in range(0, len(uids), _BATCH):
        rows = manager.filter(uid__in=uids[start : start + _BATCH])
        for row in shown(rows, columns):
            yield row, {column.header: cell_text(column, row) for column in columns}


def shown(rows: Any, columns: Iterable[BoundColumn]) -> Any:
    """With what the columns show."""
    references = [column for column in columns if column.is_reference]
    single = [column.name for column in references if not column.is_many]
    many = [column.name for column in references if column.is_many and not column.column.attr]
    return rows.select_related(*single).prefetch_related(*many)


def cell_text(column: BoundColumn, row: Any) -> str:
    text = column.text(row)
    return mask_phone(text) if column.name in PERSONAL else text


def is_core(request: Request) -> bool:
    return request.key in CORE and not request.scope.filters


def digest_of(uids: Iterable[UUID]) -> str:
    return hashlib.sha256("\n".join(sorted(map(str, uids))).encode()).hexdigest()


def per_office(behind: RowsBehind) -> dict[str, int]:
    rows: Any = behind.rows.order_by()
    return dict(Counter(rows.values_list("office__name", flat=True)))
