"""Drafts of the latest reports with the office's own passages, and questions it keeps asking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hazards.models.saved import SavedView
from reports.models import Report, ReportSlot, ReportTemplate, Snippet
from township_safety.desk.demo import materials
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import Entry
from township_safety.desk.demo.township import Township
from township_safety.periods import Kind, Period

_QUESTIONS = {"逾期未整改": "state=overdue", "重大隐患": "grade=major"}
_PHRASES = (
    (Snippet.Kind.OPENING, "本期开头", "本期以来，我乡盯紧重点行业和重要时段，抓排查、促整改。"),
    (
        Snippet.Kind.NEXT,
        "闭环整改",
        "对还没有整改完的隐患逐条明确责任人和期限，到期复查，直至销号。",
    ),
    (Snippet.Kind.ENDING, "结尾", "以上报告，如有不妥，请指正。"),
)
_DRAFTS: dict[str, Kind] = {"half_year": "half", "monthly": "month"}


def write_drafts(place: Township) -> None:
    templates = ReportTemplate.objects.filter(office__isnull=True, code__in=_DRAFTS)
    by_code = {template.code: template for template in templates}
    for code, kind in _DRAFTS.items():
        period = Period.latest_closed(place.window.today, kind=kind)
        report = Report(
            template=by_code[code],
            period_code=period.code,
            first_day=period.first_day,
            last_day=period.last_day,
            signed_on=period.last_day,
            created_by=place.users["clerk"],
        )
        at = place.window.moment(place.window.last_day, dice("draft", code))
        place.ledger.write([Entry(report, at, place.users["clerk"])], action="新建报告")
        ReportSlot.objects.bulk_create(slots(place, report, code, period))


def write_questions(place: Township) -> None:
    """What everybody in the office looks at: 全办共用的筛选."""
    at = place.window.moment(place.window.last_day, dice("questions", "office"))
    views = [SavedView(name=name, query=query) for name, query in _QUESTIONS.items()]
    clerk = place.users["clerk"]
    place.ledger.write([Entry(view, at, clerk) for view in views], action="保存筛选")


def write_phrases(place: Township) -> None:
    """常用语 of the office; one of them ended with the last month."""
    at = place.window.moment(place.window.last_day, dice("phrases", "office"))
    clerk = place.users["clerk"]
    phrases = [Snippet(name=name, kind=kind, text=text) for kind, name, text in _PHRASES]
    ended = place.window.last_day.replace(day=1) - timedelta(days=1)
    phrases.append(
        Snippet(
            name="上月重点",
            kind=Snippet.Kind.WORK,
            text="按照上月部署，重点排查了人员密集场所和烟花爆竹零售点。",
            valid_to=ended,
        )
    )
    place.ledger.write([Entry(phrase, at, clerk) for phrase in phrases], action="新建常用语")


def slots(place: Township, report: Report, code: str, period: Period) -> Iterator[ReportSlot]:
    focus = materials.words()["focus"]
    month = period.last_day.month
    words = {
        "month": f"{month}月份",
        "focus": focus[str(month)],
        "focus_next": focus[str(month % 12 + 1)],
    }
    for name, text in materials.words()["report"][code].items():
        yield ReportSlot(
            report=report, name=name, text=text.format(**words), updated_by=place.users["clerk"]
        )
