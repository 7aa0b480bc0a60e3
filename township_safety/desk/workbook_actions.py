"""Taking workbooks in and giving them out, with a line in the log for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.spreadsheets import SheetRows
from township_safety.workbook import LoadResult, Sheet, dump, load
from township_safety.workbook.dumping import Target


def load_workbook(
    tables: Sequence[SheetRows],
    *,
    office: Office,
    by: User | None,
    name: str,
    dry_run: bool = False,
    accept_good: bool = False,
    ignore: Collection[str] = (),
    default_year: int | None = None,
) -> LoadResult:
    """Load the tables; the log says who, from which file, how many of what."""

    def remember(result: LoadResult) -> None:
        counts: dict[str, Any] = {
            sheet.title: {"新增": sheet.added, "更新": sheet.updated, "拒绝": sheet.rejected}
            for sheet in result.sheets
            if sheet.added or sheet.updated or sheet.rejected
        }
        summary = f"{Path(name).name}：写入 {result.good} 行"
        audit.record("导入台账", by=by, office=office, summary=summary, changes=counts)

    return load(
        tables,
        office=office,
        by=by,
        dry_run=dry_run,
        accept_good=accept_good,
        ignore=ignore,
        default_year=default_year,
        on_written=remember,
    )


def dump_workbook(
    target: Target,
    *,
    offices: Sequence[Office],
    by: User | None,
    sheets: Sequence[Sheet] | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    private: bool = False,
) -> dict[str, int]:
    """Write the offices' registers; taking data out is logged like putting it in."""
    counts = dump(
        target,
        offices=offices,
        sheets=sheets,
        first_day=first_day,
        last_day=last_day,
        private=private,
    )
    summary = f"导出 {sum(counts.values())} 行"
    for office in offices:
        audit.record("导出台账", by=by, office=office, summary=summary)
    return counts
