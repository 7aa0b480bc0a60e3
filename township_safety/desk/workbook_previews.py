"""What an uploaded workbook would do, as the preview shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from township_safety.desk import staging
from township_safety.desk.staging import Staged
from township_safety.desk.workbook_actions import load_workbook
from township_safety.organisation.models import Office, User
from township_safety.workbook import CellChange, LoadResult, RowProblem

SHOWN_PROBLEMS = 300
SHOWN_CHANGES = 100
_UNKNOWN = "模板中没有这一列"


@dataclass(frozen=True)
class Preview:
    staged: Staged
    result: LoadResult
    ignored: tuple[str, ...]
    year: int | None

    @property
    def digest(self) -> str:
        """Of the outcome: a ledger that changed meanwhile gives another one."""
        problems = [str(problem) for problem in self.result.problems]
        changes = [vars(change) for change in self.result.changes]
        lines = [sheet.line for sheet in self.result.sheets]
        return staging.digest(self.staged.token, lines, problems, changes, self.ignored, self.year)

    @property
    def lines(self) -> list[tuple[str, int, int, int, int, int]]:
        return [
            (sheet.title, sheet.read, sheet.added, sheet.updated, sheet.unchanged, sheet.rejected)
            for sheet in self.result.sheets
            if sheet.read
        ]

    @property
    def problems(self) -> Sequence[RowProblem]:
        return self.result.problems[:SHOWN_PROBLEMS]

    @property
    def more_problems(self) -> int:
        return max(0, len(self.result.problems) - SHOWN_PROBLEMS)

    @property
    def changes(self) -> Sequence[CellChange]:
        return self.result.changes[:SHOWN_CHANGES]

    @property
    def unknown_columns(self) -> list[str]:
        """Headings the person may decide to leave out."""
        found = [p.column for p in self.result.problems if p.reason.startswith(_UNKNOWN)]
        return list(dict.fromkeys(found))

    @property
    def done(self) -> str:
        added = sum(sheet.added for sheet in self.result.sheets)
        updated = sum(sheet.updated for sheet in self.result.sheets)
        return f"新增 {added} 行，更新 {updated} 行"


def preview_of(
    staged: Staged, *, office: Office, by: User, ignored: Sequence[str], year: int | None
) -> Preview:
    result = load_workbook(
        staged.tables,
        office=office,
        by=by,
        name=staged.name,
        dry_run=True,
        ignore=ignored,
        default_year=year,
    )
    return Preview(staged, result, tuple(ignored), year)
