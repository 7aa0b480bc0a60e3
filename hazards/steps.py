"""What every action on a hazard does: lock the row, check it, write it, remember it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from hazards.models import Deadline, Hazard, HazardEvent
from hazards.workflow import TRANSITIONS, Action
from township_safety.organisation import trace
from township_safety.organisation.models import LeaderOpinion, User

Facts = dict[str, tuple[Any, Any]]


class ActionDenied(Exception):
    """The hazard's status, the person's role or the day does not allow this action."""


class Stale(ActionDenied):
    """Someone changed the row after this person had opened it."""


def check_day(on: date, *, not_before: date | None, what: str) -> None:
    """A fact lies neither in the future nor before the fact it follows."""
    if on > timezone.localdate():
        raise ActionDenied(f"{what}日期{on}在今天之后，请核对")
    if not_before is not None and on < not_before:
        raise ActionDenied(f"{what}日期{on}早于上一步的日期{not_before}，请核对")


def locked(
    hazard: Hazard, action: Action, *, by: User, on: date, version: int | None = None
) -> Hazard:
    """The row, locked and checked: role, version, status, day."""
    hazard = Hazard.objects.select_for_update().get(pk=hazard.pk)
    step = TRANSITIONS[action]
    if not by.roles_in(hazard.office_id) & step.roles:
        raise ActionDenied(f"您的角色不能{action.label}，请联系安办工作人员")
    if version is not None and version != hazard.version:
        raise Stale(_who_was_faster(hazard, action, by=by))
    if hazard.status not in step.sources:
        raise ActionDenied(f"这条隐患现在是“{hazard.get_status_display()}”，不能{action.label}")
    check_day(on, not_before=hazard.found_on, what=action.label)
    return hazard


def _who_was_faster(hazard: Hazard, action: Action, *, by: User) -> str:
    latest = hazard.events.select_related("by").latest("pk")
    done = latest.get_action_display()
    if latest.by == by and latest.action == action:
        return f"您刚才已经办理过“{done}”，这一次没有重复登记"
    return f"{latest.by or '导入'}刚修改过这条隐患（{done}），请核对后再办理"


def write(
    hazard: Hazard,
    action: Action,
    *,
    by: User,
    on: date,
    note: str,
    changes: dict[str, Any] | None = None,
    beside: Facts | None = None,
    opinion: LeaderOpinion | None = None,
) -> Hazard:
    """Change the row to what its dated rows now say, and remember.

    `beside` tells what changed in other tables: {name: (before, after)}. `opinion` is what
    hazards.opinions.agreed() gave for this step.
    """
    changes = dict(changes or {})
    step = TRANSITIONS.get(action)
    if step is not None and step.target is not None:
        changes["status"] = step.target
    facts = {name: [_fact(old), _fact(new)] for name, (old, new) in (beside or {}).items()}
    for name, value in changes.items():
        facts[name] = [_fact(getattr(hazard, name)), _fact(value)]
        setattr(hazard, name, value)
    hazard.version += 1
    hazard.is_history = False  # from here on it is worked on like any other
    hazard.save(update_fields=[*changes, "version", "is_history"])
    remember(hazard, action, by=by, on=on, note=note, changes=facts, opinion=opinion)
    return hazard


def remember(
    hazard: Hazard,
    action: Action,
    *,
    by: User | None,
    on: date,
    note: str = "",
    changes: dict[str, Any] | None = None,
    opinion: LeaderOpinion | None = None,
) -> HazardEvent:
    return HazardEvent.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        action=action,
        on=on,
        by=by,
        note=note[:500],
        changes=changes or {},
        opinion=opinion,
        request_id=trace.current.get(trace.OUTSIDE).request_id,
    )


def set_deadline(
    hazard: Hazard, *, due_on: date, on: date, by: User | None, reason: str, **asked: Any
) -> Deadline:
    """A new dated deadline; the one before ends on the day this one was agreed.

    The caller writes `due_on` on the hazard itself. `asked` is what else the deadline keeps of
    an extension: applicant, applied_on, opinion.
    """
    if due_on < hazard.found_on:
        raise ActionDenied(f"整改期限{due_on}早于检查日期{hazard.found_on}，请核对")
    if due_on < on:
        raise ActionDenied(f"整改期限{due_on}早于确定期限的日期{on}，请核对")
    current = hazard.deadlines.in_force_now().first()
    if current is not None:
        check_day(on, not_before=current.agreed_on, what="确定期限的")
        current.superseded_on = on
        current.save(update_fields=["superseded_on"])
    return Deadline.objects.create(
        office_id=hazard.office_id,
        hazard=hazard,
        due_on=due_on,
        agreed_on=on,
        by=by,
        reason=reason,
        **asked,
    )


def _fact(value: Any) -> Any:
    """A value as the event keeps it: a name for a row, the code for a choice."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return "、".join(str(item) for item in value)
    return str(value)
