"""站所报数: taking in the numbers of a station, and saying which are still missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from hazards import count_actions
from hazards.models import HazardCount
from hazards.steps import ActionDenied
from township_safety.activities.models import Slot, StationContact, StationFigure, StationQuestion
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused, void_row
from township_safety.organisation.files import claim
from township_safety.organisation.models import Office, Role, StoredFile, User
from township_safety.periods import Period
from township_safety.register.models import Agency, HazardSource

_SOURCE = "station_report"


@dataclass(frozen=True)
class Answer:
    """What the station says to one question. `rectified` only of 隐患."""

    slot: Slot
    value: Decimal
    rectified: int = 0


@dataclass(frozen=True)
class Told:
    """Who said it, when and how."""

    given_by: str
    given_on: date
    way: str
    message: str = ""
    file: StoredFile | None = None


@dataclass
class StationReturn:
    """One station in one period."""

    agency: Agency
    lines: list[tuple[Slot, StationFigure | None]] = field(default_factory=list)

    @property
    def missing(self) -> list[Slot]:
        return [slot for slot, figure in self.lines if figure is None]

    @property
    def state(self) -> str:
        """The word on the screen."""
        if not self.missing:
            return "零报告" if all(f and f.is_nil for _, f in self.lines) else "已报"
        return "未报" if len(self.missing) == len(self.lines) else "部分已报"

    @property
    def is_missing(self) -> bool:
        return bool(self.missing)


def station_returns(office: Office, period: Period) -> list[StationReturn]:
    """Two queries for any number of stations."""
    slots = StationQuestion.objects.for_offices([office.pk]).counted().slots(period)
    given = StationFigure.objects.for_offices([office.pk]).answering(slots)
    found: dict[int, StationReturn] = {}
    for slot in slots:
        agency = slot.question.agency
        one = found.setdefault(agency.pk, StationReturn(agency))
        one.lines.append((slot, given.get(slot.key)))
    return list(found.values())


def may_answer_for(user: User, agency: Agency) -> bool:
    """The clerk for every station, a 站所联络员 for the own one."""
    roles = user.roles_in(agency.office_id)
    if roles & {Role.CLERK, Role.DEPUTY}:
        return True
    return Role.STATION in roles and agency.pk in StationContact.objects.agencies_of(user)


@transaction.atomic
def take_numbers(answers: Iterable[Answer], *, told: Told, by: User) -> list[StationFigure]:
    """Enter what is new and change what differs; what was so entered. Raises Refused."""
    wanted = list(answers)
    keys = [answer.slot.question.pk for answer in wanted]
    list(StationQuestion.objects.select_for_update().filter(pk__in=keys))
    given = StationFigure.objects.answering([answer.slot for answer in wanted])
    if told.file is not None and not told.file.claimed:
        claim([told.file], office_id=told.file.office_id, by=by)
    taken = [_take(answer, given.get(answer.slot.key), told, by) for answer in wanted]
    return [row for row in taken if row is not None]


def _take(answer: Answer, row: StationFigure | None, told: Told, by: User) -> StationFigure | None:
    if row is not None and _says_the_same(row, answer):
        return None
    question, period = answer.slot.question, answer.slot.period
    if told.given_on < period.first_day:
        raise Refused(f"{question}：报数日期早于{period.label}的第一天。")
    before = row.shown if row is not None else ""
    row = row or StationFigure(office_id=question.office_id, question=question, recorded_by=by)
    row.first_day, row.last_day = period.first_day, min(period.last_day, told.given_on)
    row.value, row.is_nil = answer.value, not answer.value
    row.given_by, row.given_on, row.way = told.given_by, told.given_on, told.way
    row.message, row.file = told.message, told.file or row.file
    try:
        row.hazard_count = _in_ledger(row, answer, by=by)
        row.full_clean(exclude=["recorded_by"])
    except ValidationError as problem:
        raise Refused(f"{question}：{'；'.join(problem.messages)}") from problem
    row._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    row.save()
    act = "修改站所报数" if before else "登记站所报数"
    changes = {"value": [before, row.shown]}
    audit.record(act, by=by, office=row.office_id, target=row, summary=str(row), changes=changes)
    return row


def _says_the_same(row: StationFigure, answer: Answer) -> bool:
    rectified = row.hazard_count.rectified if row.hazard_count else 0
    return row.value == answer.value and rectified == answer.rectified


def _in_ledger(row: StationFigure, answer: Answer, *, by: User) -> HazardCount | None:
    """隐患 become a count-only entry of the ledger, with the station as its source."""
    question, count = row.question, row.hazard_count
    if not question.is_of_hazards:
        return None
    try:
        if row.is_nil:
            if count is not None:
                count_actions.void_count(count, by=by, reason="站所改报零报告")
            return None
        write = count_actions.enter if count is None else count_actions.change
        count = count or HazardCount(office_id=question.office_id)
        count.on, count.sector = row.last_day, question.sector
        count.source = (
            HazardSource.objects.available_to(question.office_id).with_code(_SOURCE).first()
        )
        count.found, count.rectified = int(row.value), answer.rectified
        count.basis = f"{question.agency}报数（{row.given_by}，{row.given_on}）"
        return write(count, by=by)
    except ActionDenied as denial:
        raise Refused(f"{question}：{denial}") from denial


@transaction.atomic
def void_number(row: StationFigure, *, by: User, reason: str) -> StationFigure:
    """误录作废, with what it put into the ledger. Raises Refused."""
    voided = void_row(row, by=by, reason=reason)
    count = voided.hazard_count
    if count is not None and not count.is_voided:
        try:
            count_actions.void_count(count, by=by, reason=reason)
        except ActionDenied as denial:
            raise Refused(str(denial)) from denial
    return voided


@transaction.atomic
def name_contacts(agency: Agency, *, users: Iterable[User], by: User) -> None:
    """These accounts give the numbers of the station from now on, and no others."""
    wanted = {user.pk: user for user in users}
    held = StationContact.objects.filter(agency=agency)
    held.exclude(user__in=wanted).delete()
    known = set(held.values_list("user", flat=True))
    for key, user in wanted.items():
        if key not in known:
            StationContact.objects.create(office=agency.office, agency=agency, user=user)
    names = "、".join(str(user) for user in wanted.values()) or "无"
    audit.record(
        "指定站所联络员",
        by=by,
        office=agency.office_id,
        target=agency,
        summary=f"{agency}：{names}",
    )


def reminder_text(period: Period, returns: Iterable[StationReturn]) -> str:
    """To be copied into the group."""
    late = [one.agency.name for one in returns if one.is_missing]
    if not late:
        return ""
    return (
        f"【催报】{period.label}安全生产数据，以下{len(late)}个站所还没有报齐："
        f"{'、'.join(late)}。请今天内报安办；没有的，报零报告。"
    )


def gaps(office: Office, period: Period) -> list[str]:
    """What a report on the period lacks, a line for each station."""
    found = []
    for one in station_returns(office, period):
        labels = [slot.question.label for slot in one.missing if slot.is_inside(period)]
        if labels:
            found.append(f"站所报数：{one.agency}还没有报{'、'.join(dict.fromkeys(labels))}")
    return found
