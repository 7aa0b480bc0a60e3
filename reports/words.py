"""The words of a report that follow from the office and the days, never typed."""

from __future__ import annotations

from datetime import date, time, timedelta

from reports.models import ReportTemplate
from reports.subjects import Subject
from reports.text import WORDS
from township_safety.activities.models import DutyRoster
from township_safety.documents.numerals import chinese_date
from township_safety.organisation.models import Office
from township_safety.periods import Period


def words_of(
    office: Office,
    period: Period,
    *,
    template: ReportTemplate | None = None,
    subject: Subject | None = None,
) -> dict[str, str]:
    """Every word that a wording may use, with its text for this report."""
    words = {**dict.fromkeys(WORDS, ""), **_of_days(office, period), **_of_roster(office, period)}
    if template is not None:
        own = {
            "本期": template.period_word,
            "主送单位": template.addressee,
            "落款单位": template.signature,
            "时刻": _hour(template.closes_at),
        }
        words |= {name: text for name, text in own.items() if text}
    if subject is not None:
        words |= dict(subject.turn.words)
    since = subject.since if subject and subject.since else period.last_day.replace(month=1, day=1)
    return {**words, "累计起": chinese_date(since)}


def _of_days(office: Office, period: Period) -> dict[str, str]:
    last = chinese_date(period.last_day)
    return {
        "单位": office.name,
        "落款单位": office.signer,
        "主送单位": office.reports_to,
        "安全办": office.safety_office_name or f"{office.area_word}安办",
        "全乡": f"全{office.area_word}",
        "我乡": f"我{office.area_word}",
        "乡": office.area_word,
        "村（居）": office.village_word,
        "时段": period.label,
        "本期": period.word,
        "年": f"{period.last_day.year}年",
        "起止": _from_to(period.first_day, period.last_day),
        "截至": f"截至{last}",
        "下期": following(period),
    }


def _from_to(first: date, last: date) -> str:
    """A year or month that both days have in common is said once."""
    if first == last:
        return chinese_date(first)
    end = chinese_date(last)
    if first.year == last.year:
        end = f"{last.day}日" if first.month == last.month else f"{last.month}月{last.day}日"
    return f"{chinese_date(first)}至{end}"


def _of_roster(office: Office, period: Period) -> dict[str, str]:
    """Who is on duty on the last day, every shift."""
    if period.kind != "day":
        return {}
    shifts = DutyRoster.objects.for_offices([office.pk]).counted()
    rows = list(shifts.dated_in(period.last_day, period.last_day).order_by("pk"))
    leaders = dict.fromkeys(row.leader for row in rows)
    persons = dict.fromkeys(row.persons for row in rows)
    return {"带班领导": "、".join(leaders), "值班人员": "、".join(persons)}


def _hour(closes_at: time | None) -> str:
    if closes_at is None:
        return ""
    return f"{closes_at.hour}时{f'{closes_at.minute}分' if closes_at.minute else ''}"


def following(period: Period) -> str:
    """What comes after: 下月, 下半年, the next year."""
    after = period.whole.last_day + timedelta(days=1)
    match period.kind:
        case "day":
            return "次日"
        case "week":
            return "下周"
        case "month":
            return "下月"
        case "quarter":
            return "下季度"
        case "half":
            return "下半年" if after.month == 7 else f"{after.year}年上半年"
        case "year":
            return f"{after.year}年"
        case _:
            return "下一阶段"
