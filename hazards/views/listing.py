"""The list of hazards: what was asked, how many there are, one page of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from hazards.forms.filters import HazardFilter, Unreadable
from hazards.listing import (
    MOST_COUNTED,
    MOST_COUNTED_BY_WORDS,
    Page,
    Totals,
    page_of,
    totals,
)
from hazards.models import ColumnChoice, Hazard, SavedView
from hazards.models.classification import Grade, ResponsibleLevel
from hazards.models.deadlines import DUE_SOON_WORKING_DAYS, OVERDUE, due_soon_until, light_of
from hazards.models.questions import HazardQuerySet
from hazards.sorting import ORDERS, Sorting
from hazards.views.access import may
from hazards.views.present import BADGES, LIGHTS
from hazards.workflow import Action, Status
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission
from township_safety.register.working_days import calendar_for

PAGE_SIZE = 50
# Where in the list one is; not part of the question.
PLACE = ("page", "after", "before")


@dataclass(frozen=True, slots=True)
class Cell:
    kind: str
    label: str
    text: str
    word: str = ""
    look: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The day a page is seen from, and the last one that is 临期."""

    on: date
    until: date
    # Keys of the rows on the page that are 已上报 and not answered yet.
    referred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: what it reads and how it prints it."""

    name: str
    label: str
    reads: tuple[str, ...]
    kind: str = ""
    prints: Callable[[Column, Day, tuple[Any, ...]], Cell] | None = None

    def cell(self, day: Day, values: tuple[Any, ...]) -> Cell:
        if self.prints is not None:
            return self.prints(self, day, values)
        (value,) = values
        return Cell(self.kind, self.label, "" if value is None else str(value))


def _shortened(column: Column, day: Day, values: tuple[Any, ...]) -> Cell:
    (text,) = values
    return Cell(column.kind, column.label, text if len(text) <= 60 else f"{text[:60]}……")


def _grade(column: Column, day: Day, values: tuple[Any, ...]) -> Cell:
    word = str(Grade(values[0]).label)
    if values[0] == Grade.MAJOR:
        return Cell(column.kind, column.label, "", word, "badge badge--major")
    return Cell(column.kind, column.label, word)


def _level(column: Column, day: Day, values: tuple[Any, ...]) -> Cell:
    return Cell(
        column.kind, column.label, str(ResponsibleLevel(values[0]).label if values[0] else "")
    )


def _due(column: Column, day: Day, values: tuple[Any, ...]) -> Cell:
    due_on, status, key = values
    is_referred = key in day.referred
    word = light_of(status, due_on, on=day.on, until=day.until, is_referred=is_referred)
    look = f"light light--{LIGHTS[word]}" if word else ""
    return Cell(column.kind, column.label, str(due_on) if due_on else "", word, look)


def _status(column: Column, day: Day, values: tuple[Any, ...]) -> Cell:
    status = Status(values[0])
    return Cell(column.kind, column.label, "", str(status.label), f"badge badge--{BADGES[status]}")


COLUMNS = (
    Column("found_on", "检查日期", ("found_on",), "date"),
    Column("village", "村（居）", ("village__name",)),
    Column("site", "监管对象", ("site__name",)),
    Column("place", "隐患部位", ("place",)),
    Column("description", "隐患描述", ("description",), "long", _shortened),
    Column("sector", "行业领域", ("sector__name",)),
    Column("grade", "等级", ("grade",), "", _grade),
    Column("responsible_level", "责任层级", ("responsible_level",), "", _level),
    Column("source", "隐患来源", ("source__name",)),
    Column("responsible_unit", "责任单位", ("responsible_unit",)),
    Column("responsible_person", "责任人", ("responsible_person",)),
    Column("case_leader", "包案领导", ("case_leader",)),
    Column("assigned_to", "承办人", ("assigned_to__full_name",)),
    Column("due_on", "整改期限", ("due_on", "status", "pk"), "date", _due),
    Column("rectified_on", "整改完成日期", ("rectified_on",), "date"),
    Column("closed_on", "销号日期", ("closed_on",), "date"),
    Column("status", "状态", ("status",), "", _status),
)
USUAL = ("found_on", "village", "site", "description", "sector", "grade", "due_on", "status")


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    number: str
    url: str
    cells: list[Cell]
    is_voided: bool


@dataclass(frozen=True, slots=True)
class Heading:
    label: str
    kind: str
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks, and the addresses of the questions beside it."""

    asked: QueryDict

    def without(self, *names: str, **said: str) -> str:
        changed = self.asked.copy()
        for name in (*PLACE, *names):
            changed.pop(name, None)
        for name in [name for name, value in changed.items() if not value]:
            del changed[name]
        for name, value in said.items():
            changed[name] = value
        return f"?{changed.urlencode(safe='/~')}"

    @property
    def words(self) -> str:
        """The question itself, to be kept or carried along; empty when all is shown."""
        return self.without().removeprefix("?")


def carried(request: UserRequest) -> str:
    """The question of the list a person came from, taken along from page to page."""
    words = Question(QueryDict(request.GET.get("list", ""))).words
    return f"?list={quote(words)}" if words else ""


def list_left(request: UserRequest) -> str:
    """The address of the list a person came from."""
    words = Question(QueryDict(request.GET.get("list", ""))).words
    return f"{reverse('hazards:list')}?{words}" if words else ""


@require_GET
@requires(Permission.VIEW)
def hazard_list(request: UserRequest) -> HttpResponse:
    day = day_of(request)
    filters, asked, unreadable = _readable(request)
    hazards = filters.narrow(Hazard.objects.scoped_for(request.user), on=day.on, until=day.until)
    sorting = Sorting.asked(request.GET.get("sort", ""))
    question = Question(asked)
    chosen = ColumnChoice.objects.names_for(request.user) or USUAL
    columns = [column for column in COLUMNS if column.name in chosen]
    page = _page(request, hazards, columns, sorting)
    day = _with_referred(day, page)
    chips = [(words, question.without(name)) for name, words in filters.chips(on=day.on)]
    office = request.user.office
    may_notice = office is not None and may(request, Action.NOTICE, office.pk)
    may_export = request.user.may(Permission.EXPORT)
    context = {
        "filters": filters,
        "chips": chips,
        "unreadable": unreadable,
        "asked": bool(chips or filters.errors),
        "page": page,
        "tabs": _tabs(request.user, question),
        "may_share": request.user.may(Permission.REFERENCE),
        "choices": [(column, column.name in chosen) for column in COLUMNS],
        "headings": list(_headings(columns, sorting, question)),
        "rows": list(_rows(page, columns, day, base=request.path, question=question)),
        "summary": _summary(hazards, page, day, question, by_words=filters.asks_for_words)
        if filters.is_valid()
        else {},
        "links": _links(page, question),
        "question": question.words,
        "sort": request.GET.get("sort", ""),
        "due_soon_days": DUE_SOON_WORKING_DAYS,
        "may_record": request.user.may(Permission.RECORD),
        "may_export": may_export,
        "may_import": request.user.may(Permission.IMPORT),
        "may_notice": may_notice,
        "may_tick": may_notice or may_export,
    }
    return render(request, "hazards/list.html", context)


def _readable(request: UserRequest) -> tuple[HazardFilter, QueryDict, list[Unreadable]]:
    """The question without what cannot be read; that is said, and nothing carries it along."""
    asked: QueryDict = request.GET.copy()
    filters = HazardFilter(asked, user=request.user)
    unreadable = filters.unreadable()
    known = {*filters.fields, *PLACE, "sort"}
    unreadable += [
        Unreadable(name, name, str(value), "列表没有这个条件")
        for name, value in asked.items()
        if name not in known
    ]
    if unreadable:
        for condition in unreadable:
            asked.pop(condition.name, None)
        filters = HazardFilter(asked, user=request.user)
    return filters, asked, unreadable


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool
    count: int | None = None
    # The saved question that this person may drop.
    key: int | None = None


def _tabs(user: User, question: Question) -> list[Tab]:
    """全部 and the saved questions; nothing when none is saved."""
    asked = sorted(parse_qsl(question.words))
    tabs = [
        Tab(
            label=view.name,
            url=f"?{view.query}",
            current=sorted(parse_qsl(view.query)) == asked,
            key=view.pk if view.user_id or user.may(Permission.REFERENCE) else None,
        )
        for view in SavedView.objects.offered_to(user)
    ]
    return [Tab("全部", "?", current=not asked), *tabs] if tabs else []


def day_of(request: UserRequest) -> Day:
    today = timezone.localdate()
    until = due_soon_until(calendar_for(request.user.office, first=today), on=today)
    return Day(today, until)


def _with_referred(day: Day, page: Page) -> Day:
    keys = [pk for pk, *_ in page.rows]
    return replace(day, referred=frozenset(Hazard.objects.referred_keys(keys, on=day.on)))


def _page(
    request: UserRequest, hazards: HazardQuerySet, columns: list[Column], sorting: Sorting
) -> Page:
    reads = (
        "pk",
        "number",
        "status",
        "due_on",
        *(name for column in columns for name in column.reads),
    )
    return page_of(
        hazards,
        columns=reads,
        sorting=sorting,
        size=PAGE_SIZE,
        offices=[membership.office_id for membership in request.user.active_memberships],
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )


def _rows(
    page: Page, columns: list[Column], day: Day, *, base: str, question: Question
) -> Iterator[Row]:
    along = f"?list={quote(question.words)}" if question.words else ""
    for pk, number, status, _, *rest in page.rows:
        values = iter(rest)
        cells = [column.cell(day, tuple(next(values) for _ in column.reads)) for column in columns]
        is_voided = status == Status.VOIDED
        yield Row(pk, number, f"{base}{pk}/{along}", cells, is_voided)


def _headings(columns: list[Column], sorting: Sorting, question: Question) -> Iterator[Heading]:
    for column in columns:
        if column.name not in ORDERS:
            yield Heading(column.label, column.kind)
            continue
        is_this = sorting.order.name == column.name
        wanted = f"-{column.name}" if is_this and not sorting.descending else column.name
        state = ("descending" if sorting.descending else "ascending") if is_this else ""
        yield Heading(column.label, column.kind, question.without(sort=wanted), state)


def _summary(
    hazards: HazardQuerySet, page: Page, day: Day, question: Question, *, by_words: bool
) -> dict[str, Any]:
    """The total and its parts, each number a link to exactly its rows."""
    most = MOST_COUNTED_BY_WORDS if by_words else MOST_COUNTED
    counted = _counted_on(page, day) or totals(hazards, on=day.on, most=most)
    state = question.asked.get("state", "")
    parts = []
    if state in {"", Status.OPEN}:
        parts.append(("未整改", counted.unrectified, question.without(state=Status.OPEN)))
        parts.append(("逾期", counted.overdue, question.without(state=OVERDUE)))
    return {
        "total": counted.all,
        "most": counted.most,
        "parts": parts,
        "without_voided": state == "",
    }


def _counted_on(page: Page, day: Day) -> Totals | None:
    """Of a question that fits on one page all is known; a rare word is not looked for twice."""
    if not (page.is_first and page.is_last):
        return None
    still_open = [(pk, due_on) for pk, _, status, due_on, *_ in page.rows if status == Status.OPEN]
    late = [pk for pk, due_on in still_open if due_on and due_on < day.on]
    late = [pk for pk in late if pk not in day.referred]
    return Totals(len(page.rows), len(still_open), len(late), MOST_COUNTED)


def _links(page: Page, question: Question) -> dict[str, str]:
    links = {}
    if not page.is_first:
        links["first"] = question.without()
        links["previous"] = question.without(before=page.before)
    if not page.is_last:
        links["next"] = question.without(after=page.after)
        links["last"] = question.without(before="end")
    return links
