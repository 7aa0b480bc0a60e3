"""Which figure and which part of the ledger an office means by its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from reports.asking.days import period_in
from reports.figures import REGISTRY, Attribute, Figure, Ratio
from reports.overview import subject_and_name
from reports.questions import accepts, choices_of
from township_safety.organisation.models import Office
from township_safety.periods import Period

AnyFigure = Figure | Ratio | Attribute

# What offices say, where the catalogue has a longer name; the longest word that fits wins.
_SAYINGS = {
    "没有整改": "hazard.remaining",
    "没整改": "hazard.remaining",
    "未整改": "hazard.remaining",
    "尚未整改": "hazard.remaining",
    "还没整改": "hazard.remaining",
    "剩余": "hazard.remaining",
    "逾期": "hazard.overdue",
    "超期": "hazard.overdue",
    "逾期未整改": "hazard.overdue",
    "整改率": "hazard.rate",
    "已整改": "hazard.rectified",
    "整改": "hazard.rectified",
    "整改了": "hazard.rectified",
    "完成整改": "hazard.rectified",
    "未销号": "hazard.unclosed",
    "没有销号": "hazard.unclosed",
    "销号": "hazard.closed",
    "销号率": "hazard.closing_rate",
    "发现": "hazard.found",
    "排查": "hazard.found",
    "排查隐患": "hazard.found",
    "查出": "hazard.found",
    "隐患": "hazard.found",
    "退回": "hazard.returned",
    "挂牌": "hazard.listed",
    "临期": "hazard.due_soon",
    "反弹": "hazard.recurring",
    "通知书": "notice.issued",
    "文书": "notice.issued",
    "送达": "notice.served",
    "检查": "operation.count",
    "检查次数": "operation.count",
    "执法": "enforcement.count",
    "联合执法": "enforcement.joint",
    "出动": "operation.person_times",
    "出动人次": "operation.person_times",
    "检查家次": "target.visits",
    "检查家数": "target.sites",
    "检查企业": "target.sites",
    "罚款": "result.fines",
    "会议": "meeting.count",
    "开会": "meeting.count",
    "培训": "training.count",
    "培训人次": "training.attendees",
    "宣传": "publicity.count",
    "演练": "drill.count",
    "责任书": "letter.copies",
    "承诺书": "letter.copies",
    "签订率": "letter.rate",
    "事故": "accident.count",
    "死亡": "accident.deaths",
    "举报": "report.accepted",
    "经费": "fund.amount",
    "监管对象": "site.count",
    "企业": "site.count",
}
# What may be narrowed by a name in the question; the first that knows the name wins.
DIMENSIONS = ("grade", "village", "sector", "campaign", "key_period", "level", "source")
_FILLERS = re.compile(
    r"现在报个数|报个数|请问|全[乡镇县区]|全街道|一共|总共|共有?|有?多少|几[处条个次家起份]"
    r"|领域|行业|数量|情况|目前|现在|截至|截止|[的了数处条个次家起份有吗呢是在，。、？?：:；;\s]"
)


@dataclass(frozen=True)
class Reading:
    """What was understood. `unread` is what was not; then `suggestions` may help."""

    figure: AnyFigure | None
    period: Period | None
    filters: dict[str, str]
    unread: str = ""
    refused: list[str] = field(default_factory=list)
    suggestions: list[AnyFigure] = field(default_factory=list)


def read(text: str, *, office: Office, today: date) -> Reading:
    period, rest = period_in(text, today=today)
    figure, rest = _figure_in(rest)
    asked = figure or REGISTRY.get("hazard.found")
    filters, rest, refused = _parts_in(rest, asked, office=office)
    unread = _FILLERS.sub("", rest)
    suggestions = [] if figure is not None and not unread else suggested(unread or text)
    if figure is None and not unread and filters:
        figure = asked
    return Reading(figure, period, filters, unread, refused, suggestions)


def _figure_in(text: str) -> tuple[AnyFigure | None, str]:
    """The longest word that names a figure; 隐患 beside it says nothing more."""
    best, word = "", ""
    for said, key in _names():
        if len(said) > len(word) and said in text:
            best, word = key, said
    if not best:
        return None, text
    rest = text.replace(word, " ", 1)
    if best.startswith("hazard."):
        rest = rest.replace("隐患", " ")
    return REGISTRY.get(best), rest


def _names() -> Iterator[tuple[str, str]]:
    yield from _SAYINGS.items()
    for figure in REGISTRY.figures.values():
        subject, name = subject_and_name(figure)
        yield f"{subject}{name}", figure.key
        yield f"{subject}.{name}", figure.key
        if subject == "隐患":
            yield name, figure.key
            yield name.removesuffix("数"), figure.key


def _parts_in(
    text: str, figure: AnyFigure, *, office: Office
) -> tuple[dict[str, str], str, list[str]]:
    """Names of villages, sectors, grades … in the text; the longest first."""
    names = [
        (name, dimension, code)
        for dimension in DIMENSIONS
        for code, label in _choices(figure, dimension, office=office).items()
        for name in _spellings(label, dimension)
    ]
    filters: dict[str, str] = {}
    refused: list[str] = []
    for name, dimension, code in sorted(names, key=lambda one: -len(one[0])):
        if name not in text or dimension in filters:
            continue
        text = text.replace(name, " ", 1)
        if accepts(figure, dimension):
            filters[dimension] = code
        else:
            refused.append(name)
    return filters, text, refused


def _choices(figure: AnyFigure, dimension: str, *, office: Office) -> dict[str, str]:
    known = figure if accepts(figure, dimension) else REGISTRY.get("hazard.found")
    return choices_of(known, dimension, office=office)


def _spellings(label: str, dimension: str) -> Iterable[str]:
    """消防安全 is asked for as 消防, 东山村 as 东山."""
    yield label
    if dimension == "sector":
        for ending in ("安全生产", "安全", "领域", "行业"):
            short = label.removesuffix(ending)
            if short != label and len(short) >= 2:
                yield short
    elif dimension == "grade":
        yield f"{label}隐患"
    elif dimension == "village" and len(label) > 2:
        yield re.sub("(?:社区|居委会|村委会|村|居)$", "", label) or label


def suggested(words: str, *, most: int = 6) -> list[AnyFigure]:
    """Figures whose names share the most pairs of signs with the words."""
    pairs = {words[place : place + 2] for place in range(len(words) - 1)}
    scored = []
    for figure in REGISTRY.figures.values():
        name = figure.name.replace(".", "") + figure.definition
        score = sum(1 for pair in pairs if pair in name)
        if score:
            scored.append((-score, len(figure.name), figure.key))
    return [REGISTRY.get(key) for _, _, key in sorted(scored)[:most]]
