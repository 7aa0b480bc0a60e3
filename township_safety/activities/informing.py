"""举报人: keeping, reading, answering, paying; the log names the act and never the person."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import Informant, PublicReport
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User


@transaction.atomic
def keep(informant: Informant, *, report: PublicReport, by: User) -> Informant:
    """New or changed. Raises Refused."""
    if report.is_voided:
        raise Refused("这件举报已误录作废。")
    act = "修改举报人信息" if informant.pk else "登记举报人信息"
    informant.report, informant.office_id = report, report.office_id
    informant.save()
    _log(act, informant, by=by)
    return informant


def read(informant: Informant, *, by: User) -> None:
    """Whoever opens the page is written down, before it is shown."""
    _log("查看举报人信息", informant, by=by)


@transaction.atomic
def answer(informant: Informant, *, on: date, way: str, said: str, by: User) -> None:
    """答复举报人. Raises Refused."""
    informant = Informant.objects.select_for_update(of=("self",)).get(pk=informant.pk)
    if informant.report.concluded_on is None:
        raise Refused("举报还没有办结，先填写办结日期和核查结果再答复。")
    _demand_day(on, earliest=informant.earliest_answer, what="答复日期")
    informant.answered_on, informant.answer_way, informant.answer = on, way, said
    informant.save(update_fields=["answered_on", "answer_way", "answer"])
    _log("答复举报人", informant, by=by)


@transaction.atomic
def pay(informant: Informant, *, on: date, receipt: str, by: User) -> None:
    """The reward was handed over against a receipt. Raises Refused."""
    informant = Informant.objects.select_for_update(of=("self",)).get(pk=informant.pk)
    if not informant.report.reward:
        raise Refused("这件举报没有登记奖励金额。")
    _demand_day(on, earliest=informant.earliest_answer, what="领取日期")
    informant.paid_on, informant.receipt = on, receipt
    informant.save(update_fields=["paid_on", "receipt"])
    _log("举报奖金领取", informant, by=by)


@transaction.atomic
def confine(report: PublicReport, *, is_confined: bool, by: User) -> None:
    """Hide the report from villages and stations, or release it."""
    report = PublicReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.is_confined = is_confined
    report._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    report.save(update_fields=["is_confined"])
    act = "举报限制查看" if is_confined else "举报解除限制"
    audit.record(act, by=by, office=report.office_id, target=report)


def _demand_day(on: date, *, earliest: date, what: str) -> None:
    if on < earliest:
        raise Refused(f"{what}不能早于{earliest}。")
    if on > timezone.localdate():
        raise Refused(f"{what}不能在今天之后。")


def _log(act: str, informant: Informant, *, by: User) -> None:
    audit.record(
        act, by=by, office=informant.office_id, target=informant.report, summary=str(informant)
    )
