"""站所报数 as sheets: what is asked, and what came in."""

from township_safety.activities.models import StationFigure, StationQuestion
from township_safety.activities.sheets.columns import GROUP, SECTOR
from township_safety.workbook import Column, Sheet

STATION_QUESTION = Sheet(
    key="station_questions",
    title="站所报数项目",
    synonyms=("报数项目",),
    group=GROUP,
    model=StationQuestion,
    columns=(
        Column("agency", synonyms=("站所", "单位", "报数单位")),
        Column("label", synonyms=("数据名称", "报数内容")),
        Column("figure", synonyms=("计入数据",)),
        Column("sector", synonyms=SECTOR.synonyms, listed=False),
        Column("result_kind", listed=False),
        Column("publicity_item", listed=False),
        Column("frequency", synonyms=("频次",)),
        "first_day",
        "last_day",
        Column("note", synonyms=("口径",), listed=False),
    ),
    fingerprint=("agency", "label", "frequency", "first_day"),
    order_by=("agency",),
)

STATION_FIGURE = Sheet(
    key="station_figures",
    title="站所报数",
    synonyms=("站所报送数据",),
    group=GROUP,
    model=StationFigure,
    columns=(
        Column("question", synonyms=("报数内容",)),
        "first_day",
        "last_day",
        Column("value", synonyms=("数据", "数量")),
        "is_nil",
        Column("given_by", synonyms=("联络员", "联系人")),
        Column("given_on", synonyms=("报送日期",)),
        "way",
        Column("message", listed=False),
        Column("hazard_count", required=False, listed=False),
    ),
    fingerprint=("question", "first_day"),
    date_field="last_day",
    # Entered on the page of the station, which knows what is due.
    editable=False,
)
