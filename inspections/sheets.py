"""Operations and their lines as sheets."""

from __future__ import annotations

from inspections.models import Finding, Operation, OperationResult, OperationTarget
from township_safety.workbook import Column, Sheet

GROUP = "检查执法"
_OPERATION = Column(
    "operation",
    header="检查编号",
    synonyms=("所属检查", "检查记录编号"),
    note="填检查编号；没有编号的填那次检查的记录号",
)
_SITE = ("单位名称", "企业名称", "被检查单位", "被检查单位（场所）", "场所名称")

SHEETS = [
    Sheet(
        key="operations",
        title="检查执法",
        synonyms=("检查台账", "安全检查台账", "检查记录", "执法台账", "安全检查"),
        group=GROUP,
        model=Operation,
        columns=(
            Column("number", synonyms=("检查记录编号", "编号"), listed=False),
            Column("on", synonyms=("检查日期", "检查时间", "执法日期", "时间")),
            Column("start_time", listed=False),
            Column("end_time", listed=False),
            Column("category", words={"安全检查": "inspection", "执法检查": "enforcement"}),
            Column("kind", synonyms=("检查方式", "检查类别", "检查性质", "检查形式")),
            Column("is_joint", synonyms=("是否联合", "联合检查", "联合执法")),
            Column("sector", synonyms=("行业", "所属行业", "检查领域")),
            Column("extra_sectors", synonyms=("其他行业领域",), listed=False),
            Column("village", synonyms=("村（社区）", "属地", "所在村"), listed=False),
            Column("topic", synonyms=("检查内容", "检查主题", "检查重点")),
            Column(
                "leader_class",
                synonyms=("带队领导级别",),
                words={
                    "主要领导": "main",
                    "党政主要负责人": "main",
                    "班子成员": "other",
                    "党政领导": "other",
                },
            ),
            Column("leaders", synonyms=("带队领导姓名", "带队人")),
            Column("done_by", synonyms=("检查人员", "检查人", "执法人员"), listed=False),
            Column("partner_agencies", synonyms=("参与单位", "联合部门", "配合单位"), listed=False),
            Column("campaigns", listed=False),
            Column("key_periods", listed=False),
            Column("with_experts", synonyms=("是否有专家", "邀请专家"), listed=False),
            Column("expert_times", listed=False),
            Column("groups", synonyms=("检查组", "组数"), listed=False),
            Column("person_times", synonyms=("出动人员", "检查人次", "出动人数"), listed=False),
            Column("police_times", synonyms=("警力", "出动警力"), listed=False),
            Column("vehicle_times", synonyms=("出动车辆", "车次"), listed=False),
            Column("boat_times", synonyms=("出动船艇",), listed=False),
            Column("vehicles_checked", synonyms=("检查车辆",), listed=False),
            Column("mileage_km", synonyms=("巡查里程", "里程"), listed=False),
            Column("summary", synonyms=("检查结果", "情况说明"), listed=False),
            Column("note", listed=False),
        ),
        fingerprint=("number", "on", "category", "kind", "topic", "village"),
    ),
    Sheet(
        key="operation_targets",
        title="检查对象",
        synonyms=("被检查单位", "检查对象明细"),
        group=GROUP,
        model=OperationTarget,
        parent="operation",
        columns=(
            _OPERATION,
            Column("site", synonyms=_SITE),
            Column("category", synonyms=("企业类型", "场所类别")),
            "name",
            Column("quantity", synonyms=("家数", "户数", "处数")),
            Column(
                "outcome",
                words={"正常": "checked", "已检": "checked", "关门": "closed", "拒检": "refused"},
            ),
            Column("note", listed=False),
        ),
        fingerprint=("operation", "site", "category", "name"),
        order_by=("operation",),
    ),
    Sheet(
        key="operation_results",
        title="处置结果",
        synonyms=("执法结果", "处罚台账", "执法与处置"),
        group=GROUP,
        model=OperationResult,
        parent="operation",
        columns=(
            _OPERATION,
            Column("kind", synonyms=("处置方式", "处理结果", "处理情况")),
            "violation",
            "quantity",
            "unit",
            Column("site", synonyms=_SITE),
            Column("subject", synonyms=("当事人", "对象")),
            "item",
            Column("goods_year", synonyms=("生产年份",), listed=False),
            Column("fine_amount", synonyms=("罚款", "罚款金额", "罚款额", "处罚金额")),
            Column("tonnage", synonyms=("卸载吨数",), listed=False),
            Column("case_number", listed=False),
            Column("case_grade", listed=False),
            Column("note", listed=False),
        ),
        fingerprint=("operation", "kind", "violation", "site", "subject", "item", "case_number"),
        order_by=("operation",),
    ),
    Sheet(
        key="findings",
        title="检查发现",
        synonyms=("检查发现隐患",),
        group=GROUP,
        model=Finding,
        parent="operation",
        columns=(
            _OPERATION,
            Column("target", note="填检查对象的记录号，可不填", listed=False),
            Column("hazard", header="隐患编号", note="填隐患编号或记录号"),
            Column("hazard_count", header="汇总登记记录号", note="没有逐条登记、只登数的填"),
        ),
        fingerprint=("operation", "hazard", "hazard_count"),
        order_by=("operation",),
    ),
]
