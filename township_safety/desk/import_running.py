"""Checking and writing a ledger: at once when it is short, else beside the page that waits.

A long one runs in a thread of its own; a small file in the draft's folder says how far it is.
When the server stops in between, the file is no longer touched and the page says so; nothing
was written then, since everything is written in one transaction.
"""

from __future__ import annotations

import contextvars
import fcntl
import json
import logging
import threading
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from township_safety.desk.import_batches import bring_in_draft
from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_work import Work, outcome_data
from township_safety.jobs import JobFailed
from township_safety.organisation.models import Office, User

logger = logging.getLogger(__name__)

LONG = 1_500  # rows from which nobody should wait for an answer to a click
BEAT = 5.0
SILENT = 60.0
CHECK, CONFIRM = "check", "confirm"
STEPS = {
    CHECK: ("读取表格", "逐行核对"),
    CONFIRM: ("读取表格", "再次核对", "写入台账"),
}
_PROGRESS, _LOCK = "progress.json", "lock"
CHANGED = "台账在预览之后有了变化，请再看一遍下面的结果，确认后再导入。"
NOTHING = "没有导入任何内容，请看下面的问题。"
STOPPED = "处理中断了（服务可能重新启动过），没有导入任何内容，请再试一次。"
BROKEN = "处理时出了问题，没有导入任何内容，请再试一次；仍不行的，请联系系统管理员。"


@dataclass
class Progress:
    what: str
    rows: int = 0
    step: int = 0
    state: str = "running"  # running, done, failed
    said: str = ""
    batch: int | None = None
    started: float = 0.0
    silent: float = 0.0

    @property
    def steps(self) -> tuple[str, ...]:
        return STEPS[self.what]

    @property
    def word(self) -> str:
        return self.steps[min(self.step, len(self.steps) - 1)]

    @property
    def seconds(self) -> int:
        return int(clock.time() - self.started)

    @property
    def is_running(self) -> bool:
        return self.state == "running" and self.silent < SILENT

    @property
    def is_stopped(self) -> bool:
        return self.state == "running" and self.silent >= SILENT


def progress_of(draft: Draft) -> Progress | None:
    path = draft.folder / _PROGRESS
    try:
        found = Progress(**json.loads(path.read_text(encoding="utf-8")))
        found.silent = clock.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    return found


def forget(draft: Draft) -> None:
    for name in (_PROGRESS, _LOCK):
        (draft.folder / name).unlink(missing_ok=True)


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
        self.draft, self.office, self.by = draft, office, by
        self.digest, self.accept_good = digest, accept_good
        self.progress = Progress(what, started=clock.time())

    def start(self, work: Work) -> Progress:
        """Done when it returns, or running; of two clicks the second only waits."""
        try:
            (self.draft.folder / _LOCK).touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            return progress_of(self.draft) or self.progress
        self.progress.rows = len(work.found.rows)
        self._tell()
        if self.progress.rows < LONG:
            self._work(work)
            return self.progress
        run = contextvars.copy_context().run
        threading.Thread(target=run, args=(self._alone,), name="import", daemon=True).start()
        return self.progress

    def _alone(self) -> None:
        over = threading.Event()
        threading.Thread(target=self._beat, args=(over,), name="beat", daemon=True).start()
        try:
            self._work(Work.of(self.draft, self.office))
        finally:
            over.set()
            connections.close_all()

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(BEAT):
            path = self.draft.folder / _PROGRESS
            if path.exists():
                path.touch()

    def _work(self, work: Work) -> None:
        try:
            if self.progress.what == CHECK:
                self._check(work)
            else:
                self._confirm(work)
        except JobFailed as problem:
            self._end("failed", str(problem))
        except Exception:
            logger.exception("an import failed")
            self._end("failed", BROKEN)

    def _check(self, work: Work) -> None:
        self._step(1)
        self.draft.keep_outcome(outcome_data(work.examined(by=self.by)))
        self._end("done")

    def _confirm(self, work: Work) -> None:
        with turn_of(self.office):
            self._write(work)

    def _write(self, work: Work) -> None:
        self._step(1)
        examination = work.examined(by=self.by)
        outcome = outcome_data(examination)
        if outcome["digest"] != self.digest:
            self.draft.keep_outcome(outcome)
            self._end("failed", CHANGED)
            return
        self._step(2)
        result, batch = bring_in_draft(work, examination, by=self.by, accept_good=self.accept_good)
        if batch is None:
            said = [str(problem) for problem in result.problems if problem.row is None]
            self._end("failed", said[-1] if said else NOTHING)
            return
        self.progress.batch = batch.pk
        self._end("done")

    def _step(self, step: int) -> None:
        self.progress.step = step
        self._tell()

    def _end(self, state: str, said: str = "") -> None:
        self.progress.state, self.progress.said = state, said
        self._tell()
        (self.draft.folder / _LOCK).unlink(missing_ok=True)

    def _tell(self) -> None:
        path: Path = self.draft.folder / _PROGRESS
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self.progress), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
