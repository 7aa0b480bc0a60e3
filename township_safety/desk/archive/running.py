"""Building an archive beside the page that waits."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from hazards.paper.pictures import TooManyPictures
from township_safety import beside
from township_safety.beside import Failed, Progress, Tell
from township_safety.desk.archive.binder import STEPS, TooMuch, build
from township_safety.desk.archive.contents import Year
from township_safety.jobs import JobFailed
from township_safety.organisation import audit


def folder_of(year: Year) -> Path:
    """Of one reader: each finds in the archive what they may see."""
    keys = (year.office.pk, year.year, year.reader.pk)
    return Path(settings.DATA_DIR) / "archives" / "-".join(map(str, keys))


def progress_of(year: Year) -> Progress | None:
    return beside.progress_in(folder_of(year))


def start(year: Year, *, at_once: bool = False) -> Progress:
    """Of two clicks the second only waits."""

    def work(tell: Tell) -> str:
        try:
            build(year, into=folder_of(year), tell=tell)
        except (JobFailed, TooMuch, TooManyPictures) as problem:
            raise Failed(str(problem)) from problem
        summary = f"{year.year}年安全生产档案"
        audit.record("生成迎检档案", by=year.reader, office=year.office, summary=summary)
        return str(year.year)

    progress = Progress(STEPS, what="archive")
    return beside.run(folder_of(year), progress, work, at_once=at_once)
