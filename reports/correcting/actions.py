"""Drafting a 更正说明, changing it, dropping it, sending it out under its number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from reports.correcting.document import correction_document
from reports.models import Correction, CorrectionLine, IssuedFigure, RedHead, Report
from reports.red_heads import sequence_of, word_of
from reports.workflow import Step, may_ever
from township_safety.documents.model import digest, to_json
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import LeaderOpinion, NumberSequence, User
from township_safety.organisation.permissions import Permission


@dataclass(frozen=True)
class Wrong:
    """One number with what it should read, and why it does not."""

    figure: IssuedFigure
    after: str
    reason: str = ""


@dataclass(frozen=True)
class Terms:
    """What stands around the numbers."""

    addressee: str
    reason: str
    dated_on: date
    number: str = ""


@transaction.atomic
def draft(report: Report, wrong: Iterable[Wrong], *, terms: Terms, by: User) -> Correction:
    """拟更正说明 of an issued report; its numbers stay as they were issued."""
    if not report.is_issued:
        raise Refused("这份报告还没有签发，直接改草稿即可。")
    lines = list(wrong)
    if not lines:
        raise Refused("请勾选要更正的数据。")
    _demand_day(report, terms.dated_on)
    correction = Correction.objects.create(
        office_id=report.office_id,
        report=report,
        addressee=terms.addressee,
        reason=terms.reason,
        dated_on=terms.dated_on,
        number=terms.number,
        created_by=by,
    )
    CorrectionLine.objects.bulk_create(
        CorrectionLine(
            correction=correction,
            figure=one.figure,
            label=one.figure.label,
            unit=one.figure.unit,
            before=one.figure.text,
            after=one.after,
            reason=one.reason,
        )
        for one in lines
    )
    _log("拟更正说明", correction, by=by)
    return correction


@transaction.atomic
def change(correction: Correction, *, terms: Terms, by: User) -> Correction:
    row = _open(correction)
    _demand_day(row.report, terms.dated_on)
    row.addressee, row.reason = terms.addressee, terms.reason
    row.dated_on, row.number = terms.dated_on, terms.number
    row.save()
    _log("修改更正说明", row, by=by)
    return row


@transaction.atomic
def drop(correction: Correction, *, by: User) -> None:
    """A draft that is not needed; what was sent out stays."""
    row = _open(correction)
    _log("删去更正说明草稿", row, by=by)
    row.delete()


@transaction.atomic
def send_out(
    correction: Correction, *, by: User, opinion: LeaderOpinion | None = None
) -> Correction:
    """印发: under its number; the text is kept, and the report is marked 已更正."""
    row = _open(correction)
    if not may_ever(Step.ISSUE, by=by, office_id=row.office_id):
        raise Refused("您没有印发更正说明的权限。")
    if opinion is None and not by.may(Permission.ISSUE, office_id=row.office_id):
        raise Refused("印发更正说明须有领导意见，请填写“领导意见”中的签批领导。")
    if not row.number:
        row.number = _next_number(row)
    _demand_free(row)
    row.opinion, row.issued_by, row.issued_at = opinion, by, timezone.now()
    document = correction_document(row, list(row.lines.select_related("figure")))
    row.document, row.digest = to_json(document), digest(document)
    row.save()
    _log("印发更正说明", row, by=by)
    return row


def _next_number(row: Correction) -> str:
    word = word_of(row.report.office)
    if not word:
        raise Refused("单位设置里没有填发文代字，不能自动编号；请直接填写文号。")
    serial = NumberSequence.objects.next_number(
        office_id=row.office_id, kind=sequence_of(word), year=row.dated_on.year
    )
    return f"{word}〔{row.dated_on.year}〕{serial}号"


def _demand_free(row: Correction) -> None:
    reports = RedHead.objects.for_offices([row.office_id]).numbered(row.number)
    others = Correction.objects.for_offices([row.office_id]).exclude(pk=row.pk)
    if reports.exists() or others.filter(number=row.number).exists():
        raise Refused(f"文号{row.number}已经用过，请核对。")


def _demand_day(report: Report, day: date) -> None:
    issued_on = report.frozen.issued_on
    if day < issued_on:
        raise Refused(f"成文日期{day}早于报告签发日期{issued_on}，请核对。")
    if day > timezone.localdate():
        raise Refused(f"成文日期{day}在今天之后，请核对。")


def _open(correction: Correction) -> Correction:
    rows = Correction.objects.select_for_update(of=("self",))
    row = rows.select_related("report__template", "report__office").get(pk=correction.pk)
    if row.is_issued:
        raise Refused(f"这份更正说明已经印发（{row.number}），不能再改。")
    return row


def _log(action: str, row: Correction, *, by: User) -> None:
    summary = f"{row} {row.number}".strip()
    audit.record(action, by=by, office=row.office_id, target=row, summary=summary)
