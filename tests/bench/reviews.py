"""A text of six thousand characters, read alone and against the ledger."""

from __future__ import annotations

from functools import partial

from reports.review.editing import edit
from tests.bench.measurements import line, seconds
from tests.review.papers import SOUND
from township_safety.organisation.models import Office
from township_safety.periods import Period

LENGTH = 6000


def texts() -> None:
    office = Office.objects.get()
    together = "".join(paper["text"] for paper in SOUND)
    text = (together * (LENGTH // len(together) + 1))[:LENGTH]
    period = Period.of_half(2024, 1)
    alone = seconds(partial(edit, text, period=period))
    line(f"检查{LENGTH}字的文稿", alone)
    whole = seconds(partial(edit, text, period=period, office=office))
    line("同上，与台账核对", whole, floor=alone, of="只检查文稿")
