"""Words of time against the period: 全年 in a half-year report, days that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.stated import days_in, signed_on
from township_safety.documents.numerals import chinese_date
from township_safety.periods import Period

_PERIOD = "统计期与报告一致"
WORD = rule(
    "period_word",
    "时间用语与统计期不符",
    "统计期由报告定，“全年”只能用在年度报告里",
    _PERIOD,
    severity="error",
)
CUT_OFFS = rule("several_cut_offs", "有几个截止日期", "一份报告只有一个数据截至日", _PERIOD)
SIGNED = rule(
    "cut_off_not_said",
    "没有写数据截至哪一天",
    "成文早于统计期最后一天的，要写明截至日，其余天数在下期报告",
    "数据截至日：下期从次日起算",
)
IMPOSSIBLE = rule("impossible_date", "没有这一天", "历法上没有这个日期", "历法", severity="error")
BEYOND = rule(
    "date_beyond_period",
    "日期在统计期以后",
    "已做的工作不会发生在统计期（成文日期）之后",
    _PERIOD,
    severity="error",
)
OTHER_YEAR = rule("other_year", "年份与报告不符", "多半是从旧稿里带来的", _PERIOD)
ASSESSED = rule(
    "assessed_too_early",
    "年度考核写成已完成",
    "年中报告里，本年度的考核还没有进行",
    "考核以年度为期",
)
SEASON = rule("season", "时节与时段不符", "下半年没有春运、清明、五一", "重要时段有起止日期")
STRADDLES = rule(
    "campaign_straddles",
    "专项行动跨年",
    "跨年的行动，要写明起止日期，分清哪些数在本期",
    "专项行动有起止日期",
    severity="hint",
)


@check
def whole_year(reading: Reading) -> Iterator[Finding]:
    period = reading.period
    if period is not None and period.kind == "year":
        is_partial = False
    else:
        is_partial = period is not None or bool(
            re.search(r"今年以来|截[至止]目前|上半年|半年来", reading.text)
        )
    for found in re.finditer(r"(?<!健)全年(?!龄|度计划|目标|任务)", reading.text):
        sentence = reading.passage.sentence_at(found.start())
        paragraph = reading.passage.paragraph_at(found.start())
        both = "今年以来" in sentence.text
        if both or (is_partial and not _is_ahead(paragraph.is_plan, sentence.text)):
            word = period.word if period is not None and period.kind != "year" else "截至…月…日"
            yield at(WORD, found, "报告不是年度的，写了“全年”", f"改为“{word}”")


def _is_ahead(is_plan: bool, sentence: str) -> bool:
    return is_plan and not re.search(r"[^\d]了", sentence)


@check
def looking_ahead(reading: Reading) -> Iterator[Finding]:
    if reading.period is None or reading.period.kind == "year":
        return
    year = reading.period.last_day.year
    for found in re.finditer(r"展望(20\d\d)年(?!下半年)", reading.text):
        if int(found[1]) <= year:
            yield at(WORD, found, f"报告写的就是{year}年", "改为“下半年”或下一年")


@check
def cut_offs(reading: Reading) -> Iterator[Finding]:
    year = reading.period.last_day.year if reading.period else None
    ends: list[tuple[re.Match[str], str]] = []
    for found in re.finditer(
        r"(?:截[至止]到?|(?<=1月1日)[至到])(?:(20\d\d)年)?(\d{1,2})月(\d{1,2})日|1月(?:份|1日)?(?:至今|以来至今)",
        reading.text,
    ):
        shown = f"{found[2]}月{found[3]}日" if found[2] else "至今"
        ends.append((found, shown))
    names = list(dict.fromkeys(shown for _, shown in ends))
    del year
    if len(names) > 1:
        last = next(found for found, shown in ends if shown == names[1])
        yield at(CUT_OFFS, last, "、".join(names), "全文用同一个截至日，写在开头")


@check
def signed(reading: Reading) -> Iterator[Finding]:
    period, signature = reading.period, signed_on(reading.passage)
    if period is None or signature is None or signature.day is None:
        return
    said = re.search(r"截[至止](?:到)?(?:20\d\d年)?\d{1,2}月\d{1,2}日|截[至止]日", reading.text)
    if period.contains(signature.day) and signature.day < period.whole.last_day and not said:
        days = f"{chinese_date(signature.day)}以后的数没有着落"
        yield at(SIGNED, signature, days, f"写明“数据截至{chinese_date(signature.day)}”")


@check
def days(reading: Reading) -> Iterator[Finding]:
    period = reading.period
    year = period.last_day.year if period else None
    latest = _latest(reading, period)
    for day in days_in(reading.text, year=year):
        if day.day is None:
            yield at(IMPOSSIBLE, day, "历法上没有这一天", "核对月、日")
            continue
        paragraph = reading.passage.paragraph_at(day.start)
        around = reading.text[max(0, day.start - 12) : day.end + 12]
        ahead = re.search(r"前|预计|计划|拟|将|限期|底|预期|起施行|起实施|以前", around)
        if latest and day.day > latest and not paragraph.is_plan and not ahead:
            yield at(BEYOND, day, f"在{chinese_date(latest)}以后", "核对日期")


def _latest(reading: Reading, period: Period | None) -> date | None:
    """A report is signed after its period; what it tells can lie before that day only."""
    signature = signed_on(reading.passage)
    days = [
        one
        for one in (period.last_day if period else None, signature.day if signature else None)
        if one
    ]
    return max(days) if period and days else None


@check
def other_year(reading: Reading) -> Iterator[Finding]:
    if reading.period is None:
        return
    year = reading.period.last_day.year
    pattern = re.compile(
        r"将?(20\d\d)年度?[^,。;《》\d]{0,14}(?:任务|目标责任|责任书)[^,。;]{0,6}(?:分解|落实|签订)?"
    )
    for found in pattern.finditer(reading.text):
        sentence = reading.passage.sentence_at(found.start()).text
        if int(found[1]) < year and not re.search(r"同比|相比|去年|上年|考核结果", sentence):
            yield at(OTHER_YEAR, found, f"报告是{year}年的，这里写{found[1]}年", "核对年份")


@check
def assessed(reading: Reading) -> Iterator[Finding]:
    period = reading.period
    if period is None or period.last_day.month == 12:
        return
    year = period.last_day.year
    for found in re.finditer(
        rf"{year}年度(?=[^。;《》]{{0,30}}考核([^。;》]{{0,40}}))", reading.text
    ):
        told = reading.text[found.end() : found.end(1)]
        if re.search(r"了[^。]{0,8}考核|进行了|评选了|兑现了", told):
            yield at(ASSESSED, found, f"{year}年度还没有结束", "写明是哪一年度的考核、哪一天进行")


_SECOND_HALF = re.compile(r"春运|清明|三月三|“五一”|五一|端午|全国“?两会|元宵")


@check
def season(reading: Reading) -> Iterator[Finding]:
    period = reading.period
    if period is None or period.last_day.month != 6:
        return
    for paragraph in reading.passage.paragraphs:
        if paragraph.is_plan and paragraph.style not in ("clause",):
            for found in _SECOND_HALF.finditer(reading.text, paragraph.start, paragraph.end):
                yield at(SEASON, found, f"“{found[0]}”不在下半年", "删去，或改成下半年的重要时段")


@check
def straddles(reading: Reading) -> Iterator[Finding]:
    for sentence in reading.passage.paragraphs:
        found = re.compile("岁末年初").search(reading.text, sentence.start, sentence.end)
        counts = reading.counts_in(sentence.start, sentence.end)
        dated = re.search(r"20\d\d年\d{1,2}月[^。]{0,12}至|\d{1,2}[-—至]\d{1,2}月", sentence.text)
        if found and any(one.role for one in counts) and not dated:
            yield at(
                STRADDLES,
                found,
                "“岁末年初”跨两个年度，数字没有分开",
                "写明行动起止日期，本期的数另列",
            )
