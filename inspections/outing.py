"""Writes of an outing: which sites are to be seen, and what was seen at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models, transaction

from hazards.models import Hazard
from hazards.steps import ActionDenied
from inspections.actions import record_finding
from inspections.models import (
    Checklist,
    ChecklistAnswer,
    ChecklistItem,
    Operation,
    OperationTarget,
    Sending,
)
from township_safety.activities.attaching import attach
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import StoredFile, User
from township_safety.register.models import Site

Outcome = OperationTarget.Outcome
_NOTE_LENGTH = 100


@dataclass(frozen=True)
class Told:
    """The answer to one question as the form gives it."""

    item: ChecklistItem
    answer: str
    note: str = ""


@dataclass
class Visit:
    """What was seen at one target, checked but not yet written.

    `found` are hazard forms that are valid, by the key of the item that proposed them; under
    None stands what the list did not ask.
    """

    outcome: str
    witness: str = ""
    evidence: str = ""
    note: str = ""
    answers: Sequence[Told] = ()
    found: Mapping[int | None, Any] = field(default_factory=dict)
    # Of a refusal; they are kept with the outing.
    photos: Sequence[StoredFile] = ()


@transaction.atomic
def begin(
    operation: Operation, *, tags: Mapping[str, Iterable[models.Model]], by: User
) -> Operation:
    """A new outing, before anybody was visited."""
    operation.recorded_by = by
    operation.full_clean()
    operation.save(force_insert=True)
    for name, rows in tags.items():
        getattr(operation, name).set(rows)
    audit.record("登记", by=by, office=operation.office_id, target=operation)
    return operation


@transaction.atomic
def choose_sites(operation: Operation, sites: Iterable[Site], *, by: User) -> int:
    """Put the sites on the outing's list as 未查; how many were not on it yet."""
    operation = _locked(operation)
    there = set(operation.targets.counted().values_list("site", flat=True))
    new = [site for site in sites if site.pk not in there]
    for site in new:
        if site.office_id != operation.office_id:
            raise ActionDenied("监管对象须与检查同属一个单位")
        OperationTarget.objects.add_to(operation, by=by, site=site, outcome=Outcome.PENDING)
    if new:
        audit.record(
            "选择检查对象",
            by=by,
            office=operation.office_id,
            target=operation,
            summary=f"{operation}：{len(new)}家",
        )
    return len(new)


@transaction.atomic
def record_visit(
    target: OperationTarget, visit: Visit, *, by: User, uid: UUID
) -> tuple[Sending, list[Hazard]]:
    """Write the visit once: what was sent under this `uid` before is not written again.

    Raises ActionDenied; then nothing is written and the same `uid` may be sent again.
    """
    operation = _locked(target.operation)
    if (sent := Sending.objects.filter(uid=uid).first()) is not None:
        if sent.target_id != target.pk:
            raise ActionDenied("这条上传属于另一家，请刷新页面后再试")
        return sent, []
    target = OperationTarget.objects.select_for_update().get(pk=target.pk)
    if target.is_voided:
        raise ActionDenied("这一家已从检查对象中去掉，请刷新页面")
    target.outcome, target.note = visit.outcome, visit.note
    target.witness, target.evidence = visit.witness, visit.evidence
    _keep_photos(target, visit, operation=operation, by=by)
    target._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    target.validate_constraints()
    target.save()
    hazards = _register(visit, operation=operation, target=target, by=by)
    _answer(target, visit.answers, hazards=hazards)
    sent = Sending.objects.create(
        uid=uid, office_id=target.office_id, target=target, sent_by=by, hazards=len(hazards)
    )
    audit.record(
        "登记检查情况",
        by=by,
        office=target.office_id,
        target=operation,
        summary=f"{target}：{target.get_outcome_display()}，隐患{len(hazards)}处",
    )
    return sent, list(hazards.values())


def _keep_photos(target: OperationTarget, visit: Visit, *, operation: Operation, by: User) -> None:
    """With the outing, which prints its attachments; the line says that they are there."""
    if not visit.photos:
        return
    note = f"{target}：{target.get_outcome_display()}"[:_NOTE_LENGTH]
    try:
        attach(operation, files=visit.photos, purpose="photo", note=note, by=by)
    except Refused as refusal:
        raise ActionDenied(str(refusal)) from refusal
    target.evidence = target.evidence or f"现场照片{len(visit.photos)}张，见附件"


def _register(
    visit: Visit, *, operation: Operation, target: OperationTarget, by: User
) -> dict[int | None, Hazard]:
    hazards = {}
    for key, form in visit.found.items():
        hazard: Hazard = form.register()
        record_finding(operation, by=by, hazard=hazard, target=target)
        hazards[key] = hazard
    return hazards


def _answer(
    target: OperationTarget, told: Sequence[Told], *, hazards: Mapping[int | None, Hazard]
) -> None:
    """The words of a list are kept as they were when the question was first answered."""
    there = {answer.item_id: answer for answer in target.answers.all()}
    for one in told:
        answer = there.get(one.item.pk) or ChecklistAnswer(
            office_id=target.office_id,
            target=target,
            item=one.item,
            list_name=one.item.checklist.name,
            list_version=one.item.checklist.version,
            text=one.item.name,
            basis=one.item.basis,
        )
        answer.answer, answer.note = one.answer, one.note
        answer.hazard = hazards.get(one.item.pk) or answer.hazard
        answer.save()


def _locked(operation: Operation) -> Operation:
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.is_voided:
        raise ActionDenied("这次检查已误录作废，不能再登记")
    return operation


@transaction.atomic
def save_checklist(form: Any, *, by: User) -> Checklist:
    checklist: Checklist = form.instance
    checklist._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    form.save()
    audit.record("修改检查表", by=by, office=checklist.office_id, target=checklist)
    return checklist


@transaction.atomic
def change_item(form: Any, *, checklist: Checklist, by: User) -> ChecklistItem:
    """Save a question; the list has a new version from now on."""
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    item: ChecklistItem = form.instance
    item._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    form.save()
    checklist.version += 1
    checklist._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    checklist.save(update_fields=["version"])
    audit.record(
        "修改检查表",
        by=by,
        office=item.office_id,
        target=checklist,
        summary=f"{checklist}第{checklist.version}版：{item.name}",
    )
    return item
