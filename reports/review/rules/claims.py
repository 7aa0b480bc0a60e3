"""Claims that need a number behind them: all rectified, none found, many times, a target."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.counts import Count
from reports.review.findings import Finding, Reading, at, check, rule
from reports.review.sectors import sectors_in

ALL = rule(
    "all_without_number",
    "写了“全部整改”，没有数",
    "“全部”是几分之几，要写成n/n",
    "数据口径：“均、全部”按n/n写",
)
ZERO = rule(
    "zero_without_inspection",
    "写了“未发现隐患”，没有检查次数",
    "没有检查就没有“未发现”；零要和检查次数一起写",
    "数据口径：零须有检查记录或零报告",
)
VAGUE = rule(
    "vague_count",
    "“多次”没有写次数",
    "会议、检查都有记录，写得出次数",
    "数据口径：次数来自记录",
    severity="hint",
)
SEIZED = rule(
    "seized_without_inspection",
    "有查获，没有检查数",
    "查获前一定检查过，要写检查了几家、违规几家",
    "执法结果要有检查对象",
    severity="hint",
)
NO_RESULT = rule(
    "inspection_without_result",
    "有检查，没有写查出什么",
    "检查的结果要写，没有隐患的写0处",
    "数据口径：零也要写",
    severity="hint",
)
NOTICE = rule(
    "notice_without_hazard",
    "有整改文书，没有隐患数",
    "一份整改通知书至少对应一处隐患",
    "台账勾稽关系：通知书与隐患对应",
)
TARGET = rule(
    "target_without_number",
    "目标没有数字",
    "目标、计划要有数量或地点，年底才好核对",
    "工作要点：目标数量或具体对象必填",
)
VISITS = rule(
    "frequency_not_met",
    "检查次数与频次不符",
    "“每月一次”乘以家数，才是应查家次",
    "例行检查任务：完成数÷应完成数",
)
QUARTERS = rule(
    "quarterly_too_often",
    "季度会议次数多于季度数",
    "季度会议每季度一次，多出的应是专题会或例会",
    "会议类别：季度会议每季度至多一次",
    severity="error",
)

_ALL = re.compile(r"(?:已?全部|均已?|都已|基本)(?:整改|完成整改|治理|销号)(?!率)[^,。;]{0,4}")
_NONE = re.compile(
    r"(?:未|没有|暂未)(?:排查)?(?:发现|查出)(?:任何|存在|新增|重大)?(?:[^,。;\d]{0,6})隐患"
)
_INSPECTED = re.compile(r"检查|排查|巡查|检|查")


@check
def all_rectified(reading: Reading) -> Iterator[Finding]:
    for found in _ALL.finditer(reading.text):
        paragraph = reading.passage.paragraph_at(found.start())
        stated = [
            one
            for one in reading.counts_in(paragraph.start, paragraph.end)
            if one.role or re.search("隐患", one.before + one.after)
        ]
        sentence = reading.passage.sentence_at(found.start())
        inside = [one for one in stated if one.start >= sentence.start - 60]
        if not inside and not re.search(r"将|要求|确保|必须|力争", sentence.text):
            said = f"“{found[0]}”：整改了几处、涉及几家，没有写"
            yield at(ALL, found, said, "写成“排查隐患n处，已整改n处”")


@check
def none_found(reading: Reading) -> Iterator[Finding]:
    for found in _NONE.finditer(reading.text):
        paragraph = reading.passage.paragraph_at(found.start())
        counts = reading.counts_in(paragraph.start, paragraph.end)
        inspected = [
            one
            for one in counts
            if one.unit in {"次", "家次", "家", "户", "处", "栋", "人次", "场次", "场"}
            and _INSPECTED.search(one.clause)
            and not one.is_each
            and not re.search(r"每[^,。]{0,8}$", one.before)
        ]
        if not inspected:
            repair = "写明“检查…次、…家，未发现隐患”；没有检查的写“本期未检查”"
            yield at(ZERO, found, "这一段没有检查的次数或家数", repair)


@check
def vague(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(
        r"(?:多次|数次|若干次)(?:召开|召集|组织|开展|进行|深入)", reading.text
    ):
        paragraph = reading.passage.paragraph_at(found.start())
        if not paragraph.is_plan:
            yield at(VAGUE, found, f"“{found[0]}”", "改成台账里的次数")


@check
def seized(reading: Reading) -> Iterator[Finding]:
    for one in reading.counts:
        if re.search(r"(?:查获|没收)[^,。;]{0,12}$", one.before):
            inspected = [
                other
                for other in reading.counts_in(
                    one.sentence_start, one.sentence_start + len(one.sentence)
                )
                if other.unit in {"家", "家次", "次", "处"}
            ]
            if not inspected and re.search(r"排查|检查", one.sentence):
                yield at(SEIZED, one, f"查获{one.text}，没有写检查了几家", "补写检查家数、违规家数")


_FOUND_OUT = re.compile(r"隐患|问题|未发现|不合格|合格|违法|违规|无证|处罚|罚款|查处|酒|整改")


@check
def inspected_without_result(reading: Reading) -> Iterator[Finding]:
    for paragraph in reading.passage.paragraphs:
        counts = reading.counts_in(paragraph.start, paragraph.end)
        checked = [one for one in counts if _is_inspection(one)]
        plan_or_said = paragraph.is_plan or _states_result(paragraph.text, counts)
        is_sector = bool(sectors_in("".join(paragraph.path)))
        if checked and is_sector and not plan_or_said:
            one = checked[0]
            yield at(NO_RESULT, one, f"检查{one.text}，没有隐患数", "补写查出隐患…处；没有的写0处")


def _is_inspection(one: Count) -> bool:
    return one.unit in {"次", "家次"} and bool(
        re.search(r"检查[^,。;]{0,4}$", one.before)
        or re.match(r"(?:专项|安全|集中)*检查", one.after)
    )


def _states_result(text: str, counts: list[Count]) -> bool:
    return (
        any(one.role for one in counts)
        or bool(re.search(r"未发现|未检查出|没有发现|0处", text))
        or (
            bool(re.search(r"隐患\d|问题\d", text))
            or any(re.search(r"处理|查处|纠正|处罚|查获", one.before) for one in counts)
        )
    )


@check
def notices(reading: Reading) -> Iterator[Finding]:
    for one in reading.counts:
        if not re.search(r"(?:整改|责改)(?:通知书?|通知单|指令书|决定书|文书)$", one.before):
            continue
        paragraph = reading.passage.paragraphs[one.paragraph]
        section = [
            other
            for other in reading.passage.paragraphs
            if other is paragraph or (paragraph.path and other.path == paragraph.path)
        ]
        roles = {
            other.role for part in section for other in reading.counts_in(part.start, part.end)
        }
        if not roles - {""} and "隐患" not in paragraph.text and one.number:
            said = f"下达{one.text}，这一段没有隐患数"
            yield at(NOTICE, one, said, "补写涉及隐患…处，已整改…处")


@check
def targets(reading: Reading) -> Iterator[Finding]:
    made = re.finditer(r"(?:制定|确定|明确|下达)[^,。;]{0,20}(?:创建|年度|工作)目标", reading.text)
    planned = re.finditer(
        r"(?:今年|本年|年内)?(?:计划|拟)(?:今年|年内)?(?:将)?对[^,。;]{2,24}进行(?:整治|治理|改造|整改)",
        reading.text,
    )
    for found in (*made, *planned):
        following = reading.text[found.start() : found.end() + 20].split("。")[0]
        counted = reading.counts_in(found.start(), found.start() + len(following))
        if not counted and not re.search(r"责任目标|责任书", following):
            yield at(TARGET, found, f"“{found[0]}”没有数量、地点", "补写目标数和地点（对象）")


@check
def frequency(reading: Reading) -> Iterator[Finding]:
    months = (
        reading.period.last_day.month if reading.period and reading.period.kind == "year" else 0
    ) or (len(reading.period.months()) if reading.period else 6)
    for one in reading.counts:
        monthly = re.search(
            r"每个?月(?:一次|开展一次|进行一次)?[^,。]{0,8}(?:检查|巡查)|每月(?:一|1)次",
            one.sentence,
        )
        if one.unit != "家次" or not monthly:
            continue
        paragraph = reading.passage.paragraphs[one.paragraph]
        sites = [
            other.number
            for other in reading.counts_in(paragraph.start, paragraph.end)
            if other.unit == "家"
            and re.match(r"[^,。;]{0,8}(?:企业|店|厂|站|点|场所)", other.after)
        ]
        due = max(sites, default=0) * months
        if one.number < due:
            said = f"{max(sites)}家×{months}个月＝{due}家次，实际{one.text}"
            yield at(VISITS, one, said, "写“应查…家次，已查…家次”，或改频次的说法")


@check
def quarterly(reading: Reading) -> Iterator[Finding]:
    most = 4
    if reading.period is not None:
        most = max(1, len(reading.period.months()) // 3)
    for one in reading.counts:
        around = one.before[-24:]
        if (
            one.unit == "次"
            and re.search(
                r"(?<![本第一二三四上下全])季度(?!召开|共|组织|内)[^,。;]{0,12}会议?$", around
            )
            and one.number > most
        ):
            said = f"{most}个季度开了{one.text}季度会议"
            yield at(QUARTERS, one, said, f"季度会议不多于{most}次，其余写成专题会议、例会")
