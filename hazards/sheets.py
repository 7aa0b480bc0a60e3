"""The hazard ledger as sheets, under the headings that real ledgers use."""

from __future__ import annotations

from typing import Any

from django.db import models

from hazards import dated_sheets, loading, standing_sheets, visit_sheets
from hazards.loading.elsewhere import ELSEWHERE
from hazards.models import Hazard, HazardCount, HazardPhrase
from hazards.models.plan import PLAN
from hazards.notice_sheets import NOTICE_ITEMS, NOTICE_KINDS, NOTICES
from hazards.sheet_parts import GROUP, LISTS, NOTE, VILLAGE
from township_safety.values import clean_text
from township_safety.workbook import Column, Sheet
from township_safety.workbook.kinds import Flag, Reading

_SITE = (
    "单位名称",
    "企业名称",
    "场所名称",
    "被检查单位",
    "被检查单位（场所）",
    "受检单位",
    "隐患单位",
)
_SECTOR = ("行业", "所属行业", "行业类别", "监管分类", "所属领域")
_CATEGORY = ("隐患分类", "隐患类型", "隐患性质")
_SOURCE = ("来源", "检查方式", "排查方式")
_ON_SPOT = ("立即整改", "当场", "现场整改", "立行立改", "立查立改", "即查即改")
_MODE = {**dict.fromkeys(_ON_SPOT, "on_spot"), "限期": "within_limit", "限期治理": "within_limit"}
_LEVEL = {"乡级": "township", "镇级": "township", "乡镇级": "township", "区级": "county"}


class _Rectified(Flag):
    """是 or 否, or one of the words that ledgers have for how far it is."""

    _YES = frozenset({"整改完成", "整改完毕", "已整改完成", "整改到位", "已整改到位", "已消除"})
    _NO = frozenset(
        {"整改中", "正在整改", "部分整改", "未完成整改", "未整改完成", "未消除", "待整改"}
    )

    def parse(self, raw: Any, reading: Reading) -> bool | None:
        word = clean_text(raw).strip("。 ")
        if word in self._YES | {"已整改待复查"}:
            return True
        return False if word in self._NO else super().parse(raw, reading)


def _not_undone(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Voided ones, too, but not those that went with their import."""
    return rows.filter(is_undone=False)


_HAZARDS = Sheet(
    key="hazards",
    title="隐患",
    synonyms=(
        "隐患台账",
        "隐患排查治理台账",
        "隐患排查台账",
        "问题隐患清单",
        "隐患清单",
        "安全隐患台账",
    ),
    group=GROUP,
    model=Hazard,
    columns=(
        Column(
            "number",
            synonyms=("隐患编号", "隐患ID", "OUTID"),
            note="已有编号的照填；留空的由系统接着编",
            required=False,
        ),
        Column(
            "found_on",
            synonyms=(
                "检查时间",
                "排查日期",
                "排查时间",
                "发现日期",
                "发现时间",
                "隐患发现日期",
                "登记时间",
                "录入时间",
            ),
        ),
        Column("village", synonyms=VILLAGE, note="不填时按监管对象所在的村（居）"),
        Column("site", synonyms=_SITE),
        Column(
            "place",
            synonyms=("隐患位置", "隐患地点", "隐患地址", "检查地点", "隐患区域", "部位"),
            listed=False,
        ),
        Column(
            "description",
            synonyms=(
                "隐患内容",
                "事故隐患内容",
                "存在问题",
                "存在问题及隐患",
                "检查地点、存在问题及隐患",
                "问题隐患",
                "问题描述",
                "隐患情况",
                "隐患基本情况",
                "隐患名称",
            ),
        ),
        Column("sector", synonyms=_SECTOR, note="不填时按监管对象的行业领域"),
        Column("category", synonyms=_CATEGORY, listed=False),
        Column("source", synonyms=_SOURCE, listed=False),
        Column(
            "grade",
            synonyms=("隐患等级", "隐患级别", "级别"),
            words={
                "一般隐患": "general",
                "一般事故隐患": "general",
                "重大隐患": "major",
                "重大事故隐患": "major",
            },
        ),
        Column("responsible_level", synonyms=("分级",), words=_LEVEL, listed=False),
        Column("criterion", listed=False),
        Column(
            "basis",
            synonyms=("违反判定依据具体条款", "检查依据", "违反条款", "法律依据"),
            listed=False,
        ),
        Column(
            "inspectors",
            synonyms=("检查人员", "排查人员", "排查人", "登记人"),
            listed=False,
        ),
        Column("rectify_mode", synonyms=("整改类型", "治理类型"), words=_MODE, listed=False),
        Column(
            "due_on",
            synonyms=("整改时限", "治理期限", "整改完成时限", "计划完成整改时间", "计划完成时间"),
            note="整改期限改过的，每次的期限在“整改期限”表中",
        ),
        Column(
            "is_rectified",
            header="是否整改",
            synonyms=(
                "整改情况",
                "完成情况",
                "整改状态",
                "整改结果",
                "隐患状态",
                "是否完成整改",
                "是否消除",
            ),
            kind=_Rectified(),
            note="填是、否；也可填已整改、未整改、整改中",
        ),
        Column(
            "rectified_on",
            header="实际整改完成时间",
            synonyms=(
                "整改完成时间",
                "完成日期",
                "完成时间",
                "实际完成日期",
                "整改日期",
                "整改时间",
            ),
            note="当场整改的可不填；复查不合格过的，每次整改在“整改记录”表中",
        ),
        Column(
            "is_rectified_day_unknown",
            header="整改日期不详",
            kind="flag",
            note="只知道已整改、不知道哪天的，整改完成时间填估计的最晚日期，这里填是",
            listed=False,
        ),
        Column(
            "checked_on",
            header="复查日期",
            synonyms=("复查时间", "验收日期", "验收时间", "核查日期"),
            kind="date",
            note="复查合格的日期",
            listed=False,
        ),
        Column(
            "checked_by",
            header="复查人",
            synonyms=("复查人员", "验收人", "验收人员", "核查人", "销号人"),
            kind="text",
            listed=False,
        ),
        Column(
            "closed_on",
            synonyms=("销号时间", "确认时间"),
            note="填了复查日期的可不填；两个都填时以销号日期为准",
        ),
        Column("measures", synonyms=("控制措施", "防控措施", "整改要求", "治理方案"), listed=False),
        Column(
            "responsible_unit",
            synonyms=("整改责任单位", "整改单位", "整改责任部门", "整改责任部门/责任人"),
            listed=False,
        ),
        Column(
            "responsible_person",
            synonyms=("整改责任人", "治理责任人", "负责人"),
            listed=False,
        ),
        Column(
            "handler_name",
            header="承办人",
            kind="text",
            note="新增的行按姓名找本单位的账号，没有这个账号的空着；已有的在隐患页面“交办”中改",
            listed=False,
        ),
        Column("phone", synonyms=("联系电话", "手机", "联系方式"), listed=False),
        Column("case_leader", synonyms=("包案责任人", "挂钩领导", "包保领导"), listed=False),
        Column("fund_source", synonyms=("资金渠道", "经费来源"), listed=False),
        Column(
            "funds",
            synonyms=(
                "整改资金",
                "落实治理经费",
                "累计落实治理资金",
                "隐患治理计划资金",
                "投入资金",
            ),
            listed=False,
        ),
        Column("affected_quantity", listed=False),
        Column("affected_unit", listed=False),
        Column("cause", synonyms=("原因分析", "产生原因"), listed=False),
        Column("harm", synonyms=("可能造成后果", "危害程度"), listed=False),
        *(Column(name, listed=False) for name in PLAN if name.startswith("plan_")),
        Column("open_reason", synonyms=("未完成原因",), listed=False),
        Column("is_standing", listed=False),
        Column("extra_sectors", listed=False),
        Column("campaigns", synonyms=("专项整治",), listed=False),
        Column("key_periods", listed=False),
        Column(
            "recurs",
            header="由哪条隐患反弹",
            synonyms=("反弹自",),
            note="回头看发现反弹的，填原来那条的编号",
            listed=False,
        ),
        Column(
            "counted_in",
            note="已在汇总登记中计过数的，填那条汇总登记的记录号",
            listed=False,
        ),
        Column("void_reason", note="误录作废的填原因；填了就不再计入任何数字", listed=False),
        NOTE,
    ),
    fingerprint=("found_on", "village", "site", "place", "description"),
    known_by="number",
    order_by=("found_on", "number"),
    prefetch=("rectifications", "assigned_to"),
    load=loading.load_hazards,
    prepare=loading.prepare_hazards,
    dialect=ELSEWHERE,
    rows=_not_undone,
)


_COUNTS = Sheet(
    key="hazard_counts",
    title="汇总登记",
    synonyms=("汇总登记（只登数）", "隐患汇总", "汇总台账"),
    group=GROUP,
    model=HazardCount,
    columns=(
        Column("on", synonyms=("检查日期", "填报日期")),
        Column("village", synonyms=VILLAGE),
        Column("site", synonyms=_SITE),
        Column("sector", synonyms=_SECTOR),
        Column("category", synonyms=_CATEGORY, listed=False),
        Column("source", synonyms=_SOURCE),
        Column("responsible_level", words=_LEVEL, listed=False),
        Column("rectify_mode", words=_MODE, listed=False),
        Column("found", synonyms=("发现隐患数", "排查数", "隐患数", "排查隐患（处）")),
        Column("rectified", synonyms=("整改数", "已整改数", "已整改隐患（处）")),
        Column("checked", listed=False),
        Column("checked_unit", listed=False),
        Column(
            "follows",
            note="以前登记的隐患后来整改了：填原来那条的记录号，本条发现数填0",
            listed=False,
        ),
        Column("extra_sectors", listed=False),
        Column("campaigns", listed=False),
        Column("key_periods", listed=False),
        "basis",
        NOTE,
    ),
    fingerprint=("on", "village", "site", "sector", "source", "found", "rectified", "basis"),
    order_by=("on", "uid"),
    load=loading.load_counts,
    editable=False,
)

_PHRASES = Sheet(
    key="hazard_phrases",
    title="常用隐患",
    group=LISTS,
    model=HazardPhrase,
    columns=("code", "name", "sector", "category", "measures", "order", "valid_from", "valid_to"),
    fingerprint=("code",),
    order_by=("order",),
)

SHEETS = [
    NOTICE_KINDS,
    _PHRASES,
    _COUNTS,
    _HAZARDS,
    *dated_sheets.SHEETS,
    *standing_sheets.SHEETS,
    NOTICES,
    NOTICE_ITEMS,
    *visit_sheets.SHEETS,
]
