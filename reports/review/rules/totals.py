"""Totals against the parts that stand elsewhere in the text, and totals that overlap."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from reports.review.counts import Count
from reports.review.findings import Finding, Reading, at, check, rule

_WHOLE = "统计口径：合计＝各分项之和，专项写明“其中”"
PART_OVER = rule(
    "part_over_total",
    "分项大于全部",
    "某一来源、某一方式的隐患也在总数之内",
    _WHOLE,
    severity="error",
)
MODES = rule(
    "modes_of_rectification",
    "两个整改数没有说明关系",
    "整改＝当场整改＋限期整改，要都写出来",
    "台账勾稽关系：整改方式相加等于整改数",
)
ONE_SECTOR = rule(
    "sector_takes_all", "一个行业占了全部", "各行业相加等于总数，其他行业就一处也没有了", _WHOLE
)
OVERLAP = rule(
    "overlapping_totals",
    "几个总数没有说明关系",
    "同一工作只有一个总数，专项的写“其中”",
    _WHOLE,
)
SECTOR_OVER = rule(
    "sector_over_total",
    "一个行业多于总次数",
    "全部检查包含各行业的检查",
    _WHOLE,
)
ZERO = rule(
    "zero_and_not",
    "前面写零，后面又有数",
    "同一事项不能既是零又不是零",
    "统计口径：一事一数",
    severity="error",
)
TWICE = rule(
    "maybe_twice",
    "同一事项可能重复统计",
    "一条记录只算一次，分别属于行业和专项行动的，用“其中”写",
    "统计口径：一条记录只计一次",
)
LEVELS = rule(
    "level_missing", "层级没有写全", "按县、乡、村分级的，各级都写，没有的写0", "隐患分级建账"
)

_TOTAL = re.compile(r"全[乡镇市县区街]|各类|共计?|累计|总共|合计")
_BY = re.compile(r"联合|限期|专家|专项|其中|村级|乡级|夜查|暗访|督查")


def _total(reading: Reading) -> Count | None:
    found = [one for one in reading.counts if one.role == "found" and not one.is_part]
    totals = [one for one in found if _TOTAL.search(one.sentence) and not _BY.search(one.clause)]
    return next((one for one in totals if "各类" in one.before or "全" in one.before), None) or (
        totals[0] if totals and "各类" in totals[0].sentence else None
    )


@check
def within_the_total(reading: Reading) -> Iterator[Finding]:
    total = _total(reading)
    if total is None or re.search(r"上期|结转|期初|遗留", reading.text):
        return
    for one in reading.counts:
        is_hazards = "隐患" in one.before and one.unit in {"处", "个", "条"} and one is not total
        if is_hazards and one.number > total.number and _is_part_of_it(one):
            said = f"“{one.before[-12:]}{one.text}”多于总数{total.number}"
            repair = f"改正；或在总数里包括它们；总数写在前面：{total.before[-10:]}{total.text}"
            yield at(PART_OVER, one, said, repair)


def _is_part_of_it(one: Count) -> bool:
    return bool(re.search(r"联合|限期|专项|查处", one.before + one.sentence.split(one.before)[0]))


@check
def two_rectified(reading: Reading) -> Iterator[Finding]:
    done = [one for one in reading.counts if one.role == "rectified" and not one.is_part]
    within = [one for one in reading.counts if re.search(r"限期整改(?:隐患|问题)?$", one.before)]
    explained = re.search(r"当场整改|立行立改|立即整改|现场整改", reading.text)
    for limited in [] if explained else within:
        other = next((one for one in done if one.number != limited.number), None)
        if other:
            said = f"整改{other.text}，限期整改{limited.text}，相差的没有说明"
            yield at(MODES, limited, said, "写明“其中当场整改…处、限期整改…处”")


@check
def one_sector(reading: Reading) -> Iterator[Finding]:
    total = _total(reading)
    for one in reading.counts:
        if not re.search(r"(?:整治|治理|整改)[^,。;]{2,10}隐患点$", one.before) or total is None:
            continue
        if one.number >= total.number and one is not total:
            said = f"“{one.before[-10:]}{one.text}”，全部只有{total.text}"
            yield at(ONE_SECTOR, one, said, "写出各行业的数，相加等于总数")


_CHECKED = re.compile(r"(?:检查|排查|督查|巡查)(?:各类)?(企业|单位|生产经营单位|)$")


@check
def overlapping(reading: Reading) -> Iterator[Finding]:
    """共检查企业 … 家 several times, and nothing says which holds which."""
    same: list[Count] = [
        one
        for one in reading.counts
        if one.unit == "家"
        and not one.is_part
        and _CHECKED.search(one.before)
        and re.search(r"共|累计", one.sentence[: one.start - one.sentence_start + 1])
        and not re.search(r"[\u4e00-\u9fff]{2,}(?:企业|场所|店|站)", one.after[:6])
    ]
    for first, second in pairwise(same):
        if first.number != second.number and first.paragraph != second.paragraph:
            said = f"前面是{first.text}，这里是{second.text}，没有说明是否包含"
            yield at(OVERLAP, second, said, "包含的写“其中”，不包含的写明范围")


@check
def referred(reading: Reading) -> Iterator[Finding]:
    """Referrals, leaders' inspections and counted papers that are stated as totals twice."""
    groups: dict[str, list[Count]] = defaultdict(list)
    for one in reading.counts:
        if what := _stated_once(reading, one):
            groups[what].append(one)
    for what, counts in groups.items():
        first = counts[0]
        for one in counts[1:]:
            if one.number != first.number:
                said = f"{what}前面写{first.text}，这里写{one.text}，没有说明是否包含"
                yield at(OVERLAP, one, said, "合并成一个总数，或写明“其中”")


def _stated_once(reading: Reading, one: Count) -> str:
    """Of which work the number is the total, where the words show it."""
    if re.search(r"等$", one.before):
        kind = re.match(r"职责|制度|预案|方案", one.after)
        return f"制定的{kind[0]}" if kind else ""
    if one.unit != "家" or one.is_part:
        return ""
    around = one.before + one.after + _next_clause(reading, one)
    if re.search(r"已上报(?!多业态)", around) and "摸排" not in around:
        return "上报"
    paragraph = reading.passage.paragraphs[one.paragraph].text
    led = re.search(r"党政(?:主要)?领导(?:带队|检查)", paragraph)
    return "领导带队检查" if led and re.search(r"检查[^,。;]{0,6}$", one.before) else ""


def _next_clause(reading: Reading, one: Count) -> str:
    return reading.text[one.end : one.end + 14].split("。")[0]


_INSPECTION = re.compile(r"开展(.{0,8}?)(?:安全)?(?:生产)?(?:大?检查)$")


@check
def sector_over_all(reading: Reading) -> Iterator[Finding]:
    inspections = [
        (found[1], one)
        for one in reading.counts
        if one.unit == "次" and (found := _INSPECTION.search(one.before))
    ]
    wholes = [one for sector, one in inspections if sector in ("", "安全", "各类")]
    for sector, one in inspections:
        if wholes and sector and one.number > wholes[0].number:
            said = f"“{one.before[-8:]}{one.text}”，前面全部检查只有{wholes[0].text}"
            yield at(SECTOR_OVER, one, said, "写明前面的次数是谁组织的，或改成包含各行业的总数")


@check
def zero_and_not(reading: Reading) -> Iterator[Finding]:
    for zero in (one for one in reading.counts if one.number == 0):
        verb = re.search(r"(发现|查处)", zero.before)
        things = _things(reading, zero)
        if verb is None or not things:
            continue
        for one in reading.counts:
            ahead = reading.text[max(0, one.start - 16) : one.start].split(",")[-1]
            same = one.paragraph == zero.paragraph and one.number and verb[1] in ahead
            if same and things & _things(reading, one):
                said = f"一处写“{zero.before[-8:]}{zero.text}”，一处写“{ahead[-12:]}{one.text}”"
                yield at(ZERO, zero, said, "核对；口径不同的，写明各指什么")
                break


def _things(reading: Reading, one: Count) -> set[str]:
    ahead = reading.text[max(0, one.start - 16) : one.start].split(",")[-1]
    return set(re.findall(r"缺陷|隐患|问题|车辆", ahead + one.after))


_CAMPAIGN = re.compile(r"安全生产月|专项行动|集中整治|专项活动")


@check
def maybe_twice(reading: Reading) -> Iterator[Finding]:
    """The same number of hazards, or the same 约谈, under a sector and again under a campaign."""
    found = [one for one in reading.counts if one.role == "found" and one.number > 1]
    for index, first in enumerate(found):
        for one in found[index + 1 :]:
            is_campaign = _CAMPAIGN.search(_around(reading, one))
            apart = first.paragraph != one.paragraph
            if apart and one.number == first.number and (is_campaign or first.unit != one.unit):
                said = f"前面已有“{first.before[-6:]}{first.text}”，数字相同"
                yield at(TWICE, one, said, "是同一批的，只在一处写；不是的，写明各在哪里")
                break
    talks = [one for one in reading.counts if re.search(r"约谈", one.before[-8:])]
    for first, one in pairwise(talks):
        if first.paragraph != one.paragraph:
            said = f"前面已有“约谈{first.text}”"
            yield at(TWICE, one, said, "是同一次的，只在一处写")


def _around(reading: Reading, one: Count) -> str:
    paragraph = reading.passage.paragraphs[one.paragraph]
    return paragraph.text + "".join(paragraph.path)


@check
def major_twice(reading: Reading) -> Iterator[Finding]:
    major = [one for one in reading.counts if re.search(r"重大(?:事故)?隐患$", one.before)]
    for first, one in pairwise(major):
        apart = one.start - first.end > 20 and not re.search(r"同比|去年", one.clause)
        if apart and first.number == one.number and one.number:
            said = f"前后两次写“重大隐患{one.text}”，分不清是不是同一批"
            yield at(TWICE, one, said, "重大隐患逐条列出名称（编号）")


@check
def every_level(reading: Reading) -> Iterator[Finding]:
    """县、乡、村 classed, and then one of them is left out."""
    classed = re.search(r"县、乡(?:\(镇\))?、村|县乡村|县、镇、村", reading.text)
    for found in re.finditer(r"其中[:,]?[^。;]{0,40}", reading.text) if classed else ():
        levels = {one for one in ("县级", "乡级", "镇级", "村级") if one in found[0]}
        if len(levels) == 2 and "县级" not in levels:
            yield at(LEVELS, found, "分级写到县、乡、村，这里没有县级", "补写“县级0处”")
