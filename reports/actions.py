"""What changes a report: opening a draft, its days, its hand-written passages."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from reports.blocks import read_blocks, slots_of
from reports.carrying import carry_over
from reports.commissions import days_of
from reports.models import Report, ReportSlot, ReportTemplate, Series
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.periods import Period, PeriodProblem

_SHOWN_IN_LOG = 200


class SlotChanged(Exception):
    """Somebody else saved the passage since this person opened it; nothing was written."""

    def __init__(self, slot: ReportSlot) -> None:
        super().__init__(f"{slot.updated_by}刚修改过这一段")
        self.slot = slot


@transaction.atomic
def open_draft(
    template: ReportTemplate,
    *,
    office: Office,
    period: Period,
    by: User,
    cut_off: date | None = None,
    signed_on: date | None = None,
    about: str = "",
    today: date,
) -> Report:
    """The report of this series and period: the one that is there, else a new draft.

    `about` is the code of the sector, campaign or key period of a template that asks for one.

    An issued one is never begun again; where it is wrong it is corrected in the open.

    Without a cut-off the ledger is read to the end of the period, or to today while it runs.
    Raises PeriodProblem when the period has not begun or the cut-off lies outside it.
    """
    series = Series.of(office.pk, template, about=about)
    reports = Report.objects.in_series(series).of_period(period)
    existing = reports.of_template(template).unissued().first() or reports.standing().first()
    if existing is not None:
        return existing
    last_day = _checked_cut_off(period, cut_off, today=today)
    # Of a campaign or sector each report begins where it is asked to begin.
    first_day = period.first_day if template.about else None
    covered = days_of(series, period, first_day=first_day, cut_off=last_day)
    report, is_new = Report.objects.get_or_create(
        office=office,
        template=template,
        period_code=period.code,
        about=about,
        state=Report.State.DRAFT,
        defaults={
            "first_day": covered.first_day,
            "last_day": last_day,
            "signed_on": signed_on or last_day,
            "created_by": by,
        },
    )
    if is_new:
        audit.record("新建报告", by=by, office=office, target=report)
        carry_over(report)
    return report


def _checked_cut_off(period: Period, cut_off: date | None, *, today: date) -> date:
    if period.first_day > today:
        raise PeriodProblem(f"{period.label}还没有开始，请选已经开始或结束的统计期。")
    if cut_off is None:
        return min(period.last_day, today)
    if cut_off > today:
        raise PeriodProblem(f"数据截至日 {cut_off} 还没有到，最晚只能是今天（{today}）。")
    if not period.contains(cut_off):
        raise PeriodProblem(
            f"数据截至日 {cut_off} 不在{period.label}之内，"
            f"应在 {period.first_day} 至 {period.last_day} 之间。"
        )
    return cut_off


@transaction.atomic
def change_days(
    report: Report, *, first_day: date, last_day: date, signed_on: date | None, by: User
) -> Report:
    locked = _writable(report)
    before = {name: getattr(locked, name) for name in ("first_day", "last_day", "signed_on")}
    after = {"first_day": first_day, "last_day": last_day, "signed_on": signed_on}
    for name, value in after.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(after))
    changes = {
        name: [str(before[name] or ""), str(after[name] or "")]
        for name in after
        if before[name] != after[name]
    }
    audit.record("修改报告日期", by=by, office=locked.office_id, target=locked, changes=changes)
    return locked


@transaction.atomic
def write_slot(report: Report, *, name: str, text: str, version: int, by: User) -> ReportSlot:
    """Save a passage that was read as `version`.

    Raises SlotChanged when somebody saved another text since; both texts are then known.
    """
    locked = _writable(report)
    if name not in {slot.name for slot in slots_of(read_blocks(locked.template.blocks))}:
        raise Refused("这份报告里没有这一段自写内容，请刷新页面。")
    slot, _ = ReportSlot.objects.get_or_create(report=locked, name=name)
    if slot.text == text:
        return slot
    if slot.version != version:
        raise SlotChanged(slot)
    changes = {name: [slot.text[:_SHOWN_IN_LOG], text[:_SHOWN_IN_LOG]]}
    slot.text, slot.version, slot.updated_by = text, version + 1, by
    slot.carried_from = None
    slot.save()
    audit.record("填写报告", by=by, office=locked.office_id, target=locked, changes=changes)
    return slot


def _writable(report: Report) -> Report:
    """The row, locked; what is under review or issued stays as it is."""
    found = locked(report)
    if found.is_issued:
        raise Refused("这份报告已经签发，不能再改；发现有错的，请用“更正后重报”。")
    if not found.is_draft:
        raise Refused(f"这份报告现在是“{found.get_state_display()}”，不能再改；要改的，请先退回。")
    return found


def locked(report: Report) -> Report:
    return Report.objects.select_for_update().get(pk=report.pk)
