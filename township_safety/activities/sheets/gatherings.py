"""会议、培训、宣传、演练 as sheets."""

from township_safety.activities.models import Drill, Meeting, Publicity, Training
from township_safety.activities.sheets.columns import (
    GROUP,
    NOTE,
    PLACE,
    SECTOR,
    SITE,
    TAGS,
    VILLAGE,
)
from township_safety.workbook import Column, Sheet

MEETING = Sheet(
    key="meetings",
    title="会议",
    synonyms=("会议台账", "安全会议"),
    group=GROUP,
    model=Meeting,
    columns=(
        Column("on", synonyms=("会议日期", "会议时间", "时间", "召开日期")),
        Column("kind", synonyms=("会议类别", "会议类型")),
        Column("topic", synonyms=("会议主题", "会议名称", "议题")),
        Column("chaired_by", synonyms=("主持", "主持领导姓名")),
        Column(
            "leader_class",
            synonyms=("主持领导类别",),
            words={"主要领导": "main", "班子成员": "other", "党政领导": "other"},
        ),
        Column("attendees", synonyms=("参加人员", "参会范围"), listed=False),
        Column("attendee_count", synonyms=("参加人数", "到会人数")),
        PLACE,
        SECTOR,
        VILLAGE,
        Column("minutes", synonyms=("会议纪要", "会议记录"), listed=False),
        *TAGS,
        NOTE,
    ),
    fingerprint=("on", "kind", "topic", "village"),
)


TRAINING = Sheet(
    key="trainings",
    title="培训",
    synonyms=("培训台账", "教育培训", "安全培训"),
    group=GROUP,
    model=Training,
    columns=(
        Column("on", synonyms=("培训日期", "培训时间", "时间")),
        Column("kind", synonyms=("培训类别", "培训形式")),
        Column("topic", synonyms=("培训内容", "培训主题")),
        Column("audience", synonyms=("培训对象", "参加对象")),
        Column("sessions", synonyms=("期数", "场数")),
        Column("attendee_count", synonyms=("培训人数", "人数", "参训人数")),
        PLACE,
        SITE,
        SECTOR,
        VILLAGE,
        *TAGS,
        NOTE,
    ),
    fingerprint=("on", "kind", "topic", "village", "site"),
)


PUBLICITY = Sheet(
    key="publicity",
    title="宣传",
    synonyms=("宣传台账", "宣传教育"),
    group=GROUP,
    model=Publicity,
    columns=(
        Column("on", synonyms=("宣传日期", "宣传时间", "时间")),
        Column("item", synonyms=("宣传形式", "宣传方式", "项目")),
        "quantity",
        Column("topic", synonyms=("宣传内容", "宣传主题")),
        Column("channel", synonyms=("宣传渠道",), listed=False),
        Column("places", synonyms=("宣传地点",), listed=False),
        Column("place_count", listed=False),
        Column("participant_count", synonyms=("参加人数", "受众人数", "覆盖人数"), listed=False),
        SITE,
        SECTOR,
        VILLAGE,
        *TAGS,
        NOTE,
    ),
    fingerprint=("on", "item", "topic", "village", "site"),
)


DRILL = Sheet(
    key="drills",
    title="演练",
    synonyms=("应急演练", "演练台账"),
    group=GROUP,
    model=Drill,
    columns=(
        Column("on", synonyms=("演练日期", "演练时间", "时间")),
        Column("kind", synonyms=("演练类别", "演练类型")),
        Column("topic", synonyms=("演练名称", "演练内容")),
        Column("level", words={"乡级": "township", "镇级": "township", "企业": "site"}),
        Column("place", synonyms=("演练地点",)),
        Column("participant_count", synonyms=("参演人数", "人数")),
        SITE,
        SECTOR,
        VILLAGE,
        *TAGS,
        NOTE,
    ),
    fingerprint=("on", "kind", "topic", "village", "site"),
)
