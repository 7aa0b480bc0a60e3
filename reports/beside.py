"""What the office should know beside the numbers of a report: numbers that stations still owe,
what may be counted twice, and accidents of which more became known after the cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone

from inspections.station_overlaps import overlaps
from reports.gaps import Gap
from township_safety.activities.models import Accident, AccidentReport, StationFigure
from township_safety.activities.station_reporting import gaps as station_gaps
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.periods import Period


def remarks(office: Office, period: Period) -> Iterator[str]:
    """For the list of gaps. `period` is cut: its last day is the cut-off."""
    for text in station_gaps(office, period):
        yield Gap.at(text, "stations", action="站所报数")
    for text in _counted_twice(office, period):
        yield Gap.at(text, "records:list", "operations", action="检查、联合执法")
    for text in accident_news(office, period):
        yield Gap.at(text, "records:list", "accidents", action="事故台账")


def _counted_twice(office: Office, period: Period) -> Iterator[str]:
    rows = StationFigure.objects.for_offices([office.pk]).counted().inside(period).with_names()
    figures = {row.pk: row for row in rows}
    for key, operations in overlaps(figures.values()).items():
        together = "、".join(str(operation) for operation in operations)
        what = f"{figures[key]}（{figures[key].shown}）"
        yield f"可能重复统计：{what}，同期已登记联合检查执法：{together}"


def accident_news(office: Office, period: Period) -> Iterator[str]:
    """What became known after the cut-off; a sentence on accidents has to be looked at again."""
    end = timezone.make_aware(datetime.combine(period.last_day + timedelta(days=1), time()))
    rows = Accident.objects.for_offices([office.pk]).counted()
    for accident in rows.dated_in(period.first_day, period.last_day).with_reports():
        if accident.recorded_at >= end:
            yield f"数据截至日之后才登记：{_named(accident)}；“未发生事故”的说法须重新核对"
        if accident.judged_on is not None and accident.judged_on > period.last_day:
            verdict = "是" if accident.is_production_accident == "yes" else "不是"
            day = chinese_date(accident.judged_on)
            said = f"{day}由{accident.judged_by}认定{verdict}生产安全事故"
            yield f"{_named(accident)}，{said}"
        yield from _later_report(accident, end)


def _later_report(accident: Accident, end: datetime) -> Iterator[str]:
    reports = sorted(accident.reports.all(), key=lambda one: (one.as_of, one.pk))
    later = [one for one in reports if one.as_of >= end]
    if not later:
        return
    known = [one for one in reports if one.as_of < end]
    news = later[-1]
    at = timezone.localtime(news.as_of)
    moment = f"{chinese_date(at.date())}{at.hour}时{at.minute:02}分"
    head = f"接到{news.get_kind_display()}：{_named(accident)}，截至{moment}{news.casualties}"
    yield f"{head}；{_as_known(known, news)}"


def _as_known(known: list[AccidentReport], news: AccidentReport) -> str:
    if not known:
        return "数据截至日还没有快报，请重新核对事故一段"
    if known[-1].casualties == news.casualties:
        return "与数据截至日相同"
    return f"本报告按数据截至日写{known[-1].casualties}，请核对是否更正"


def _named(accident: Accident) -> str:
    """2024年4月10日某路口的事故; without a place only the day."""
    where = accident.place or (str(accident.site) if accident.site else "")
    return f"{chinese_date(accident.occurred_on)}{where.removesuffix('事故')}的事故"
