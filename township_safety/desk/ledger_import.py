"""Bringing in a ledger made elsewhere, with a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from hazards.loading.elsewhere import working_days_of
from township_safety.organisation import audit
from township_safety.organisation.models import Office, User
from township_safety.workbook import LoadResult
from township_safety.workbook.foreign import Examination, State, Terms, bring_in


def terms_for(
    office: Office, *, year: int | None = None, history_until: date | None = None
) -> Terms:
    return Terms(year=year, history_until=history_until, working_day=working_days_of(office))


def bring_in_ledger(
    examination: Examination,
    *,
    office: Office,
    by: User | None,
    name: str,
    accept_good: bool = False,
    on_written: Callable[[LoadResult], None] | None = None,
) -> LoadResult:
    """Write what was examined; the log says who, from which file, how many of what.

    ``on_written`` runs in the same transaction.
    """

    def remember(result: LoadResult) -> None:
        until = examination.converted.terms.history_until
        kind = f"历史台账（截至{until}）" if until is not None else "外来台账"
        summary = f"{Path(name).name}：{kind}，写入 {result.good} 行"
        counts = {state.value: number for state, number in examination.counts.items() if number}
        audit.record("导入台账", by=by, office=office, summary=summary, changes=counts)
        if on_written is not None:
            on_written(result)

    return bring_in(examination, office=office, by=by, accept_good=accept_good, on_written=remember)


def repeated(examination: Examination) -> set[int]:
    """Rows that the file or the ledger says already: offered to be left out."""
    return examination.numbers(State.DOUBLE, State.TWIN)
