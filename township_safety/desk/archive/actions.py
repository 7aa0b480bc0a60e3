"""Setting up a year's folders, and adding what was missing."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from township_safety.desk.archive.usual import USUAL
from township_safety.desk.models import ArchiveAddition, ArchiveSection
from township_safety.organisation import audit, files
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, StoredFile, User
from township_safety.values import clean_text


@transaction.atomic
def start_year(office: Office, year: int, *, by: User) -> list[ArchiveSection]:
    """The folders of the year before, or the usual ones; a year that has some keeps them."""
    rows = ArchiveSection.objects.for_offices([office])
    if rows.of_year(year).exists():
        return list(rows.of_year(year))
    earlier = [(one.name, one.source, one.box) for one in rows.of_year(year - 1)]
    made = []
    for order, (name, source, box) in enumerate(earlier or USUAL, start=1):
        section = ArchiveSection(
            office=office, year=year, order=order, name=name, source=source, box=box
        )
        keep_section(section, by=by)
        made.append(section)
    return made


@transaction.atomic
def keep_section(section: ArchiveSection, *, by: User) -> ArchiveSection:
    section._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    section.save()
    audit.record(
        "修改档案目录", by=by, office=section.office_id, target=section, summary=str(section)
    )
    return section


@transaction.atomic
def add_material(
    section: ArchiveSection, *, name: str, file: StoredFile, by: User
) -> ArchiveAddition:
    """补充: with today's date, whatever the paper says; nothing is dated back."""
    words = clean_text(name, max_length=100)
    if not words:
        raise Refused("请写明材料名称。")
    (claimed,) = files.claim([file], office_id=section.office_id, by=by)
    made = ArchiveAddition.objects.create(
        office_id=section.office_id,
        section=section,
        name=words,
        file=claimed,
        on=timezone.localdate(),
        by=by,
    )
    audit.record("补充档案材料", by=by, office=section.office_id, target=made, summary=str(made))
    return made
