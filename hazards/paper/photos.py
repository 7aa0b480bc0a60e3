"""Photos on the forms: which are printed, under which words, and their content."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from hazards.models.photos import HazardPhoto
from township_safety.documents import forms
from township_safety.documents.model import Block, FormCell, FormTable, PageBreak, Picture

if TYPE_CHECKING:
    from datetime import datetime

    from hazards.models import Hazard, Notice
    from township_safety.organisation.models import StoredFile

# More would make a form a picture book; the rest is in the ledger.
MOST_PER_HAZARD = 4


def shown(hazard: Hazard, stage: HazardPhoto.Stage | None = None) -> list[HazardPhoto]:
    rows = hazard.photos.shown().select_related("file")
    return list((rows.of_stage(stage) if stage else rows)[:MOST_PER_HAZARD])


def caption(photo: HazardPhoto, *, before: str = "") -> str:
    return f"{before}{photo.get_stage_display()}{_moment(photo.file, photo.taken_at)}"


def _moment(file: StoredFile, taken_at: datetime | None = None) -> str:
    taken = taken_at or file.taken_at
    return f"　{timezone.localtime(taken):%Y-%m-%d %H:%M}" if taken else ""


def of_notice(notice: Notice) -> tuple[Block, ...]:
    """Those chosen for it, on a page of their own; nothing when there are none."""
    rows = notice.photos.select_related("file")
    found = [(row.file.sha256, f"{row.caption}{_moment(row.file)}") for row in rows]
    if not found:
        return ()
    return (PageBreak(), forms.line("附：存在问题照片"), forms.photo_grid(found))


def after(hazards: Sequence[Hazard], *, words: str) -> tuple[Block, ...]:
    return _grid(hazards, HazardPhoto.Stage.AFTER, words=words)


def _grid(hazards: Sequence[Hazard], stage: HazardPhoto.Stage, *, words: str) -> tuple[Block, ...]:
    found = [
        (photo.file.sha256, caption(photo, before=f"第{position}项　"))
        for position, hazard in enumerate(hazards, start=1)
        for photo in shown(hazard, stage)
    ]
    if not found:
        return ()
    return (PageBreak(), forms.line(words), forms.photo_grid(found))


def all_of(hazard: Hazard) -> tuple[Block, ...]:
    """Before and after, as many as were kept."""
    found = [
        (photo.file.sha256, caption(photo))
        for photo in hazard.photos.shown().select_related("file")
    ]
    return (forms.line("照片"), forms.photo_grid(found)) if found else ()


def side_by_side(hazard: Hazard) -> tuple[Block, ...]:
    """整改前 at the left, 整改后 at the right; a place without a photo stays open."""
    before, after_ = (shown(hazard, stage) for stage in HazardPhoto.Stage)
    rows = (
        forms.row(_cell(before, number), _cell(after_, number), height=46)
        for number in range(max(len(before), len(after_), 1))
    )
    head = forms.row(forms.label("整改前"), forms.label("整改后"))
    return (FormTable((head, *rows), widths=(1, 1), head=1),)


def _cell(photos: Sequence[HazardPhoto], number: int) -> FormCell:
    if number >= len(photos):
        return forms.value("")
    photo = photos[number]
    taken = caption(photo).partition("　")[2]
    return forms.cell(
        (Picture(photo.file.sha256, 42), forms.line(taken, align="center")), top=False
    )
