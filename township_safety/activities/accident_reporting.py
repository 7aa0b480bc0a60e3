"""Reporting an accident upward: each version after the one before, with its line in the log."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import Accident, AccidentReport
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User

Kind = AccidentReport.Kind


@transaction.atomic
def report(draft: AccidentReport, *, accident: Accident, by: User) -> AccidentReport:
    """The next version; casualties and the first moment of reporting go into the accident.

    Raises Refused.
    """
    accident = Accident.objects.select_for_update(of=("self",)).get(pk=accident.pk)
    before = list(AccidentReport.objects.of(accident).order_by("number"))
    _demand_moments(draft, accident)
    _demand_order(draft, before)
    draft.accident, draft.office_id, draft.by = accident, accident.office_id, by
    draft.number = len(before) + 1
    draft.save()
    newest = all(draft.as_of >= one.as_of for one in before)
    if newest:
        accident.deaths, accident.injuries = draft.deaths, draft.injuries
    if accident.reported_at is None or draft.sent_at < accident.reported_at:
        accident.reported_at = draft.sent_at
        accident.reported_on = timezone.localdate(draft.sent_at)
    accident._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    accident.save()
    summary = f"{accident}：{draft}，{draft.casualties}"
    audit.record("事故快报", by=by, office=accident.office_id, target=accident, summary=summary)
    return draft


def _demand_moments(draft: AccidentReport, accident: Accident) -> None:
    if accident.is_voided:
        raise Refused("这起事故已误录作废，不能再报。")
    if accident.received_at is None:
        raise Refused("请先在事故记录里填写接报时间。")
    if draft.sent_at < accident.received_at:
        raise Refused("报出时间不能早于接报时间。")
    if draft.sent_at > timezone.now():
        raise Refused("报出时间不能在现在之后。")
    if draft.as_of > draft.sent_at:
        raise Refused("伤亡情况截至的时间不能晚于报出时间。")


def _demand_order(draft: AccidentReport, before: list[AccidentReport]) -> None:
    kinds = {one.kind for one in before}
    if draft.kind in kinds & {Kind.PHONE, Kind.FIRST}:
        raise Refused(f"{draft.get_kind_display()}已经登记过，情况有变化请登记续报。")
    if draft.kind in {Kind.FOLLOW, Kind.FINAL} and Kind.FIRST not in kinds:
        raise Refused("还没有书面首报，请先登记书面首报。")
    if draft.kind == Kind.FINAL and Kind.FINAL in {one.kind for one in before[-1:]}:
        raise Refused("终报已经报过；有新情况请先登记续报。")
