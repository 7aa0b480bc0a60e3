"""A table before its figures are known: rows of requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.figures import Request, Value
from reports.printing import figure_run
from township_safety.documents import model as paper
from township_safety.documents.html import MANY_COLUMNS

_FIRST_COLUMN_MM = 36.0
_NARROWEST_MM = 15.0
_TYPE_WIDTH_MM = 156.0
# A character of a head with its share of the margins: of a usual table, and of one with many
# columns, which is set smaller.
_MOST_ON_A_LINE = 6
_CHARACTER_MM, _SMALL_CHARACTER_MM = 4.5, 3.95


@dataclass(frozen=True)
class TablePlan:
    """Rows of requests under their heads.

    Rows of nothing but zeros are left out unless the table `keeps_zeros`; with a `total` the last
    row stays. `optional` columns are left out when the total says zero in them.
    """

    caption: str
    unit: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Request, ...]], ...]
    total: bool = True
    keeps_zeros: bool = False
    optional: tuple[int, ...] = ()
    first_mm: float = _FIRST_COLUMN_MM

    def requests(self) -> Iterator[Request]:
        for _, cells in self.rows:
            yield from cells

    def table(self, values: Mapping[Request, Value]) -> Iterator[paper.Table]:
        """The table; nothing when the ledger has nothing to put in it."""
        last = self.rows[-1:] if self.total else ()
        parts = self.rows[: len(self.rows) - len(last)]
        spoken = [row for row in parts if self.keeps_zeros or _speaks(row[1], values)]
        if not spoken:
            return
        columns = [
            index
            for index in range(len(self.heads) - 1)
            if index not in self.optional
            or any(not values[cells[index]].is_zero for _, cells in (*last, *spoken))
        ]
        heads = (self.heads[0], *(self.heads[index + 1] for index in columns))
        yield paper.Table(
            caption=self.caption,
            unit=self.unit,
            head=(tuple(paper.TableCell((paper.TextRun(head),), header=True) for head in heads),),
            rows=tuple(_row(row, columns, values) for row in (*spoken, *last)),
            widths=self._widths(heads[1:]),
            total_row=self.total,
        )

    def _widths(self, heads: tuple[str, ...]) -> tuple[float, ...]:
        """Each column takes its head on one line, a long one before its bracket; names the rest."""
        is_small = len(heads) + 1 > MANY_COLUMNS
        character = _SMALL_CHARACTER_MM if is_small else _CHARACTER_MM
        others = tuple(max(_NARROWEST_MM, _longest_line(head) * character) for head in heads)
        left = _TYPE_WIDTH_MM - sum(others)
        return (max(_FIRST_COLUMN_MM / 2, min(self.first_mm, left)), *others)


def _longest_line(head: str) -> int:
    if len(head) <= _MOST_ON_A_LINE:
        return len(head)
    return max(map(len, head.replace("（", "\n（").splitlines()))


def _speaks(cells: tuple[Request, ...], values: Mapping[Request, Value]) -> bool:
    return any(not values[request].is_zero for request in cells)


def _row(
    row: tuple[str, tuple[Request, ...]], columns: list[int], values: Mapping[Request, Value]
) -> tuple[paper.TableCell, ...]:
    name, cells = row
    first = paper.TableCell((paper.TextRun(name),), align="left")
    return (
        first,
        *(paper.TableCell((figure_run(values[cells[index]], form="cell"),)) for index in columns),
    )
