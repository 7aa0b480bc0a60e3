"""Publishing the scores of a quarter, and taking them back with a reason."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone

from township_safety.desk.models import Score, ScoreSheet, ScoreWeights, Who
from township_safety.desk.scores.computing import scores_of
from township_safety.desk.scores.points import Total, from_json, to_json
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.periods import Period
from township_safety.values import clean_text


def publish(office: Office, who: str, quarter: Period, *, on: date, by: User) -> ScoreSheet:
    """Keep the scores as they are now. Raises Refused before the quarter's end, and for a
    quarter that is published."""
    if quarter.last_day >= on:
        raise Refused(f"{quarter.label}还没有结束，不能公布。")
    weights = ScoreWeights.objects.all().of(office, who).by_part
    found = scores_of(office, who, quarter, weights=weights, today=on)
    if not found:
        raise Refused("没有考核对象，先登记村（居）或站所单位。")
    try:
        return _keep(office, who, quarter, weights=weights, found=found, on=on, by=by)
    except IntegrityError:
        raise Refused(f"{quarter.label}的评分已经公布；要改的先撤回。") from None


@transaction.atomic
def _keep(
    office: Office,
    who: str,
    quarter: Period,
    *,
    weights: dict[str, int],
    found: list[Total],
    on: date,
    by: User,
) -> ScoreSheet:
    sheet = ScoreSheet.objects.create(
        office=office,
        who=who,
        label=quarter.label,
        first_day=quarter.first_day,
        last_day=quarter.last_day,
        weights=weights,
        published_on=on,
        published_by=by,
    )
    column = "village_id" if who == Who.VILLAGE else "agency_id"
    Score.objects.bulk_create(
        Score(
            sheet=sheet,
            name=one.name,
            rank=one.rank,
            total=one.total,
            parts=[to_json(part) for part in one.parts],
            **{column: one.key},
        )
        for one in found
    )
    audit.record("公布考核评分", by=by, office=office, target=sheet, summary=str(sheet))
    return sheet


def kept(sheet: ScoreSheet) -> list[Total]:
    """As published, in the order of the ranks."""
    return [
        Total(
            key=score.pk,
            name=score.name,
            parts=[from_json(part) for part in score.parts],
            total=score.total,
            rank=score.rank,
        )
        for score in sorted(
            sheet.scores.all(), key=lambda one: (one.rank is None, one.rank or 0, one.pk)
        )
    ]


@transaction.atomic
def withdraw(sheet: ScoreSheet, *, reason: str, by: User) -> ScoreSheet:
    """The sheet stays readable as 已撤回; the quarter may be published anew."""
    locked = ScoreSheet.objects.select_for_update().get(pk=sheet.pk)
    if locked.is_withdrawn:
        raise Refused("这次评分已经撤回。")
    words = clean_text(reason, max_length=200)
    if not words:
        raise Refused("请写明撤回原因。")
    locked.withdrawn_at, locked.withdrawn_by = timezone.now(), by
    locked.withdraw_reason = words
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    audit.record(
        "撤回考核评分",
        by=by,
        office=locked.office,
        target=locked,
        summary=str(locked),
        changes={"withdraw_reason": ["", words]},
    )
    return locked


@transaction.atomic
def keep_weights(
    weights: ScoreWeights, *, form: forms.BaseModelForm[ScoreWeights], by: User
) -> None:
    """For quarters not published yet; those that are keep theirs."""
    form.save()
    said = "、".join(f"{name}{number}" for name, number in weights.by_part.items())
    audit.record("修改考核权重", by=by, office=weights.office, target=weights, summary=said)
