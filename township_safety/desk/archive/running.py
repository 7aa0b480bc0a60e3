"""Building an archive beside the page that waits; a small file says how far it is."""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections

from hazards.paper.pictures import TooManyPictures
from township_safety.desk.archive.binder import STEPS, TooMuch, build
from township_safety.desk.archive.contents import Year
from township_safety.jobs import JobFailed
from township_safety.organisation import audit

logger = logging.getLogger(__name__)

# Without a word for so long the server was stopped in between.
SILENT = 900.0
BROKEN = "生成时出了问题，请再试一次；仍不行的，请联系系统管理员。"
STOPPED = "生成中断了（服务可能重新启动过），请再试一次。"


@dataclass
class Progress:
    step: int = 0
    state: str = "running"  # running, done, failed
    said: str = ""
    started: float = 0.0

    @property
    def word(self) -> str:
        return STEPS[min(self.step, len(STEPS) - 1)]

    @property
    def total(self) -> int:
        return len(STEPS)

    @property
    def seconds(self) -> int:
        return int(time.time() - self.started)


def folder_of(year: Year) -> Path:
    """Of one reader: each finds in the archive what they may see."""
    keys = (year.office.pk, year.year, year.reader.pk)
    return Path(settings.DATA_DIR) / "archives" / "-".join(map(str, keys))


def progress_of(year: Year) -> Progress | None:
    path = folder_of(year) / "progress.json"
    try:
        found = Progress(**json.loads(path.read_text(encoding="utf-8")))
        silent = time.time() - path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return None
    if found.state == "running" and silent > SILENT:
        return Progress(state="failed", said=STOPPED)
    return found


def start(year: Year) -> None:
    """Of two clicks the second only waits."""
    present = progress_of(year)
    if present is not None and present.state == "running":
        return
    progress = Progress(started=time.time())
    _keep(year, progress)
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_in_thread, year, progress), daemon=True).start()


def _in_thread(year: Year, progress: Progress) -> None:
    try:
        run(year, progress)
    finally:
        connections.close_all()


def run(year: Year, progress: Progress) -> None:
    def tell(step: int) -> None:
        progress.step = step
        _keep(year, progress)

    try:
        build(year, into=folder_of(year), tell=tell)
    except (JobFailed, TooMuch, TooManyPictures) as problem:
        progress.state, progress.said = "failed", str(problem)
    except Exception:
        logger.exception("Archive of %s failed", year.year)
        progress.state, progress.said = "failed", BROKEN
    else:
        progress.state = "done"
        summary = f"{year.year}年安全生产档案"
        audit.record("生成迎检档案", by=year.reader, office=year.office, summary=summary)
    _keep(year, progress)


def _keep(year: Year, progress: Progress) -> None:
    folder = folder_of(year)
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "progress.part"
    part.write_text(json.dumps(asdict(progress)), encoding="utf-8")
    part.replace(folder / "progress.json")
