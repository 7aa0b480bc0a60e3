"""What came of a load: counts per sheet, every problem of every row, what would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from township_safety.values import clean_text

if TYPE_CHECKING:
    from township_safety.workbook.matching import Table

MAX_CHANGES = 500  # so many changed cells are listed one by one


@dataclass(frozen=True)
class RowProblem:
    """One thing that is wrong with one cell, or with a whole row or sheet."""

    sheet: str
    row: int | None
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = [f"工作表“{self.sheet}”"]
        if self.row is not None:
            place.append(f"第{self.row}行")
        if self.column:
            place.append(f"“{self.column}”列")
        value = f"（填的是：{self.value}）" if self.value and self.value not in self.reason else ""
        return f"{''.join(place)}：{self.reason}{value}"


@dataclass(frozen=True)
class CellChange:
    """One cell of an existing row that would change."""

    sheet: str
    row: int
    column: str
    before: str
    after: str


@dataclass
class SheetResult:
    """The counts of one sheet. `read` is the sum of the others."""

    key: str
    title: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        return self.added + self.updated + self.unchanged + self.rejected

    @property
    def line(self) -> str:
        return (
            f"{self.title}：读取{self.read} 新增{self.added} 更新{self.updated} "
            f"未变{self.unchanged} 拒绝{self.rejected}"
        )


@dataclass(frozen=True)
class Written:
    """One row of a register that the load made or changed."""

    sheet: str  # its key
    row: int
    instance: Any
    is_new: bool


@dataclass
class LoadResult:
    sheets: list[SheetResult] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    changes: list[CellChange] = field(default_factory=list)
    # What of the file was recognised, for giving back the wrong rows.
    tables: list[Table] = field(default_factory=list, repr=False)
    # The rows that were, once they are.
    written: list[Written] = field(default_factory=list, repr=False)
    # Whether anything was written.
    is_loaded: bool = False

    @property
    def rejected(self) -> int:
        return sum(sheet.rejected for sheet in self.sheets)

    @property
    def is_clean(self) -> bool:
        return not self.problems

    @property
    def good(self) -> int:
        """Rows that change something and could be written."""
        return sum(sheet.added + sheet.updated for sheet in self.sheets)


def shown(value: Any) -> str:
    """A typed value, short enough for a message."""
    text = clean_text(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
