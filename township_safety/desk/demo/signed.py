"""Papers that came back signed, a few that did not, and numbers taken for writing by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hazards.models import HazardPhoto, Notice, NoticeItem, NoticeKind, NoticePhoto
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.papers import Paper
from township_safety.desk.demo.photos import signed_sheet
from township_safety.desk.demo.township import Township, someone
from township_safety.organisation.models import (
    NumberBlock,
    NumberSequence,
    PrintedForm,
    ReservedNumber,
    SignedCopy,
    StoredFile,
)
from township_safety.organisation.models.papers import CODE_LENGTH, CODE_LETTERS

_PRINTED, _MISSING = 8, 2
_TAKEN = 5


def write_signed(place: Township, papers: Sequence[Paper]) -> None:
    """Of the newest notices that were served: printed, and most of them signed."""
    served = sorted((p for p in papers if p.served_on and p.cases), key=lambda p: p.served_on or 0)
    chance = dice("signed")
    printed, copies, files = [], [], []
    path, thumbnail, digest, size = signed_sheet()
    for number, paper in enumerate(served[-_PRINTED:]):
        assert paper.row is not None and paper.served_on is not None  # noqa: S101, PT018 -- narrows the types
        at = place.window.moment(paper.served_on, chance)
        form = _form(place, paper, paper.row, code=_code(number))
        printed.append(Entry(form, at, paper.by))
        if number >= _PRINTED - _MISSING:
            continue
        file = StoredFile(
            sha256=digest,
            name=f"签字件{number + 1}.jpg",
            content_type="image/jpeg",
            size=size,
            file=path,
            thumbnail=thumbnail,
            claimed=True,
            by=paper.by,
        )
        later = at + timedelta(minutes=40)
        files.append(Entry(file, later, paper.by))
        copy = SignedCopy(
            form=form, picture=file, file_name=file.name, code_read=form.code, by=paper.by
        )
        copies.append(Entry(copy, later, paper.by))
    place.ledger.write(files, action="")
    place.ledger.write(printed, action="")
    place.ledger.write(copies, action="收到签字件")
    _print_photos(place)
    _reserve(place)


def _print_photos(place: Township) -> None:
    """What was photographed at the find is on the notice."""
    found = HazardPhoto.objects.of_stage(HazardPhoto.Stage.BEFORE)
    photos = {photo.hazard_id: photo for photo in found}
    items = NoticeItem.objects.filter(hazard__in=photos).select_related("notice__recorded_by")
    rows = [
        Entry(
            NoticePhoto(
                notice=item.notice,
                file=photos[item.hazard_id].file,
                hazard_id=item.hazard_id,
                caption=f"第{item.position}条",
                position=item.position,
            ),
            item.notice.recorded_at,
            item.notice.recorded_by,
        )
        for item in items
    ]
    place.ledger.write(rows, action="")


def _form(place: Township, paper: Paper, notice: Notice, *, code: str) -> PrintedForm:
    return PrintedForm(
        code=code,
        form="notice",
        title=str(place.coded(NoticeKind, paper.kind)),
        about=f"{paper.number} {paper.addressee}",
        target_type="hazards.notice",
        target_uid=notice.uid,
        village=paper.village,
        printed_by=paper.by,
    )


def _code(number: int) -> str:
    drawn = "".join(dice("code", number).choices(CODE_LETTERS, k=CODE_LENGTH))
    return f"{drawn[: CODE_LENGTH // 2]}-{drawn[CODE_LENGTH // 2 :]}"


def _reserve(place: Township) -> None:
    """Taken yesterday for a visit; one was spoilt, the others are still to be entered."""
    on, chance = place.window.last_day, dice("block")
    kind = place.coded(NoticeKind, "rectification")
    first, last = NumberSequence.objects.next_run(
        _TAKEN, office_id=place.office.pk, kind=kind.sequence, year=on.year
    )
    by, at = place.users["clerk"], place.window.moment(on, chance)
    block = NumberBlock(
        kind=kind.sequence,
        name=kind.name,
        word=f"{place.office.document_word}{kind.number_word}",
        year=on.year,
        first=first,
        last=last,
        taken_by=someone(chance),
        taken_on=on,
        note="下村入户时手写",
        recorded_by=by,
    )
    place.ledger.write([Entry(block, at, by)], action="领用手工文号")
    place.ledger.write([Entry(row, at, by) for row in _numbers(block, at)], action="")


def _numbers(block: NumberBlock, at: datetime) -> list[ReservedNumber]:
    rows = [
        ReservedNumber(block=block, serial=serial, number=f"{block.word}〔{block.year}〕{serial}号")
        for serial in range(block.first, block.last + 1)
    ]
    rows[0].cancelled_on, rows[0].cancel_reason = at.date(), "写坏"
    rows[0].settled_by = block.recorded_by
    return rows
