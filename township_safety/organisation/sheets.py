"""Villages as a sheet of the workbook."""

from township_safety.organisation.models import Village
from township_safety.workbook import Column, Sheet

SHEETS = [
    Sheet(
        key="villages",
        title="村（居）",
        synonyms=("村（社区）", "村居", "行政村", "村级名单"),
        group="基础台账",
        model=Village,
        columns=(
            Column("name", synonyms=("村名", "村（居）名称", "村（社区）名称", "行政村")),
            Column("kind", words={"居委会": "neighbourhood", "村委会": "village"}),
            Column("area_code", synonyms=("统计区划代码", "行政区划代码"), listed=False),
            Column("responsible_person", synonyms=("包村领导", "包保干部", "联系干部")),
            Column("order", listed=False),
            Column("active_from", synonyms=("设立日期",)),
            Column("active_to", synonyms=("撤并日期",)),
        ),
        fingerprint=("name",),
        order_by=("order",),
    )
]
