"""Checking and writing a ledger: at once when it is short, else beside the page that waits.

Everything is written in one transaction: when the server stops in between, nothing was.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from township_safety import beside
from township_safety.beside import Failed, Progress, Tell
from township_safety.desk.import_batches import bring_in_draft
from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_work import Work, outcome_data
from township_safety.jobs import JobFailed
from township_safety.organisation.models import Office, User

LONG = 1_500  # rows from which nobody should wait for an answer to a click
CHECK, CONFIRM = "check", "confirm"
_STEPS = {
    CHECK: ("读取表格", "逐行核对"),
    CONFIRM: ("读取表格", "再次核对", "写入台账"),
}
CHANGED = "台账在预览之后有了变化，请再看一遍下面的结果，确认后再导入。"
NOTHING = "没有导入任何内容，请看下面的问题。"


def progress_of(draft: Draft) -> Progress | None:
    return beside.progress_in(draft.folder)


def forget(draft: Draft) -> None:
    beside.forget(draft.folder)


@contextmanager
def turn_of(office: Office) -> Iterator[None]:
    """One import of an office after the other: the second sees what the first has written."""
    path = Path(settings.DATA_DIR) / f"import-{office.pk}.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Run:
    """One check or one import of one draft."""

    def __init__(
        self, what: str, draft: Draft, office: Office, *, by: User,
        digest: str = "", accept_good: bool = False,
    ) -> None:  # fmt: skip
        self.what, self.draft, self.office, self.by = what, draft, office, by
        self.digest, self.accept_good = digest, accept_good

    def start(self, work: Work) -> Progress:
        """Done when it returns, or running; of two clicks the second only waits."""
        rows = len(work.found.rows)
        at_once = rows < LONG
        progress = Progress(_STEPS[self.what], what=self.what, rows=rows)

        def do(tell: Tell) -> str:
            return self._done(work if at_once else Work.of(self.draft, self.office), tell)

        return beside.run(self.draft.folder, progress, do, at_once=at_once)

    def _done(self, work: Work, tell: Tell) -> str:
        do = self._check if self.what == CHECK else self._confirm
        try:
            return do(work, tell)
        except JobFailed as problem:
            raise Failed(str(problem)) from problem

    def _check(self, work: Work, tell: Tell) -> str:
        tell(1)
        self.draft.keep_outcome(outcome_data(work.examined(by=self.by)))
        return ""

    def _confirm(self, work: Work, tell: Tell) -> str:
        with turn_of(self.office):
            return self._write(work, tell)

    def _write(self, work: Work, tell: Tell) -> str:
        """The key of the batch."""
        tell(1)
        examination = work.examined(by=self.by)
        outcome = outcome_data(examination)
        if outcome["digest"] != self.digest:
            self.draft.keep_outcome(outcome)
            raise Failed(CHANGED)
        tell(2)
        result, batch = bring_in_draft(work, examination, by=self.by, accept_good=self.accept_good)
        if batch is None:
            said = [str(problem) for problem in result.problems if problem.row is None]
            raise Failed(said[-1] if said else NOTHING)
        return str(batch.pk)
