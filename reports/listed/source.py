"""What a list of rows is: its words, how a row is said, and the question to the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from reports.figures import Scope
from township_safety.organisation.models import Office

Row = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """Of which office and days, and of which sector, campaign … the rows are asked."""

    office: Office
    scope: Scope

    @property
    def on(self) -> date:
        return self.scope.last_day


@dataclass(frozen=True)
class RowSource:
    """`words` may stand in the wording of a row; `columns` are words with their widths in mm.

    The number of queries of `rows` does not depend on how many rows there are.
    """

    code: str
    label: str
    words: tuple[str, ...]
    # How one row is said, unless the template says it otherwise; `name` says it in a list of names.
    each: str
    name: str
    columns: tuple[tuple[str, float], ...]
    rows: Callable[[Asked], list[Row]]


def day(value: date | None) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""
