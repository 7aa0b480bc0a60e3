"""The steps of a report before and after it is issued; the issue itself is in reports.freezing."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from reports.actions import locked
from reports.composing import Commission, compose
from reports.freezing.text import seen_digest
from reports.models import Report, ReportEvent, ReportSlot
from reports.workflow import TRANSITIONS, Step, refusal
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import LeaderOpinion, User
from township_safety.values import clean_text

NOTE_LENGTH = 300


@transaction.atomic
def submit(report: Report, *, by: User) -> Report:
    """送审: what is written is closed until somebody sends it back."""
    return _moved(report, Step.SUBMIT, by=by)


@transaction.atomic
def pass_review(report: Report, *, by: User, note: str = "") -> Report:
    """核稿通过: by another person than who drafted it, unless the office allows it."""
    return _moved(report, Step.PASS, by=by, note=note)


@transaction.atomic
def send_back(report: Report, *, by: User, reason: str) -> Report:
    """退回: a draft again, and everybody sees why."""
    said = _said(reason, missing="请写明退回的原因，拟稿人据此修改")
    return _moved(report, Step.RETURN, by=by, note=said)


@transaction.atomic
def correct(report: Report, *, by: User, reason: str) -> Report:
    """更正后重报: the next version as a draft with the same days and passages."""
    old = locked(report)
    demand(old, Step.CORRECT, by=by)
    said = _said(reason, missing="请写明为什么要更正")
    fields = ("office_id", "template_id", "period_code", "about", "first_day", "last_day")
    new = Report.objects.create(
        **{name: getattr(old, name) for name in fields},
        signed_on=timezone.localdate(),
        version=old.version + 1,
        corrects=old,
        created_by=by,
    )
    ReportSlot.objects.bulk_create(
        ReportSlot(report=new, name=slot.name, text=slot.text, version=1, updated_by=by)
        for slot in old.slots.all()
    )
    remember(old, Step.CORRECT, by=by, on=timezone.localdate(), note=said)
    return new


def remember(
    report: Report,
    step: Step,
    *,
    by: User,
    on: date,
    note: str = "",
    opinion: LeaderOpinion | None = None,
    text_digest: str = "",
) -> ReportEvent:
    """The step in the report's own history and in the log."""
    event = ReportEvent.objects.create(
        office_id=report.office_id,
        report=report,
        step=step,
        on=on,
        by=by,
        note=note[:NOTE_LENGTH],
        opinion=opinion,
        digest=text_digest,
    )
    summary = f"{report}（第{report.version}版）：{step.label}"
    changes = {"note": ["", note]} if note else {}
    audit.record(
        f"报告{step.label}",
        by=by,
        office=report.office_id,
        target=report,
        summary=summary,
        changes=changes,
    )
    return event


def demand(report: Report, step: Step, *, by: User) -> None:
    why = refusal(report, step, by=by)
    if why:
        raise Refused(f"{why}。")


def moved_since_review(report: Report, *, text_digest: str) -> bool:
    """Whether the text reads differently from what was passed: the ledger went on."""
    passed = report.events.last(Step.PASS)
    return (
        report.state == Report.State.REVIEWED
        and passed is not None
        and (passed.digest != text_digest)
    )


def _moved(report: Report, step: Step, *, by: User, note: str = "") -> Report:
    report = locked(report)
    demand(report, step, by=by)
    to = TRANSITIONS[step].to
    assert to is not None  # noqa: S101 -- narrows the type
    text = seen_digest(compose(Commission.of(report)).document)
    report.state = to
    report.save(update_fields=["state"])
    said = clean_text(note, multiline=True, max_length=NOTE_LENGTH)
    remember(report, step, by=by, on=timezone.localdate(), note=said, text_digest=text)
    return report


def _said(words: str, *, missing: str) -> str:
    said = clean_text(words, multiline=True, max_length=NOTE_LENGTH)
    if not said:
        raise Refused(missing)
    return said
