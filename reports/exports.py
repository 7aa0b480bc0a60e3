"""The rows behind a figure as a workbook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from reports.figures import REGISTRY, Request
from reports.questions import scope_words
from reports.rows import RowList
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.spreadsheets import MAX_ROWS, write_workbook


def write_rows(
    request: Request, lists: Iterable[RowList], *, target: IO[bytes], office: Office, by: User
) -> str:
    """One sheet for each list with rows; the name for the file. Taking rows out is logged."""
    figure = REGISTRY.get(request.key)
    words = "；".join(f"{label}：{text}" for label, text in scope_words(request, office=office))
    head = f"{figure.name}　{words}"
    sheets = []
    for each in lists:
        count = each.behind.rows.count()
        if count:
            cut = f"　共 {count} 条，只列出前 {MAX_ROWS} 条" if count > MAX_ROWS else ""
            sheets.append(each.sheet_out(title_row=head + cut))
    write_workbook(sheets, target)
    audit.record("导出明细", by=by, office=office, summary=head)
    return f"{figure.name}明细（{request.scope.period.label}）.xlsx"
