"""督查反馈 and its list of problems as sheets; the list often comes as an Excel file."""

from township_safety.activities.models import Feedback, FeedbackProblem
from township_safety.activities.sheets.columns import GROUP
from township_safety.workbook import Column, Sheet

FEEDBACK = Sheet(
    key="feedbacks",
    title="督查反馈",
    synonyms=("督导检查反馈", "反馈意见"),
    group=GROUP,
    model=Feedback,
    columns=(
        "title",
        Column("body", synonyms=("反馈单位", "检查单位")),
        Column("inspected_on", synonyms=("督查日期",), listed=False),
        "on",
        Column("number", synonyms=("文号",), listed=False),
        Column("due_on", synonyms=("整改时限",)),
        "reported_on",
        Column("note", listed=False),
    ),
    fingerprint=("title", "on"),
)

PROBLEM = Sheet(
    key="feedback_problems",
    title="督查问题",
    synonyms=("问题清单", "反馈问题清单", "督查问题清单"),
    group=GROUP,
    model=FeedbackProblem,
    columns=(
        Column("feedback", header="督查名称", note="填“督查反馈”表中的督查名称"),
        Column("ordinal", synonyms=("编号",)),
        Column("text", synonyms=("存在问题", "问题", "问题描述")),
        Column("hazard", header="隐患编号", note="已登记为隐患的填编号"),
        Column("owner", synonyms=("责任单位", "责任人")),
        Column("measure", synonyms=("整改要求",), listed=False),
        Column("due_on", synonyms=("整改时限",)),
        Column("done_on", synonyms=("完成时间",)),
        Column("result", synonyms=("整改情况", "整改结果"), listed=False),
    ),
    fingerprint=("feedback", "text"),
    order_by=("feedback", "ordinal"),
    date_field="",
)
