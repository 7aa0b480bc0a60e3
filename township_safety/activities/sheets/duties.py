"""例行检查任务 as a sheet."""

from township_safety.activities.models import Obligation
from township_safety.activities.sheets.columns import GROUP, NOTE, SECTOR
from township_safety.workbook import Column, Sheet

DUTY = Sheet(
    key="duties",
    title="例行检查任务",
    synonyms=("例行任务", "检查频次", "定期检查任务"),
    group=GROUP,
    model=Obligation,
    columns=(
        Column("name", synonyms=("任务", "检查任务")),
        "work",
        Column("kind", listed=False),
        "per",
        Column("site_category", synonyms=("对象类别", "检查对象类别")),
        Column("key_units_only", listed=False),
        Column(
            "risk_level",
            words={"红": "red", "橙": "orange", "黄": "yellow", "蓝": "blue"},
            listed=False,
        ),
        Column("sector", synonyms=SECTOR.synonyms, listed=False),
        Column("frequency", synonyms=("检查频率",)),
        "times",
        "first_day",
        "last_day",
        Column("agency", synonyms=("责任部门", "牵头单位")),
        "person",
        Column("basis", synonyms=("制度依据",), listed=False),
        NOTE,
    ),
    fingerprint=("name", "first_day"),
)
