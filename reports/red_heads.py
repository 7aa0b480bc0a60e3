"""普通稿 or 红头文件: what a report carries around its text, and the number it goes out under."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from reports.models import RedHead, Report
from township_safety.documents import model as paper
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import NumberSequence, Office, User

_NUMBER = re.compile(r"(?P<word>.+)〔(?P<year>\d{4})〕(?P<serial>\d{1,5})号")


@dataclass(frozen=True)
class Layout:
    """What stands around the text; a 普通稿 has nothing there."""

    head: paper.RedHead | None = None
    attachments: tuple[str, ...] = ()
    imprint: paper.Imprint | None = None

    @property
    def is_sealed(self) -> bool:
        return self.head is not None

    def to_json(self) -> dict[str, Any]:
        found = asdict(self)
        if self.imprint and self.imprint.on:
            found["imprint"]["on"] = self.imprint.on.isoformat()
        return found

    @classmethod
    def from_json(cls, kept: dict[str, Any] | None) -> Layout:
        if not kept:
            return cls()
        head, imprint = kept["head"], kept["imprint"]
        if imprint and imprint["on"]:
            imprint = imprint | {"on": date.fromisoformat(imprint["on"])}
        return cls(
            head=paper.RedHead(**head) if head else None,
            attachments=tuple(kept["attachments"]),
            imprint=paper.Imprint(**imprint) if imprint else None,
        )

    @classmethod
    def of(cls, report: Report) -> Layout:
        dress = RedHead.objects.for_offices([report.office_id]).of_report(report)
        if dress is None or not dress.is_used:
            return cls()
        signed_on = report.signed_on or report.last_day
        filled = filled_in(dress, office=report.office, signed_on=signed_on)
        is_up = filled.direction == RedHead.Direction.UP
        return cls(
            head=paper.RedHead(
                mark=filled.mark,
                number=filled.number or _open_number(report.office, signed_on),
                signer=(filled.signed_by or "　　　") if is_up else "",
                copy_number=filled.copy_number,
                secrecy=filled.secrecy,
                urgency=filled.urgency,
            ),
            attachments=tuple(filled.attachments.splitlines()),
            imprint=paper.Imprint(filled.copies_to, filled.printed_by, filled.printed_on),
        )


def filled_in(dress: RedHead, *, office: Office, signed_on: date) -> RedHead:
    """Where nothing is said, what the office always says. Saves nothing."""
    dress.mark = dress.mark or office.red_head_mark or f"{office.signer}文件"
    dress.copies_to = dress.copies_to or office.copies_to
    dress.printed_by = dress.printed_by or office.imprint_body or office.signer
    dress.printed_on = dress.printed_on or signed_on
    return dress


def word_of(office: Office) -> str:
    """机关代字; without one the office numbers nothing by itself."""
    return office.red_head_word


def sequence_of(word: str) -> str:
    """The kind under which the numbers of this word are counted."""
    return f"document:{word}"


def _open_number(office: Office, on: date) -> str:
    return f"{word_of(office)}〔{on.year}〕　号"


@transaction.atomic
def dress(changed: RedHead, *, by: User) -> RedHead:
    """Save what was chosen and typed. An issued report stays as it is."""
    report = _unissued(changed.report)
    changed.attachments = "\n".join(
        line.strip() for line in changed.attachments.splitlines() if line.strip()
    )
    changed.office_id = report.office_id
    changed.save()
    _count_past(changed)
    words = "红头文件" if changed.is_used else "普通稿"
    audit.record(
        "设置报告版式",
        by=by,
        office=report.office_id,
        target=report,
        summary=f"{words} {changed.number}".strip(),
    )
    return changed


@transaction.atomic
def give_number(report: Report, *, by: User) -> RedHead:
    """The next number of the office's word and the year of the date it bears."""
    locked = _unissued(report)
    head = _dressed(locked)
    word = word_of(locked.office)
    if head.number:
        raise Refused(f"这份报告已经编号：{head.number}。")
    if not word:
        raise Refused(
            "单位设置里没有填发文代字，不能自动编号；请填上发文代字，或者直接填发文字号。"
        )
    year = (locked.signed_on or locked.last_day).year
    serial = NumberSequence.objects.next_number(
        office_id=locked.office_id, kind=sequence_of(word), year=year
    )
    head.number = f"{word}〔{year}〕{serial}号"
    head.save()
    audit.record("编发文字号", by=by, office=locked.office_id, target=locked, summary=head.number)
    return head


@transaction.atomic
def settle(report: Report, *, signed_by: str = "", by: User) -> None:
    """Before it is issued: the number if none is given, and the office's words of this day.

    To be called inside the issue, before the text is composed for the last time.
    """
    locked = _unissued(report)
    head = RedHead.objects.for_offices([locked.office_id]).of_report(locked)
    if head is None or not head.is_used:
        return
    if not head.number and word_of(locked.office):
        head = give_number(locked, by=by)
    if not head.number:
        raise Refused("红头文件还没有发文字号，请在“版式”里填写。")
    filled_in(head, office=locked.office, signed_on=locked.signed_on or locked.last_day)
    head.signed_by = head.signed_by or signed_by
    head.save()


def _unissued(report: Report) -> Report:
    locked = Report.objects.select_for_update(of=("self",)).select_related("office")
    found = locked.get(pk=report.pk)
    if found.state == Report.State.ISSUED:
        raise Refused("这份报告已经签发，版式和文号不能再改。")
    return found


def _dressed(report: Report) -> RedHead:
    found = RedHead.objects.for_offices([report.office_id]).of_report(report)
    if found is None or not found.is_used:
        raise Refused("这份报告是普通稿，不编发文字号；请先在“版式”里选红头文件。")
    return found


def _count_past(head: RedHead) -> None:
    """A number typed by hand is not given a second time."""
    found = _NUMBER.fullmatch(head.number)
    if found and found["word"] == word_of(head.office):
        NumberSequence.objects.move_past(
            int(found["serial"]),
            office_id=head.office_id,
            kind=sequence_of(found["word"]),
            year=int(found["year"]),
        )
