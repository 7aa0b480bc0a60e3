"""Columns that many of the small registers share."""

from township_safety.workbook import Column

GROUP = "各项工作"

ON = Column("on", synonyms=("时间", "开展日期", "活动日期"))
SECTOR = Column("sector", synonyms=("行业", "所属行业"))
VILLAGE = Column("village", synonyms=("村（社区）", "属地", "所在村"), listed=False)
TOPIC = Column("topic", synonyms=("内容", "名称", "活动名称"))
NOTE = Column("note", synonyms=("说明",), listed=False)
PLACE = Column("place", synonyms=("活动地点",), listed=False)
SITE = Column("site", synonyms=("单位名称", "企业名称"), listed=False)
TAGS = (
    Column("extra_sectors", synonyms=("其他行业领域",), listed=False),
    Column("campaigns", listed=False),
    Column("key_periods", listed=False),
)
CAMPAIGN = Column("campaign", listed=False)
