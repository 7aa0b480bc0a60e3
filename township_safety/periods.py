"""A reporting period as a value: first and last day, both counted, with a label and a code."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal, Self

Kind = Literal["day", "week", "month", "quarter", "half", "year", "range"]

FIRST_YEAR = 1990
LAST_YEAR = 2100

_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_WORDS = {
    "day": "当日",
    "week": "本周",
    "month": "本月",
    "quarter": "本季度",
    "year": "全年",
    "range": "期间",
}
_QUARTERS = ("一", "二", "三", "四")
_HALVES = ("上半年", "下半年")
_FORMS = (
    "请写成 2024-04-10（日）、2024-W15（周）、2024-04（月）、2024-Q3（季度）、2024-H1（半年）、"
    "2024（全年）"
    "或 2024-01-15..2024-02-03（起止日期，含首尾）"
)


class PeriodProblem(ValueError):
    """The text names no period; the message is Chinese and shows the accepted forms."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first_day`` to ``last_day``, both inclusive.

    A period cut at a day keeps its label and kind: April, as known on the 27th, is still April.
    """

    first_day: date
    last_day: date
    label: str
    kind: Kind

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise PeriodProblem(
                f"起始日期 {self.first_day} 晚于截止日期 {self.last_day}，请对调或改正。"
            )

    # -- making one -----------------------------------------------------------------------

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as typed on the command line or in an address."""
        code = unicodedata.normalize("NFKC", text).strip().upper()
        for pattern, make in _CODES:
            if found := pattern.fullmatch(code):
                try:
                    period: Self = make(cls, found)
                except PeriodProblem:
                    raise
                except ValueError:
                    break  # a month 13, a 30 February
                return period
        raise PeriodProblem(f"看不懂统计期“{text}”：{_FORMS}。")

    @classmethod
    def of_day(cls, day: date) -> Self:
        """One day."""
        _checked_year(day.year)
        return cls(day, day, _range_label(day, day), "day")

    @classmethod
    def of_week(cls, year: int, number: int) -> Self:
        """Monday to Sunday; a year's first week is the one with its first Thursday (ISO 8601)."""
        monday = date.fromisocalendar(_checked_year(year), number, 1)
        sunday = monday + timedelta(days=6)
        return cls(monday, sunday, f"{year}年第{number}周", "week")

    @classmethod
    def of_cycle(cls, year: int, month: int, *, begins_on: int) -> Self:
        """报送周期: from that day of the month before to the day before it; 1 is the month itself.

        Named after the month in which it ends.
        """
        whole = cls.of_month(year, month)
        if begins_on == 1:
            return whole
        before = whole.previous().first_day.replace(day=begins_on)
        return replace(whole, first_day=before, last_day=whole.first_day.replace(day=begins_on - 1))

    @classmethod
    def of_month(cls, year: int, month: int) -> Self:
        """The calendar month."""
        last = calendar.monthrange(_checked_year(year), month)[1]
        return cls(date(year, month, 1), date(year, month, last), f"{year}年{month}月", "month")

    @classmethod
    def of_quarter(cls, year: int, number: int) -> Self:
        """The calendar quarter, 1 to 4."""
        label = f"{year}年第{_QUARTERS[_checked(number, 4) - 1]}季度"
        return cls(*_span(year, number, 3), label, "quarter")

    @classmethod
    def of_half(cls, year: int, number: int) -> Self:
        """The half year, 1 or 2."""
        label = f"{year}年{_HALVES[_checked(number, 2) - 1]}"
        return cls(*_span(year, number, 6), label, "half")

    @classmethod
    def of_year(cls, year: int) -> Self:
        """The calendar year."""
        return cls(*_span(year, 1, 12), f"{year}年", "year")

    @classmethod
    def between(cls, first_day: date, last_day: date) -> Self:
        """Any run of days; both days count."""
        if last_day < first_day:
            raise PeriodProblem(f"起始日期 {first_day} 晚于截止日期 {last_day}，请对调或改正。")
        return cls(first_day, last_day, _range_label(first_day, last_day), "range")

    @classmethod
    def containing(cls, day: date, *, kind: Kind = "month") -> Self:
        """The calendar period of this kind that holds the day; a range is the day alone."""
        if kind == "range":
            return cls.between(day, day)
        if kind == "day":
            return cls.of_day(day)
        if kind == "week":
            return cls.of_week(*day.isocalendar()[:2])
        number = (day.month - 1) // _MONTHS_IN[kind] + 1
        if kind == "year":
            return cls.of_year(day.year)
        makers = {"month": cls.of_month, "quarter": cls.of_quarter, "half": cls.of_half}
        return makers[kind](day.year, number)

    @classmethod
    def latest_closed(cls, today: date, *, kind: Kind = "month") -> Self:
        """The last calendar period of this kind whose last day is before today."""
        if kind == "range":
            raise PeriodProblem("起止日期没有“上一个已结束的统计期”，请选择月、季度、半年或年。")
        current = cls.containing(today, kind=kind)
        return cls.containing(current.first_day - timedelta(days=1), kind=kind)

    @classmethod
    def latest_cycle(cls, today: date, *, begins_on: int) -> Self:
        """The last 报送周期 whose last day is before today."""
        month = cls.containing(today)
        while True:
            cycle = cls.of_cycle(month.last_day.year, month.last_day.month, begins_on=begins_on)
            if cycle.last_day < today:
                return cycle
            month = month.previous()

    # -- what it is ------------------------------------------------------------------------

    @property
    def code(self) -> str:
        """The canonical text that `parse` reads; of a cut calendar period, the whole one's.

        Named after the last day: a reporting cycle from 26 March to 25 April is April.
        """
        year = self.last_day.year
        number = (self.last_day.month - 1) // _MONTHS_IN.get(self.kind, 1) + 1
        match self.kind:
            case "day":
                return f"{self.last_day}"
            case "week":
                iso = self.last_day.isocalendar()
                return f"{iso.year}-W{iso.week:02}"
            case "month":
                return f"{year}-{number:02}"
            case "quarter":
                return f"{year}-Q{number}"
            case "half":
                return f"{year}-H{number}"
            case "year":
                return f"{year}"
            case _:
                return f"{self.first_day}..{self.last_day}"

    @property
    def word(self) -> str:
        """How a sentence inside the report calls the period."""
        if self.kind == "half":
            return _HALVES[0] if self.last_day.month <= 6 else _HALVES[1]
        return _WORDS[self.kind]

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last_day - self.first_day).days + 1

    @property
    def day_after(self) -> date:
        """The first day that no longer belongs; the open end of a half-open range."""
        return self.last_day + timedelta(days=1)

    @property
    def whole(self) -> Self:
        """The calendar period this one was cut from; a range is its own whole."""
        if self.kind == "range":
            return self
        return self.containing(self.last_day, kind=self.kind)

    @property
    def is_cut(self) -> bool:
        """Whether the days are not exactly those of the calendar period."""
        whole = self.whole
        return (self.first_day, self.last_day) != (whole.first_day, whole.last_day)

    def contains(self, day: date) -> bool:
        """Whether the day belongs to the period."""
        return self.first_day <= day <= self.last_day

    # -- others from it --------------------------------------------------------------------

    def cut(self, at: date) -> Self:
        """The part up to and including the cut-off; the label stays.

        Raises PeriodProblem when the cut-off lies before the first day.
        """
        if at < self.first_day:
            raise PeriodProblem(
                f"数据截至日 {at} 早于{self.label}的第一天 {self.first_day}，请改为当天或以后。"
            )
        return replace(self, last_day=min(self.last_day, at))

    def previous(self) -> Self:
        """The whole period before; of a range, as many days directly before it."""
        before = self.first_day - timedelta(days=1)
        if self.kind == "range":
            return self.between(before - timedelta(days=self.days - 1), before)
        return self.containing(self.whole.first_day - timedelta(days=1), kind=self.kind)

    def same_period_last_year(self) -> Self:
        """The same days one year earlier, 29 February becoming 28; a whole month stays whole."""
        first, last = _year_earlier(self.first_day), _year_earlier(self.last_day)
        if self.kind in ("range", "week"):
            return self.between(first, last)
        whole = self.containing(last, kind=self.kind)
        return replace(whole, first_day=first, last_day=last) if self.is_cut else whole

    def months(self) -> list[Self]:
        """The calendar months touched, each holding only days of this period."""
        return list(self._months())

    def _months(self) -> Iterator[Self]:
        day = self.first_day
        while day <= self.last_day:
            month = self.containing(day)
            yield replace(month, first_day=day, last_day=min(month.last_day, self.last_day))
            day = month.day_after

    def year_to_date(self) -> Self:
        """From 1 January of the last day's year to the last day."""
        return self.between(date(self.last_day.year, 1, 1), self.last_day)

    def __str__(self) -> str:
        return self.label


def _checked(number: int, highest: int) -> int:
    if not 1 <= number <= highest:
        raise ValueError(number)
    return number


def _checked_year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodProblem(f"年份 {year} 不在 {FIRST_YEAR}—{LAST_YEAR} 之内，请检查。")
    return year


def _span(year: int, number: int, months: int) -> tuple[date, date]:
    last = number * months
    last_day = calendar.monthrange(_checked_year(year), last)[1]
    return date(year, last - months + 1, 1), date(year, last, last_day)


def _year_earlier(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return day.replace(year=day.year - 1, day=28)
    return day.replace(year=day.year - 1)


def _range_label(first: date, last: date) -> str:
    """Whole months by their names, anything else by its days."""
    same_year = first.year == last.year
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        start = f"{first.year}年{first.month}月"
        if (first.year, first.month) == (last.year, last.month):
            return start
        return f"{start}至{'' if same_year else f'{last.year}年'}{last.month}月"
    start = f"{first.year}年{first.month}月{first.day}日"
    if first == last:
        return start
    return f"{start}至{'' if same_year else f'{last.year}年'}{last.month}月{last.day}日"


def _dates(cls: type[Period], found: re.Match[str]) -> Period:
    first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    for day in (first, last):
        _checked_year(day.year)
    return cls.between(first, last)


_CODES: tuple[tuple[re.Pattern[str], Callable[..., Any]], ...] = (
    (re.compile(r"\d{4}-\d{2}-\d{2}"), lambda cls, m: cls.of_day(date.fromisoformat(m[0]))),
    (re.compile(r"(\d{4})-?W(\d{1,2})"), lambda cls, m: cls.of_week(int(m[1]), int(m[2]))),
    (re.compile(r"(\d{4})-(\d{1,2})"), lambda cls, m: cls.of_month(int(m[1]), int(m[2]))),
    (re.compile(r"(\d{4})-?Q([1-4])"), lambda cls, m: cls.of_quarter(int(m[1]), int(m[2]))),
    (re.compile(r"(\d{4})-?H([12])"), lambda cls, m: cls.of_half(int(m[1]), int(m[2]))),
    (re.compile(r"(\d{4})"), lambda cls, m: cls.of_year(int(m[1]))),
    (re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})"), _dates),
)
