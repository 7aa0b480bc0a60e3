"""事故、举报 as sheets."""

from township_safety.activities.models import Accident, PublicReport
from township_safety.activities.sheets.columns import GROUP, SECTOR, VILLAGE
from township_safety.workbook import Column, Sheet

ACCIDENT = Sheet(
    key="accidents",
    title="事故",
    synonyms=("事故台账", "生产安全事故"),
    group=GROUP,
    model=Accident,
    columns=(
        Column("occurred_on", synonyms=("事故日期", "日期")),
        Column("occurred_at", listed=False),
        Column("received_at", listed=False),
        Column(
            "grade",
            synonyms=("等级", "事故级别"),
            words={
                "一般": "ordinary",
                "较大": "larger",
                "重大": "major",
                "特大": "extreme",
                "特别重大": "extreme",
            },
        ),
        Column("sector", synonyms=SECTOR.synonyms),
        Column("site", synonyms=("单位名称", "事故单位")),
        Column("village", synonyms=VILLAGE.synonyms, listed=False),
        Column("place", synonyms=("事故地点",)),
        Column("deaths", synonyms=("死亡",)),
        Column("injuries", synonyms=("受伤",)),
        Column("direct_loss", synonyms=("直接经济损失",), listed=False),
        Column("reported_on", listed=False),
        Column("reported_at", listed=False),
        Column("is_production_accident", listed=False),
        Column("judged_by", listed=False),
        Column("judged_on", listed=False),
        Column("description", synonyms=("事故经过", "基本情况"), listed=False),
    ),
    fingerprint=("occurred_on", "sector", "site", "place"),
)


PUBLIC_REPORT = Sheet(
    key="public_reports",
    title="举报",
    synonyms=("举报台账", "投诉举报"),
    group=GROUP,
    model=PublicReport,
    columns=(
        Column("received_on", synonyms=("举报日期", "日期")),
        Column("channel", synonyms=("举报方式", "来源")),
        Column("site", synonyms=("单位名称", "举报对象")),
        Column("sector", synonyms=SECTOR.synonyms),
        Column("content", synonyms=("内容",)),
        "accepted_on",
        "concluded_on",
        Column("outcome", synonyms=("办理结果", "核实结果")),
        Column("reward", synonyms=("奖励金额", "奖励"), listed=False),
        Column("hazard", synonyms=("隐患编号",), listed=False),
    ),
    fingerprint=("received_on", "channel", "site", "content"),
)
