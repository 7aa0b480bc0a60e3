"""Who came to the newest meetings, what was agreed, pictures of them, and reminders of villages."""

from __future__ import annotations

from datetime import timedelta

from township_safety.activities.models import (
    Accident,
    AccidentReport,
    AccidentTerms,
    Attachment,
    Attendee,
    Informant,
    Meeting,
    MeetingTask,
    PublicReport,
    Reminder,
)
from township_safety.activities.village_returns import village_returns
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.photos import drawn_file
from township_safety.desk.demo.township import Township, phone, someone
from township_safety.periods import Period

_MEETINGS = 3
# What, whose, days until it is due, days until it was done.
_AGREED: tuple[tuple[str, str, int, int], ...] = (
    ("各村（居）排查渡口、池塘救生设施，缺的补齐", "各村（居）", 10, 8),
    ("经营性自建房复查，未整改的列清单报分管领导", "村镇建设服务中心", 15, 0),
    ("烟花爆竹零售点逐家上门检查一遍", "乡安办", 7, 0),
)


def write_proofs(place: Township) -> None:
    held = Meeting.objects.counted().filter(village__isnull=True, on__lte=place.window.last_day)
    meetings = list(held.order_by("-on", "-pk")[:_MEETINGS])
    for meeting in meetings:
        _write_people(place, meeting)
    if meetings:
        _write_tasks(place, meetings[-1])
        _write_picture(place, meetings[0])
    _write_reminders(place)
    _write_accident_reports(place)
    _write_informants(place)


def _write_people(place: Township, meeting: Meeting) -> None:
    """The list as the record counts it; of the newest meeting one person has not signed."""
    chance = dice("people", meeting.uid)
    units = [*(village.name for village in place.villages), *place.agencies]
    number = meeting.attendee_count or len(units)
    at = place.window.moment(meeting.on, chance)
    people = [
        Attendee(
            meeting=meeting,
            name=someone(chance),
            unit=units[position % len(units)],
            is_present=position > 0,
        )
        for position in range(number)
    ]
    place.ledger.write([Entry(one, at, place.users["clerk"]) for one in people], action="")


def _write_tasks(place: Township, meeting: Meeting) -> None:
    at = place.window.moment(meeting.on, dice("tasks", meeting.uid))
    entries = []
    for text, responsible, due, done in _AGREED:
        task = MeetingTask(
            meeting=meeting,
            text=text,
            responsible=responsible,
            due_on=meeting.on + timedelta(days=due),
        )
        done_on = meeting.on + timedelta(days=done)
        if done and done_on <= place.window.last_day:
            task.done_on, task.result = done_on, "已排查，缺的救生圈和警示牌都补上了"
        entries.append(Entry(task, at, place.users["clerk"]))
    place.ledger.write(entries)


def _write_picture(place: Township, meeting: Meeting) -> None:
    chance = dice("meeting picture", meeting.uid)
    at, clerk = place.window.moment(meeting.on, chance), place.users["clerk"]
    file = drawn_file(chance, name="会场.jpg")
    file.by = clerk
    place.ledger.write([Entry(file, at, clerk)], action="")
    attachment = Attachment(
        record_type=meeting._meta.label_lower, record=meeting.pk, file=file, by=clerk
    )
    place.ledger.write([Entry(attachment, at, clerk)], action="")


def _write_reminders(place: Township) -> None:
    """Of the last month: whoever had not reported was reminded once."""
    clerk, last = place.users["clerk"], place.window.last_day
    month = Period.latest_closed(last)
    found = village_returns(place.office, month, today=last)
    on = min(month.day_after + timedelta(days=1), last)
    rows = [
        Reminder(
            village=one.village, first_day=month.first_day, last_day=month.last_day, on=on, by=clerk
        )
        for one in found
        if one.is_silent
    ]
    at = place.window.moment(on, dice("reminders", month.code))
    place.ledger.write([Entry(row, at, clerk) for row in rows], action="")


def _write_accident_reports(place: Township) -> None:
    """By telephone, in writing, and what was known in the evening."""
    AccidentTerms.objects.create(office=place.office)
    kinds = AccidentReport.Kind
    entries = []
    for accident in Accident.objects.counted().exclude(received_at=None):
        told = ((kinds.PHONE, 15), (kinds.FIRST, 50), (kinds.FINAL, 480))
        for number, (kind, minutes) in enumerate(told, start=1):
            assert accident.received_at is not None  # noqa: S101 -- excluded above
            at = accident.received_at + timedelta(minutes=minutes)
            row = AccidentReport(
                accident=accident,
                kind=kind,
                number=number,
                sent_at=at,
                sent_to="区应急管理局值班室",
                as_of=at,
                injuries=accident.injuries,
                course=accident.description or "正在核实",
                by=place.users["clerk"],
            )
            entries.append(Entry(row, at, place.users["clerk"]))
    place.ledger.write(entries, action="")


def _write_informants(place: Township) -> None:
    """The newest two reports that are dealt with: one person has been told, one not yet."""
    clerk = place.users["clerk"]
    done = PublicReport.objects.counted().filter(concluded_on__lt=place.window.last_day)
    entries = []
    for number, report in enumerate(done.order_by("-concluded_on", "-pk")[:2]):
        chance = dice("informant", report.uid)
        row = Informant(report=report, name=someone(chance), contact=phone(chance), handler=clerk)
        if number:
            row.answered_on, row.answer_way = report.concluded_on, Informant.Way.PHONE
            row.answer = "已核实，告知了处理结果"
        entries.append(Entry(row, place.window.moment(report.received_on, chance), clerk))
    place.ledger.write(entries, action="")
