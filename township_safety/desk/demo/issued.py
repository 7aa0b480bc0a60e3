"""The report of the month before last as it was signed and sent, kept with its figures."""

from __future__ import annotations

from datetime import date, timedelta

from reports import steps
from reports.dispatching.actions import send
from reports.freezing.issuing import issue
from reports.models import Dispatch, RedHead, Report, ReportEvent, ReportSlot, ReportTemplate
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.drafts import slots
from township_safety.desk.demo.ledger import Entry, backdate
from township_safety.desk.demo.township import Township
from township_safety.jobs import JobFailed
from township_safety.periods import Period

_SIGNED_AFTER = timedelta(days=3)


def write_issued(place: Township) -> Report:
    """It went out under a red head; the month after it lies on the desk as a draft."""
    month = Period.latest_closed(place.window.today, kind="month").previous()
    signed_on = place.window.working_day_from(month.last_day + _SIGNED_AFTER)
    clerk = place.users["clerk"]
    at = place.window.moment(signed_on, dice("issued", month.code))
    report = Report(
        template=ReportTemplate.objects.get(office__isnull=True, code="monthly"),
        period_code=month.code,
        first_day=month.first_day,
        last_day=month.last_day,
        signed_on=signed_on,
        created_by=clerk,
    )
    place.ledger.write([Entry(report, at, clerk)], action="新建报告")
    ReportSlot.objects.bulk_create(slots(place, report, "monthly", month))
    place.ledger.write([Entry(RedHead(report=report), at, clerk)], action="版式")
    _sign(place, report, on=signed_on)
    _send(place, report, on=signed_on)
    return report


def _sign(place: Township, report: Report, *, on: date) -> None:
    """Through the steps themselves, then put back to the day on which it was signed."""
    users = place.users
    sent_in = steps.submit(report, by=users["clerk"])
    passed = steps.pass_review(sent_in, by=users["clerk2"])
    try:
        issued = issue(passed, by=users["deputy"], on=on, accept=True)
    except JobFailed:
        return  # a machine that cannot draw PDFs has it waiting for the signature
    at = place.window.moment(on, dice("signed", report.period_code))
    backdate([issued], "recorded_at", [at])
    events = list(report.events.all())
    for event in events:
        event.on = on
    ReportEvent.objects.bulk_update(events, ["on"])
    backdate(events, "recorded_at", [at] * len(events))


def _send(place: Township, report: Report, *, on: date) -> None:
    """On paper, on the day it was signed; the receipt came back at once."""
    clerk = place.users["clerk"]
    dispatch = Dispatch(
        report=report,
        sent_on=on,
        addressee=report.office.reports_to or "区安委办",
        channel=Dispatch.Channel.PAPER,
        sent_by=str(clerk),
        received_on=on,
        receipt="收文登记第27号",
    )
    sent = send(dispatch, by=clerk)
    at = place.window.moment(on, dice("sent", report.period_code))
    backdate([sent], "recorded_at", [at])
