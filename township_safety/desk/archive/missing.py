"""缺件清单: what somebody who inspects the year would miss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from hazards.models import HazardPhoto, RecheckItem
from hazards.workflow import Status
from township_safety.activities.models import Attachment
from township_safety.desk.archive.contents import Year
from township_safety.desk.register_lists import address
from township_safety.desk.registers import registers
from township_safety.organisation.models import PrintedForm

# What is proved by a list of signatures or a photo.
_GATHERINGS = ("meetings", "trainings", "drills", "publicity")


@dataclass(frozen=True)
class Lack:
    what: str
    about: str
    url: str


def lacks(year: Year) -> list[Lack]:
    return [
        *_empty_folders(year),
        *_unserved(year),
        *_unsigned(year),
        *_unchecked(year),
        *_without_photo(year),
        *_unproved(year),
    ]


def _empty_folders(year: Year) -> Iterator[Lack]:
    for section in year.sections():
        if not year.number(section):
            yield Lack("案卷没有材料", section.name, "")


def _unserved(year: Year) -> Iterator[Lack]:
    for notice in year.notices().unserved(on=year.until):
        yield Lack("文书没有送达记录", f"{notice}　{notice.addressee}", notice.get_absolute_url())


def _unsigned(year: Year) -> Iterator[Lack]:
    """Papers handed out of which no signed page came back, and papers never printed."""
    mine = PrintedForm.objects.scoped_for(year.reader).for_offices([year.office]).unsigned()
    uids = {}
    for row in (*year.notices(), *year.rechecks()):
        uids[row.uid] = row
    printed = PrintedForm.objects.for_offices([year.office]).filter(target_uid__in=list(uids))
    for form in mine.filter(target_uid__in=list(uids)):
        yield Lack("没有签字件", str(form), form.get_absolute_url())
    known = set(printed.values_list("target_uid", flat=True))
    for uid, row in uids.items():
        if uid not in known and (row.number or ""):
            yield Lack("没有印出签字", str(row), row.get_absolute_url())


def _unchecked(year: Year) -> Iterator[Lack]:
    """Closed after a re-inspection that no paper tells of."""
    checked = Exists(RecheckItem.objects.filter(hazard=OuterRef("pk")))
    closed = year.hazards().filter(~checked, status=Status.CLOSED, notice_items__isnull=False)
    for hazard in closed.distinct():
        yield Lack("没有整改复查意见书", str(hazard), hazard.get_absolute_url())


def _without_photo(year: Year) -> Iterator[Lack]:
    photos = HazardPhoto.objects.shown().filter(hazard=OuterRef("pk"))
    after = Exists(photos.of_stage(HazardPhoto.Stage.AFTER))
    for hazard in year.hazards().filter(~after, status=Status.CLOSED):
        yield Lack("没有整改后照片", str(hazard), hazard.get_absolute_url())


def _unproved(year: Year) -> Iterator[Lack]:
    for key in _GATHERINGS:
        sheet = registers()[key]
        rows: Any = year.rows_of(sheet)
        label = sheet.model._meta.label_lower
        proved = Attachment.objects.in_force().filter(record_type=label, record=OuterRef("pk"))
        for row in rows.filter(~Exists(proved)):
            yield Lack(f"{sheet.title}没有附件", str(row), address(sheet, row))
