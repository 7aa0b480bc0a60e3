"""Units: one for each kind of record, no two in one, and what a number counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.review.findings import Finding, Reading, at, check, rule

_UNIT = "计量单位：每类记录一个单位，在模板里定"
HAZARD = rule(
    "hazard_units", "隐患的单位前后不一", "一份报告里隐患只用一个单位（处）", _UNIT, severity="hint"
)
WRONG = rule("unit_of_record", "单位用错", "每类记录有自己的单位", _UNIT)
DOUBLE = rule("double_unit", "单位重叠", "一个数只带一个单位", _UNIT)
EACH = rule(
    "each_or_all",
    "是每个的数还是合计，分不清",
    "分别的数和合计数都要写明",
    "统计口径：分别写“每…”和“共…”",
)
WHAT = rule(
    "counted_thing", "数的是什么不清楚", "“个”前面的名称要写明数的是什么", "数量要有对象和单位"
)
TWO_IN_ONE = rule(
    "two_in_one",
    "两类工作合成一个数",
    "会议、培训、演练是不同的记录，分开写",
    "登记类别：会议、培训、演练分开登记",
)
MINIMUM = rule(
    "double_minimum", "最低数说了两遍", "“至少”和“以上”只用一个", "文字", severity="hint"
)
OTHER = rule(
    "other_target", "检查对象与专项不符", "专项查的是商铺，数的却是住户", "监管对象类别以登记的为准"
)

_WRONG: tuple[tuple[str, str, str], ...] = (
    (r"(?:通知书|指令书|决定书|责任书|承诺书)$", "份", "起|家|个|次|条"),
    (r"(?:停产停业|停业整顿|停产整顿)(?:整改|整顿)?$", "家", "家次|家\\(次\\)"),
    (r"(?:住户|居民户|用户)$", "户或户次", "家次"),
    (r"(?:会议|专题会|例会|部署会)$", "次", "起|份|条"),
)


@check
def hazard_units(reading: Reading) -> Iterator[Finding]:
    first = None
    for one in reading.counts:
        if one.role and one.unit != "艘" and (one.unit != "个" or "隐患" in one.before + one.after):
            first = first or one
            if one.unit != first.unit:
                said = f"前面用“{first.unit}”，这里用“{one.unit}”"
                yield at(HAZARD, one, said, "全文统一用“处”")
                return


@check
def units_of_records(reading: Reading) -> Iterator[Finding]:
    for one in reading.counts:
        for ending, right, wrong in _WRONG:
            if re.search(ending, one.before) and re.fullmatch(wrong, one.unit):
                yield at(WRONG, one, f"“{one.before[-8:]}{one.text}”", f"单位改为“{right}”")
        if one.unit == "次条" or (one.unit == "车次" and one.before.endswith("车次")):
            yield at(DOUBLE, one, f"“{one.text}”", "只留一个单位")


@check
def each_or_all(reading: Reading) -> Iterator[Finding]:
    squads = re.finditer(r"\d+[支个]由\d+余?多?[人名](?:组成|构成)", reading.text)
    twice = re.finditer(
        r"[\u4e00-\u9fff]{1,6}、[\u4e00-\u9fff]{1,6}分别(?:召开|组织|开展)\d+次", reading.text
    )
    for found in (*squads, *twice):
        yield at(EACH, found, f"“{found[0]}”", "写成“每…，共…”")


@check
def counted_thing(reading: Reading) -> Iterator[Finding]:
    people = re.finditer(r"\d+个(?:村组|村|社区)(?:干部|网格员|安全员)", reading.text)
    things = re.finditer(
        r"(?:收缴|没收|查获|扣押)了?[^,。;\d]*?(?:摊|点|店|销售|经营)[^,。;\d]{0,8}\d+[个件](?=[,。;])",
        reading.text,
    )
    for found in (*people, *things):
        yield at(WHAT, found, f"“{found[0]}”", "人写“名”，村写“个村”；物品写明名称和单位")


_ACTS = "会议|例会|专题会|培训会?|演练|宣传|座谈会"


@check
def two_in_one(reading: Reading) -> Iterator[Finding]:
    pattern = re.compile(
        rf"(?:{_ACTS})(?:及|和|与|暨)[^,。;、\d]{{0,8}}?(?:{_ACTS})(?:共|各)?[\d一二两三四五六七八九十]+[次场期]"
    )
    for found in pattern.finditer(reading.text):
        if "各" not in found[0]:
            yield at(TWO_IN_ONE, found, f"“{found[0]}”", "分开写各几次")


@check
def minimum(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(
        r"(?:至少|不少于)[^,。;]{0,4}[\d两一二三四五]+[名人个次家][^,。;]{0,2}以上|近[\d]+余|约\d+余",
        reading.text,
    ):
        yield at(MINIMUM, found, f"“{found[0]}”", "只留一个")


@check
def other_target(reading: Reading) -> Iterator[Finding]:
    for found in re.finditer(
        r"(?:商铺|门店|店铺|沿街|临街)[^。;]{0,40}?检查(?:住户|居民)\s?\d+", reading.text
    ):
        yield at(OTHER, found, "专项是商铺，检查的是住户", "写明检查商铺…家、住户…户")
