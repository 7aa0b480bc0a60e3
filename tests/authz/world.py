"""Three offices with one row of everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.timezone import localdate

from hazards import consulting
from hazards.models import Hazard, Notice, SavedView
from hazards.workflow import Status
from inspections.models import Clearance, Operation
from reports.models import PriorValue, Report, ReportTemplate
from tests.authz.digest_world import make_digest_rows, make_scores
from tests.authz.handed_world import make_handed_rows
from tests.authz.issued_world import make_issued_report
from tests.authz.outgoing_world import make_outgoing_rows
from tests.desk.registers import make_row
from tests.factories.archives import make_archive_section
from tests.factories.checklists import make_checklist
from tests.factories.files import make_photo
from tests.factories.hazards import make_count, make_hazard, make_notice, make_recheck
from tests.factories.inspections import make_finding, make_target
from tests.factories.opinions import make_opinion
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from tests.factories.reports import make_snippet, make_template
from tests.factories.seals import make_seal
from tests.factories.stations import make_contact, make_station_figure
from township_safety.activities.agreeing import agree
from township_safety.activities.attaching import attach
from township_safety.activities.informing import keep
from township_safety.activities.models import (
    Informant,
    LetterObligation,
    Meeting,
    MeetingTask,
    PublicReport,
    StationQuestion,
)
from township_safety.desk import staging
from township_safety.desk.handover_actions import Agreed, carry_out
from township_safety.desk.import_drafts import Draft
from township_safety.desk.models import ImportBatch
from township_safety.desk.registers import registers
from township_safety.organisation import numbers, papers
from township_safety.organisation.models import (
    Handover,
    NumberBlock,
    Office,
    Role,
    SignedCopy,
    User,
    Village,
)
from township_safety.periods import Period
from township_safety.register.models import Agency, Holiday, Sector, Site
from township_safety.spreadsheets import parse_block

# Where a row lies, seen from the person: own village, another village of the own office,
# an office below the own one, an office that has nothing to do with it.
SCOPES = ("own", "village", "below", "other")
MONTH = Period.of_month(2024, 3)
STARTED_ON = date(2024, 5, 10)
KEY = "hazard.found"


@dataclass
class Rows:
    """One row of each kind at one place."""

    office: Office
    village: Village
    clerk: User
    keys: dict[str, Any] = field(default_factory=dict)


def fill(office: Office, village: Village) -> Rows:
    clerk = make_user(Role.CLERK, office)
    rows = Rows(office, village, clerk)
    hazard = make_hazard(Status.RECTIFIED, office=office, village=village, by=clerk)
    open_hazard = make_hazard(office=office, village=village, by=clerk, due_on=date(2024, 4, 1))
    photo = make_photo(office=office, by=clerk)
    open_hazard.photos.create(office=office, file=photo, stage="before")
    photo.claimed = True
    photo.save()
    rows.keys = {
        "hazard": open_hazard.pk,
        "rectified": hazard.pk,
        "rectification": hazard.rectifications.get().pk,
        "count": make_count(office=office, village=village, by=clerk).pk,
        "notice": make_notice(open_hazard, office=office, village=village, by=clerk).pk,
        "file": photo.uid,
        "photo": open_hazard.photos.get().pk,
        "consultation": consulting.draw_up([open_hazard], office=office, by=clerk, uid=uuid4()).pk,
        "recheck": make_recheck(office=office, village=village).pk,
        "opinion": make_opinion(office=office, by=clerk, decided_on=STARTED_ON).pk,
        "account": clerk.pk,
        "view": SavedView.objects.create(office=office, name=f"共用{village.pk}").pk,
        "sector": _sector(office, village).pk,
        "holiday": _holiday(office, village).pk,
        "report": _report(office, village, clerk).pk,
        "issued": make_issued_report(office, village, clerk).pk,
        "prior": _prior(office, clerk).pk,
        "template": make_template(
            {"kind": "paragraph", "text": "内容"}, office=office, code=f"own{village.pk}"
        ).pk,
        "snippet": make_snippet(office=office, name=f"结尾{village.pk}").pk,
        "handover": _handover(office, clerk).pk,
        "draft": _draft(office, clerk),
        "batch": ImportBatch.objects.create(
            office=office, by=clerk, name="台账.xlsx", register="hazards"
        ).pk,
        "token": staging.keep([], name="台账.xlsx", by=clerk, office=office),
        **{key: _register_row(key, office, village) for key in registers()},
    }
    rows.keys |= _papers(rows.keys["notice"], clerk)
    owed = LetterObligation.objects.select_related("kind").get(pk=rows.keys["letter_obligations"])
    rows.keys |= {"letter_year": owed.year, "letter_kind": owed.kind.code}
    report = PublicReport.objects.get(pk=rows.keys["public_reports"])
    keep(Informant(name="某戊", handler=clerk), report=report, by=clerk)
    rows.keys["task"] = _task(rows.keys["meetings"], clerk)
    rows.keys["attachment"] = _attachment(rows.keys["meetings"], clerk)
    rows.keys |= _outing(rows)
    rows.keys |= make_handed_rows(office, village, clerk)
    rows.keys |= _clearance(open_hazard)
    rows.keys |= make_outgoing_rows(rows.keys["issued"], clerk)
    rows.keys |= make_digest_rows(office, clerk)
    rows.keys |= make_scores(office, village, clerk)
    rows.keys["archive_section"] = make_archive_section(office, village).pk
    rows.keys["seal"] = make_seal(Site.objects.get(pk=rows.keys["sites"])).pk
    question = StationQuestion.objects.get(pk=rows.keys["station_questions"])
    rows.keys["station"] = question.agency_id
    operation = Operation.objects.get(pk=rows.keys["operations"])
    found = Hazard.objects.get(pk=rows.keys["hazard"])
    rows.keys["finding"] = make_finding(operation, hazard=found).pk
    rows.keys["station_figure"] = make_station_figure(question).pk
    return rows


def _outing(rows: Rows) -> dict[str, int]:
    """A site of the outing still to be seen, and a checklist of the office."""
    target = make_target(Operation.objects.get(pk=rows.keys["operations"]))
    checklist = make_checklist(f"own{rows.village.pk}", office=rows.office)
    item = checklist.items.first()
    assert item is not None
    return {"target": target.pk, "checklist": checklist.pk, "item": item.pk}


def _clearance(hazard: Hazard) -> dict[str, int]:
    """A list of a month of its own, with one line."""
    number = Clearance.objects.filter(office=hazard.office).count()
    clearance = Clearance.objects.create(office=hazard.office, month=date(2024, number + 1, 1))
    item = clearance.items.create(office=hazard.office, hazard=hazard, position=1)
    return {"clearance": clearance.pk, "clearance_line": item.pk}


def _register_row(key: str, office: Office, village: Village) -> int:
    if key == "villages":
        return village.pk
    lookup = registers()[key].model.village_lookup  # type: ignore[attr-defined]  # an OwnedModel
    fields: dict[str, Any] = {"village": village} if lookup == "village" else {}
    if lookup == "site__village":
        fields = {"site": make_site(office=office, village=village)}
    if key == "rosters":
        fields["shift"] = f"第{village.pk}班"
    row = make_row(key, office, **fields)
    return int(row.pk)


def _papers(key: int, clerk: User) -> dict[str, Any]:
    """A printed notice with one signed page, a page nobody knows, a block of numbers."""
    notice = Notice.objects.get(pk=key)
    printed = papers.printed_form(
        notice, form="notice", title="通知书", about="某厂", village=notice.village, by=clerk
    )
    unknown, known = (make_photo(office=notice.office, by=clerk) for _ in range(2))
    waiting = SignedCopy.objects.create(office=notice.office, picture=unknown, by=clerk)
    block = NumberBlock(
        office=notice.office,
        kind=notice.kind.sequence,
        name="通知书",
        word="测",
        year=STARTED_ON.year,
        taken_by="某甲",
        taken_on=STARTED_ON,
    )
    numbers.reserve_block(block, count=1, by=clerk)
    return {
        "printed": printed.code,
        "signed": papers.attach(printed, known, by=clerk).pk,
        "scan": waiting.pk,
        "block": block.pk,
        "number": block.numbers.get().pk,
    }


def _attachment(meeting: int, clerk: User) -> int:
    record = Meeting.objects.get(pk=meeting)
    photo = make_photo(office=record.office, by=clerk)
    (attachment,) = attach(record, files=[photo], purpose="photo", note="", by=clerk)
    return attachment.pk


def _task(meeting: int, clerk: User) -> int:
    task = MeetingTask(text="排查渡口", responsible="农业站")
    return agree(task, meeting=Meeting.objects.get(pk=meeting), by=clerk).pk


def _sector(office: Office, village: Village) -> Sector:
    number = f"own{village.pk}"
    return Sector.objects.create(office=office, code=number, name=f"自定行业{number}")


def _holiday(office: Office, village: Village) -> Holiday:
    day = date.fromordinal(date(2030, 1, 1).toordinal() + village.pk % 300)
    return Holiday.objects.create(office=office, day=day, is_workday=False, name="地方节日")


def _report(office: Office, village: Village, clerk: User) -> Report:
    return Report.objects.create(
        office=office,
        template=ReportTemplate.objects.get(code="monthly"),
        period_code=f"{2000 + village.pk % 20}-03",
        first_day=MONTH.first_day,
        last_day=MONTH.last_day,
        signed_on=MONTH.last_day,
        created_by=clerk,
    )


def _handover(office: Office, clerk: User) -> Handover:
    successor, deputy = make_user(Role.CLERK, office), make_user(Role.DEPUTY, office)
    agreed = Agreed(clerk, successor, "某丙", localdate(), ends_account=False)
    return carry_out(agreed, office=office, by=deputy)


def _draft(office: Office, clerk: User) -> str:
    grids = [parse_block("检查日期\t存在问题\t备注\n2024-3-5\t通道堵塞\t一楼")]
    asked: dict[str, Any] = {
        "name": "台账.xlsx",
        "register": "hazards",
        "is_history": False,
        "file": None,
    }
    return Draft.keep(grids, by=clerk, office=office, **asked).token


def _prior(office: Office, clerk: User) -> PriorValue:
    month = Period.of_month(2024, 1 + PriorValue.objects.filter(office=office).count())
    return PriorValue.objects.create(
        office=office,
        figure=KEY,
        first_day=month.first_day,
        last_day=month.last_day,
        value=3,
        source="3月月报",
        recorded_by=clerk,
    )


@dataclass
class World:
    rows: dict[str, Rows]
    people: dict[str, User | None]


def make_world() -> World:
    own = make_office(started_on=STARTED_ON)
    offices = {
        "own": own,
        "village": own,
        "below": make_office(parent=own, started_on=STARTED_ON),
        "other": make_office(started_on=STARTED_ON),
    }
    rows = {scope: fill(office, make_village(office=office)) for scope, office in offices.items()}
    people: dict[str, User | None] = {
        role.value: make_user(role, own, villages=[rows["own"].village]) for role in Role
    }
    clerk = people["clerk"]
    station = people["station"]
    assert clerk is not None
    assert station is not None
    make_contact(Agency.objects.get(pk=rows["own"].keys["station"]), station)
    rows["own"].keys["draft"] = _draft(own, clerk)
    rows["own"].keys["token"] = staging.keep([], name="台账.xlsx", by=clerk, office=own)
    return World(rows, people | {"out": None})
