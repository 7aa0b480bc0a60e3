"""更正: what was entered wrongly is put right, with a reason; it holds for past days, too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Min

from hazards.models import Hazard, Outcome, Rectification
from hazards.models.classification import RectifyMode
from hazards.steps import ActionDenied, Facts, check_day, locked, write
from hazards.workflow import UNRECTIFIED, Action
from township_safety.organisation.models import User


@transaction.atomic
def correct(
    hazard: Hazard,
    *,
    by: User,
    on: date,
    reason: str,
    values: dict[str, Any],
    version: int | None = None,
) -> Hazard:
    """Columns and tags (campaigns …) of the hazard itself; steps are amended one by one."""
    hazard = locked(hazard, Action.CORRECT, by=by, on=on, version=version)
    tags = {field.name for field in Hazard._meta.many_to_many} & values.keys()
    changes = {
        name: value
        for name, value in values.items()
        if name not in tags and getattr(hazard, name) != value
    }
    if "found_on" in changes:
        changes |= _move_finding(hazard, changes["found_on"])
    check_mode(hazard, changes)
    retagged = _retag(hazard, {name: list(values[name]) for name in sorted(tags)})
    if not changes and not retagged:
        return hazard
    return write(
        hazard, Action.CORRECT, by=by, on=on, note=reason, changes=changes, beside=retagged
    )


def _move_finding(hazard: Hazard, found_on: date) -> dict[str, Any]:
    """The day of the find moves; what was fixed on that day goes with it."""
    on_spot = _claim_on_spot(hazard)
    check_new_day(hazard, found_on, besides=on_spot)
    hazard.deadlines.agreed_at(hazard.found_on).update(agreed_on=found_on)
    if on_spot is None:
        return {}
    on_spot.claimed_on = found_on
    on_spot.save(update_fields=["claimed_on"])
    return {} if on_spot.outcome == Outcome.FAILED else {"rectified_on": found_on}


def check_new_day(hazard: Hazard, found_on: date, *, besides: Rectification | None = None) -> None:
    """Nothing that followed the find may come to lie before it."""
    check_day(found_on, not_before=None, what="检查")
    for what, day in _first_facts(hazard, besides=besides).items():
        if day is not None and found_on > day:
            raise ActionDenied(f"检查日期不能晚于{what}{day}")


def _claim_on_spot(hazard: Hazard) -> Rectification | None:
    """The rectification that belongs to the find itself."""
    if hazard.rectify_mode != RectifyMode.ON_SPOT:
        return None
    first = hazard.rectifications.order_by("pk").first()
    return first if first is not None and first.claimed_on == hazard.found_on else None


def _first_facts(hazard: Hazard, *, besides: Rectification | None) -> dict[str, date | None]:
    """The facts that cannot lie before the day of the find."""
    claims = hazard.rectifications.all()
    if besides is not None:
        claims = claims.exclude(pk=besides.pk)
    sources: dict[str, tuple[models.QuerySet[Any], str]] = {
        "整改期限": (hazard.deadlines.all(), "due_on"),
        "改期日期": (hazard.deadlines.all(), "superseded_on"),
        "整改完成日期": (claims, "claimed_on"),
        "复查日期": (hazard.rectifications.all(), "decided_on"),
        "挂牌日期": (hazard.listings.all(), "listed_on"),
        "上报日期": (hazard.referrals.all(), "referred_on"),
        "通知书签发日期": (hazard.notice_items.all(), "notice__issued_on"),
    }
    return {
        what: rows.aggregate(day=Min(column))["day"] for what, (rows, column) in sources.items()
    }


def check_mode(hazard: Hazard, changes: dict[str, Any]) -> None:
    """当场整改 means: put right on the day of the find."""
    if changes.get("rectify_mode") != RectifyMode.ON_SPOT:
        return
    if hazard.status in UNRECTIFIED:
        raise ActionDenied("当场整改的，请先报告整改完成，再更正整改方式")
    if hazard.rectified_on != changes.get("found_on", hazard.found_on):
        raise ActionDenied(f"整改完成日期{hazard.rectified_on}不是检查当天，不是当场整改")


def _retag(hazard: Hazard, tags: dict[str, list[models.Model]]) -> Facts:
    facts: Facts = {}
    for name, rows in tags.items():
        manager = getattr(hazard, name)
        before = list(manager.all())
        if {row.pk for row in before} != {row.pk for row in rows}:
            manager.set(rows)
            facts[name] = (before, rows)
    return facts


@transaction.atomic
def amend_rectification(
    rectification: Rectification,
    *,
    by: User,
    on: date,
    reason: str,
    values: dict[str, Any],
    version: int | None = None,
) -> Hazard:
    """A day or a word of one rectification was entered wrongly."""
    hazard = locked(rectification.hazard, Action.CORRECT, by=by, on=on, version=version)
    row = Rectification.objects.get(pk=rectification.pk)
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        return hazard
    if "decided_on" in changes and row.outcome == Outcome.FAILED:
        raise ActionDenied(
            "复查不合格的日期关系到整改期限，不能更正；确有错误的，误录作废后重新登记"
        )
    beside: Facts = {name: (getattr(row, name), value) for name, value in changes.items()}
    for name, value in changes.items():
        setattr(row, name, value)
    _check_order(hazard, row)
    row.save(update_fields=list(changes))
    derived: dict[str, Any] = {}
    if row.outcome != Outcome.FAILED:
        derived["rectified_on"] = row.claimed_on
    if row.outcome == Outcome.PASSED:
        derived["closed_on"] = row.decided_on
    return write(hazard, Action.CORRECT, by=by, on=on, note=reason, changes=derived, beside=beside)


def _check_order(hazard: Hazard, row: Rectification) -> None:
    """Found, claimed, decided, claimed again: each not before the one it follows."""
    if hazard.rectify_mode == RectifyMode.ON_SPOT and row.claimed_on != hazard.found_on:
        raise ActionDenied("当场整改的，整改完成日期就是检查日期；请先更正整改方式")
    earlier = hazard.rectifications.failed().exclude(pk=row.pk).before(row)
    returned_on = earlier.aggregate(day=Max("decided_on"))["day"]
    check_day(row.claimed_on, not_before=returned_on or hazard.found_on, what="整改完成")
    if row.decided_on is not None:
        check_day(row.decided_on, not_before=row.claimed_on, what="复查")
    elif row.outcome:
        raise ActionDenied("已有复查结果的，复查日期不能空")
