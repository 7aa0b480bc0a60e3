"""Found, rectified, remaining: the identity 上期结转＋本期排查＝本期整改＋期末未整改."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from reports.review.counts import Count
from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.passages import Span

_BALANCE = "台账勾稽关系：上期结转＋本期排查＝本期整改＋期末未整改"
OVER = rule(
    "rectified_over_found",
    "整改数大于排查数",
    "没有上期结转，整改的不会比排查出来的多",
    _BALANCE,
    severity="error",
)
UNEQUAL = rule(
    "balance",
    "排查、整改、剩余对不上",
    "排查数应等于整改数加剩余数",
    _BALANCE,
    severity="error",
)
NO_REST = rule("remaining_missing", "没有写剩余数", "排查、整改、剩余三个数要同时写", _BALANCE)
NO_RECTIFIED = rule("rectified_missing", "只有排查数", "排查、整改、剩余三个数要同时写", _BALANCE)
NOT_ALL = rule(
    "all_against_counts",
    "“全部整改”与数字不符",
    "写了全部整改，整改数就等于排查数，没有剩余",
    _BALANCE,
    severity="error",
)
GRADE = rule(
    "grade_within_general",
    "重大隐患写进了一般隐患",
    "等级互不包含：合计＝一般＋重大",
    "隐患分级口径",
    severity="error",
)
PARTS = rule(
    "parts_and_total",
    "分项与合计不符",
    "“其中”各项相加不能多于合计，各项列全时要等于合计",
    "统计口径：合计＝各分项之和",
    severity="error",
)
RATE = rule(
    "percentage",
    "百分比与数字不符",
    "百分比要由同一句里的两个数算得出来",
    "统计口径：率＝分子÷分母",
    severity="error",
)
BARE_RATE = rule(
    "bare_rate", "只有百分比，没有数", "要写明分子和分母，如“12/12”", "统计口径：率＝分子÷分母"
)

# 94.4%（34/36）: the two numbers stand behind it.
_STATED = re.compile(r"\s*\(?(\d+)\s?/\s?(\d+)")
_ALL = re.compile(r"(?:全部|均|都|已全部)[^,。;未]{0,8}(?:整改|治理|销号)(?!率)")
_OPENING = re.compile(r"上期|结转|期初|上年|去年|历年|遗留|存量|往年|此前|新增外|滚动")
_SPOKEN_OF = re.compile(r"整改|治理完|销号|消除|其中")


@dataclass
class Triple:
    """What one sentence says about one lot of hazards."""

    found: Count
    rectified: list[Count] = field(default_factory=list)
    remaining: list[Count] = field(default_factory=list)
    # Up to the next lot: where 全部 and the like may stand.
    text: str = ""

    @property
    def done(self) -> Decimal:
        return sum((one.number for one in self.rectified), Decimal())

    @property
    def left(self) -> Decimal:
        return sum((one.number for one in self.remaining), Decimal())

    @property
    def last(self) -> Count:
        return [self.found, *self.rectified, *self.remaining][-1]

    @property
    def span(self) -> Span:
        """From the first number to the last."""
        return Span("#" * (self.last.end - self.found.start), self.found.start)


def triples(reading: Reading) -> Iterator[Triple]:
    """Lots of hazards, sentence by sentence; a lot begins where something is found."""
    for sentence in reading.passage.sentences:
        counts = reading.counts_in(sentence.start, sentence.end)
        found = [one for one in counts if one.role == "found"]
        for index, first in enumerate(found):
            until = found[index + 1].start if index + 1 < len(found) else sentence.end
            triple = Triple(first, text=reading.text[first.end : until])
            for one in counts:
                if first.start < one.start < until and _belongs(one, first):
                    lists = {"rectified": triple.rectified, "remaining": triple.remaining}
                    if one.role in lists:
                        lists[one.role].append(one)
            triple.rectified = _without_parts(triple.rectified)
            yield triple


def _without_parts(done: list[Count]) -> list[Count]:
    """当场整改 88 处 … 已整改 115 处: the second holds the first."""
    totals = [one for one in done if re.search(r"已|共|累计|目前|合计", one.before)]
    at_once = [one for one in done if re.search(r"当场|立即|立行", one.before)]
    return totals if totals and at_once and len(totals) < len(done) else done


def _belongs(one: Count, first: Count) -> bool:
    return one.is_part == first.is_part


@check
def balanced(reading: Reading) -> Iterator[Finding]:
    opening = _opening(reading)
    for triple in triples(reading):
        if not triple.found.number:
            continue
        paragraph = reading.passage.paragraph_at(triple.found.start)
        if not _OPENING.search(paragraph.text):
            yield from _balance(triple, opening)
        yield from _all(triple)


def _opening(reading: Reading) -> Decimal:
    """What the text says was carried over; a part of it may be behind any one sector."""
    carried = [one.number for one in reading.counts if re.search(r"结转|期初", one.before)]
    return max(carried, default=Decimal())


def _balance(triple: Triple, opening: Decimal) -> Iterator[Finding]:
    found, done, left = triple.found, triple.done, triple.left
    if 0 < done + left - found.number <= opening:
        return
    said = f"排查{found.number}，整改{done}"
    if triple.rectified and done > found.number:
        repair = "核对两个数；确有上期结转的，先写“上期结转…处”"
        yield at(OVER, triple.span, f"{said}，多出{done - found.number}", repair)
    elif triple.remaining and triple.rectified and done + left != found.number:
        yield at(UNEQUAL, triple.span, f"{said}，剩余{left}，合计{done + left}", "改正其中的错数")
    elif triple.remaining and not triple.rectified and left > found.number:
        yield at(UNEQUAL, triple.span, f"排查{found.number}，剩余{left}", "改正其中的错数")
    elif triple.rectified and not triple.remaining and done < found.number:
        rest = found.number - done
        yield at(
            NO_REST,
            triple.span,
            f"{said}，没有说其余{rest}怎样",
            f"补写“剩余{rest}{found.unit}”及原因",
        )


def _all(triple: Triple) -> Iterator[Finding]:
    claimed = _ALL.search(triple.text)
    short = triple.rectified and triple.done < triple.found.number
    if claimed and "其余" not in triple.text and (short or triple.left):
        said = f"排查{triple.found.number}，整改{triple.done}，剩余{triple.left}，却写“全部”"
        yield at(NOT_ALL, triple.span, said, "按实际写“已整改n处，剩余m处”")


@check
def followed_up(reading: Reading) -> Iterator[Finding]:
    """Found with nothing said about what became of it, in the whole paragraph."""
    for triple in triples(reading):
        paragraph = reading.passage.paragraph_at(triple.found.start)
        near = paragraph.text[triple.found.end - paragraph.start :]
        is_bare = triple.found.number and not triple.rectified and not triple.remaining
        if is_bare and not _SPOKEN_OF.search("。".join(near.split("。")[:2])):
            said = f"排查出{triple.found.text}，没有整改数和剩余数"
            yield at(NO_RECTIFIED, triple.found, said, "补写“已整改…处，剩余…处”")


@check
def graded(reading: Reading) -> Iterator[Finding]:
    pattern = re.compile(r"一般(?:事故)?隐患[^。;]{0,30}?其中,?[^。;,]{0,6}重大(?:事故)?隐患\s?\d+")
    for found in pattern.finditer(reading.text):
        repair = "写成“一般隐患…处、重大隐患…处，合计…处”"
        yield at(GRADE, found, "“其中重大隐患”跟在一般隐患后面", repair)


@check
def parts_add_up(reading: Reading) -> Iterator[Finding]:
    """合计 …（其中 a、b、c）: the parts of one unit, up to the end of the sentence or bracket."""
    for found in re.finditer(r"其中[:,]?", reading.text):
        sentence = reading.passage.sentence_at(found.start())
        ahead = [
            one
            for one in reading.counts_in(sentence.start, found.start())
            if one.unit not in {"%", "元", "万元"}
        ]
        if not ahead:
            continue
        until = _end_of_parts(reading.text, found.end(), sentence.end)
        parts = reading.counts_in(found.end(), until)
        total = _total_of(ahead, parts)
        if total is not None:
            yield from _added(total, parts)


def _end_of_parts(text: str, start: int, end: int) -> int:
    stop = re.search(r"[;)。\n]|,(?=共|剩|余|已|现)", text[start:end])
    return start + stop.start() if stop else end


def _total_of(ahead: list[Count], parts: list[Count]) -> Count | None:
    """The last number of the same unit ahead, unless the parts are of another kind."""
    same = [one for one in ahead if parts and one.unit == parts[0].unit]
    is_lone_grade = any(_grade(one) for one in parts) and not _is_by_grade(parts)
    return same[-1] if same and same[-1] is ahead[-1] and not is_lone_grade else None


def _grade(one: Count) -> str:
    found = re.search(r"(一般|重大)(?:事故)?隐患$", one.before)
    return found[1] if found else ""


def _is_by_grade(parts: list[Count]) -> bool:
    """A hazard is either 一般 or 重大, so that these two and no more are the whole."""
    return sorted(map(_grade, parts)) == ["一般", "重大"]


def _added(total: Count, parts: list[Count]) -> Iterator[Finding]:
    alike = [one for one in parts if one.unit == total.unit and one.role != "remaining"]
    added = sum((one.number for one in alike), Decimal())
    span = Span("#" * (parts[-1].end - total.start), total.start)
    numbers = "＋".join(str(one.number) for one in alike)
    is_split = len(alike) >= 2 and len(alike) == len(parts) and not any(one.role for one in alike)
    is_over = is_split and added > total.number
    is_short = is_split and _is_by_grade(parts) and added != total.number
    if any(one.number > total.number for one in alike) or is_over or is_short:
        yield at(PARTS, span, f"合计{total.number}，分项{numbers}", "改正合计或分项")


@check
def rated(reading: Reading) -> Iterator[Finding]:
    for rate in (one for one in reading.counts if one.unit == "%"):
        if not re.search(r"率|完成|比", rate.before):
            continue
        inside = [
            one
            for one in reading.counts_in(rate.sentence_start, rate.start)
            if one.unit != "%" and not one.is_about
        ]
        inside += [one for one in reading.counts_in(rate.end, rate.end + 24) if one.unit != "%"]
        if not inside and not re.search(r"\d+\s?[/／]\s?\d+", rate.sentence):
            yield at(
                BARE_RATE, rate, f"“{rate.before[-8:]}{rate.text}”没有写出是几分之几", "补写两个数"
            )
        elif "整改率" in rate.before and (wrong := _wrong_rate(rate, inside, reading.text)):
            yield at(RATE, rate, wrong, "按数字重算百分比，或改正数字")


def _wrong_rate(rate: Count, inside: list[Count], text: str) -> str:
    if stated := _STATED.match(text, rate.end):
        return _unequal(rate, Decimal(stated[1]), Decimal(stated[2]))
    found = [one for one in inside if one.role == "found"]
    done = [one for one in inside if one.role == "rectified"]
    if not found or not done:
        return ""
    return _unequal(rate, done[-1].number, found[-1].number)


def _unequal(rate: Count, part: Decimal, whole: Decimal) -> str:
    if not whole or abs(part * 100 / whole - rate.number) <= Decimal("0.5"):
        return ""
    return f"{part}÷{whole}＝{part * 100 / whole:.1f}%，写的是{rate.text}"
