"""One row of somebody's ledger while it is put into our words, and what was said about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from township_safety.values import clean_text
from township_safety.workbook.results import shown


@dataclass(frozen=True)
class Remark:
    """A cell whose meaning was understood, not copied: what stood there, what goes in."""

    row: int
    column: str
    before: str
    after: str


@dataclass
class Draft:
    """The cells of one row under our columns' names; a rule reads, sets and tells."""

    number: int
    cells: dict[str, Any]
    # The heading in the file, by our column's name.
    typed: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    # What goes into the column for remarks, in order.
    leftovers: list[str] = field(default_factory=list)
    # What belongs to a row that this one enters in another register: by its column there.
    beside: dict[tuple[str, str], Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return clean_text(self.cells.get(name), multiline=True)

    def has(self, name: str) -> bool:
        return self.text(name) not in ("", "/", "-", "—", "无")

    def put(self, name: str, value: Any, *, because: str, said: str) -> None:
        """Set a cell; `because` is the column whose words mean this, `said` how it is told."""
        before = self.text(because)
        self.cells[name] = value
        self.tell(because, before, said)

    def tell(self, name: str, before: str, after: str) -> None:
        heading = self.typed.get(name, name)
        self.remarks.append(Remark(self.number, heading, shown(before), after))

    def keep(self, name: str, text: str) -> None:
        """Words that no column takes stay readable in the remarks."""
        self.leftovers.append(f"{self.typed.get(name, name)}：{text}" if name else text)
