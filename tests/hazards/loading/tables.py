"""Tables of hazards as offices keep them."""

from hazards.sheets import SHEETS
from tests.workbook.tables import table
from township_safety.organisation.sheets import SHEETS as ORGANISATION
from township_safety.register.sheets import SHEETS as REGISTER

KNOWN = [*ORGANISATION, *REGISTER, *SHEETS]
PLAIN = ["检查日期", "隐患描述"]
LEDGER = [
    "序号",
    "检查时间",
    "村（社区）",
    "单位名称",
    "隐患部位",
    "隐患内容",
    "隐患级别",
    "整改时限",
    "是否整改",
    "完成日期",
    "整改资金（万元）",
    "复查人",
    "复查日期",
    "备注",
]


def entry(**said):
    """A table of one hazard: the plain columns and what is said beside them."""
    return table("隐患", [*PLAIN, *said], ["2024-03-05", "插座外壳破损", *said.values()])
