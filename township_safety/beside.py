"""Work that takes longer than a click, done in a thread beside the page that waits for it.

A small file in the work's own folder says how far it is. When the server stops in between, the
file is no longer touched and the page says so.
"""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time as clock
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connections

logger = logging.getLogger(__name__)

BEAT = 5.0
SILENT = 60.0
BROKEN = "处理时出了问题，没有写入任何内容，请再试一次；仍不行的，请联系系统管理员。"
STOPPED = "处理中断了（服务可能重新启动过），没有写入任何内容，请再试一次。"
_PROGRESS, _LOCK = "progress.json", "lock"


class Failed(Exception):
    """The work was not done; the message is for the person who asked for it."""


@dataclass
class Progress:
    """How far the work is. `result` leads on to what was made, `said` is why nothing was."""

    steps: tuple[str, ...]
    what: str = ""
    rows: int = 0
    step: int = 0
    state: str = "running"  # running, done, failed
    said: str = ""
    result: str = ""
    started: float = field(default_factory=clock.time)
    # Seconds since the work gave a sign of life.
    silent: float = 0.0

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

    @property
    def why_not(self) -> str:
        """Why nothing was made; empty while it runs and when it is done."""
        return STOPPED if self.is_stopped else self.said


# Tells which step begins.
Tell = Callable[[int], None]


def progress_in(folder: Path) -> Progress | None:
    path = folder / _PROGRESS
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        silent = clock.time() - path.stat().st_mtime
    except FileNotFoundError:
        return None
    return Progress(**kept | {"steps": tuple(kept["steps"]), "silent": silent})


def forget(folder: Path) -> None:
    for name in (_PROGRESS, _LOCK):
        (folder / name).unlink(missing_ok=True)


def run(
    folder: Path, progress: Progress, work: Callable[[Tell], str], *, at_once: bool = False
) -> Progress:
    """Do the work: `at_once` before this returns, else in a thread of its own.

    `work` returns the result's address or key; what it raises as Failed is said to the person.
    Of two clicks the second starts nothing and gets the progress of the first.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    earlier = progress_in(folder)
    if earlier is not None and earlier.is_stopped:
        forget(folder)
    try:
        (folder / _LOCK).touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return progress_in(folder) or progress
    teller = _Teller(folder, progress)
    teller.write()
    if at_once:
        teller.do(work)
        return progress
    inside = contextvars.copy_context().run
    threading.Thread(target=inside, args=(teller.alone, work), name="beside", daemon=True).start()
    return progress


class _Teller:
    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder, self.progress = folder, progress

    def alone(self, work: Callable[[Tell], str]) -> None:
        over = threading.Event()
        threading.Thread(target=self._beat, args=(over,), name="beat", daemon=True).start()
        try:
            self.do(work)
        finally:
            over.set()
            connections.close_all()

    def do(self, work: Callable[[Tell], str]) -> None:
        try:
            self.progress.result = work(self._begin)
        except Failed as problem:
            self._end("failed", str(problem))
        except Exception:
            logger.exception("%s failed", self.progress.what or "work beside a page")
            self._end("failed", BROKEN)
        else:
            self._end("done")

    def write(self) -> None:
        path = self.folder / _PROGRESS
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(self.progress), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)

    def _begin(self, step: int) -> None:
        self.progress.step = step
        self.write()

    def _end(self, state: str, said: str = "") -> None:
        self.progress.state, self.progress.said = state, said
        self.write()
        (self.folder / _LOCK).unlink(missing_ok=True)

    def _beat(self, over: threading.Event) -> None:
        while not over.wait(BEAT):
            path = self.folder / _PROGRESS
            if path.exists():
                path.touch()
