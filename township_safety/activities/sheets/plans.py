"""工作要点、报送、值班、制度文件 as sheets."""

from township_safety.activities.models import DutyRoster, PlanItem, PolicyDocument, Submission
from township_safety.activities.sheets.columns import CAMPAIGN, GROUP, NOTE, SECTOR
from township_safety.workbook import Column, Sheet

PLAN_ITEM = Sheet(
    key="plan_items",
    title="工作要点",
    synonyms=("工作计划", "任务清单", "任务分解"),
    group=GROUP,
    model=PlanItem,
    columns=(
        Column("plan_document", synonyms=("计划名称", "文件名称")),
        Column("theme", synonyms=("章节", "主题", "类别"), listed=False),
        Column("text", synonyms=("任务", "任务内容", "工作任务")),
        Column("owner", synonyms=("责任单位", "责任人", "牵头单位")),
        Column("sector", synonyms=SECTOR.synonyms, listed=False),
        CAMPAIGN,
        "first_day",
        "last_day",
        Column("target_quantity", synonyms=("目标", "目标值"), listed=False),
        Column("unit", listed=False),
        "frequency",
        Column("times", synonyms=("次数",)),
        Column("per", listed=False),
        Column("figure_key", listed=False),
        Column("filters", listed=False),
        Column("duty", listed=False),
        Column("started_on", listed=False),
        Column("planned_completion", synonyms=("完成时限", "计划完成时间")),
        Column("completed_on", synonyms=("完成时间",)),
        Column("progress", synonyms=("进展", "完成情况"), listed=False),
    ),
    fingerprint=("plan_document", "text", "first_day"),
)


SUBMISSION = Sheet(
    key="submissions",
    title="报送",
    synonyms=("报送台账", "信息报送"),
    group=GROUP,
    model=Submission,
    columns=(
        Column("kind", synonyms=("报表种类", "报送类别")),
        Column("title", synonyms=("报表名称",)),
        Column("first_day", synonyms=("起始日期",)),
        Column("last_day", synonyms=("截止日期",)),
        Column("due_on", synonyms=("要求报送日期",)),
        Column("submitted_on", synonyms=("上报日期", "报送时间")),
        Column("addressee", synonyms=("主送单位",)),
        Column("is_nil", synonyms=("是否零报告",)),
        Column("sector", synonyms=SECTOR.synonyms, listed=False),
        CAMPAIGN,
        Column("key_period", listed=False),
        NOTE,
    ),
    fingerprint=("kind", "title", "first_day", "last_day"),
)


ROSTER = Sheet(
    key="rosters",
    title="值班",
    synonyms=("值班表", "值班安排"),
    group=GROUP,
    model=DutyRoster,
    columns=(
        Column("on", synonyms=("值班日期", "时间")),
        "shift",
        Column("leader", synonyms=("值班领导",)),
        Column("persons", synonyms=("值班人",)),
        Column("phone", synonyms=("电话", "联系电话")),
    ),
    fingerprint=("on", "shift"),
)


POLICY = Sheet(
    key="policies",
    title="制度文件",
    synonyms=("制度", "方案预案", "文件台账"),
    group=GROUP,
    model=PolicyDocument,
    columns=(
        Column("kind", synonyms=("文件类别",)),
        Column("title", synonyms=("文件名称", "文件标题")),
        Column("number", synonyms=("发文字号",)),
        SECTOR,
        CAMPAIGN,
        Column("adopted_on", synonyms=("发文日期", "日期")),
        Column("repealed_on", listed=False),
    ),
    fingerprint=("title", "number"),
)
