"""Slips of writing, phrases of other years, and names of meetings mixed up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.findings import Finding, Reading, at, check, rule

TYPO = rule("typo", "错别字", "常见的错字、漏字", "文字")
STALE = rule("stale_phrase", "过时的提法", "提法有年份，旧稿的话要更新", "常用语有起止年份")
MEETING = rule(
    "meeting_name", "会议名称混淆", "政府开常务会，党委开常委会（党委会）", "会议类别以登记的为准"
)
DIMENSIONS = rule(
    "two_dimensions",
    "等级和督办级别混在一起",
    "一般、重大是等级，挂牌是督办，是两回事",
    "隐患的等级和督办级别分开登记",
)
GARBLED = rule("garbled", "词句不通", "同一个名称里重复了词", "文字")

_TYPOS: dict[str, str] = {
    "齐抓齐管": "齐抓共管",
    "嘉庆(?=[^,。]{0,8}(?:培训|教育|管理|监管))": "加强",
    "安插抽查": "暗查抽查",
    "措施为落实": "措施未落实",
    "确保元的": "确保预案的",
    "人生安全": "人身安全",
    "及吋": "及时",
    "行程[^,。;]{0,6}的格局": "形成…的格局",
    "防汛渡汛": "防汛度汛",
    "截止目前": "截至目前",
    "(?<=全面)布署|布署": "部署",
    "按装": "安装",
    "既使": "即使",
    "制定引发": "制定印发",
    "进了认真": "进行了认真",
    "效果比效": "效果比较",
    "提出供": "提供",
    "温清化": "温情化",
    "你追我敢": "你追我赶",
    "安全生产工的作": "安全生产工作",
    "的制做": "的制作",
    "一岗双则": "一岗双责",
    "隐换": "隐患",
}
# With the last year in which the phrase was current.
_STALE: tuple[tuple[str, int, str], ...] = (
    ("学习实践科学发展观", 2010, "当前的学习教育提法"),
    ("“安全生产年”", 2013, "当年的专项行动名称"),
    ("党的十八大精神", 2017, "党的二十大精神"),
    ("党的十九大(?:和十九届[^,。]{0,8})?精神", 2022, "党的二十大精神"),
    ("创先争优", 2013, "当前的提法"),
    ("群众路线教育实践活动", 2015, "当前的学习教育提法"),
    ("安监局", 2018, "应急管理局"),
)


@check
def typos(reading: Reading) -> Iterator[Finding]:
    for wrong, right in _TYPOS.items():
        for found in re.finditer(wrong, reading.text):
            yield at(TYPO, found, f"“{found[0]}”", f"改为“{right}”")


@check
def stale(reading: Reading) -> Iterator[Finding]:
    years = [int(year) for year in re.findall(r"(20[12]\d)年", reading.text)]
    year = reading.period.last_day.year if reading.period else max(years, default=0)
    for phrase, last, instead in _STALE:
        for found in re.finditer(phrase, reading.text):
            if year > last:
                yield at(STALE, found, f"{last}年以后不再这样提", f"改为{instead}")


@check
def meetings(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(
        r"政府(?:第\d+次)?常委会|(?:县|市|区|党)委(?:第\d+次)?常务会", reading.text
    ):
        right = "常务会" if "政府" in found[0] else "常委会"
        yield at(MEETING, found, f"“{found[0]}”", f"改为“{right}”")


@check
def dimensions(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(r"其中[^。;)]{0,80}", reading.text):
        if re.search(r"挂[牌账]督办[^。;)]{0,8}\d", found[0]) and re.search(
            r"(?:一般|重大)(?:事故)?隐患[^,。;)]{0,12}\d", found[0]
        ):
            repair = "督办级别和隐患等级分开写，各自相加等于合计"
            yield at(DIMENSIONS, found, "“其中”里又有督办级别，又有隐患等级", repair)
    for odd in re.finditer(r"隐患(?:出|的)?(?:其他|各类)(?:安全)?隐患", reading.text):
        yield at(GARBLED, odd, f"“{odd[0]}”", "改通顺")
