"""培训记录、演练方案、演练记录、演练评估、宣传活动记录."""

from __future__ import annotations

from township_safety.activities.models import Attendee, Drill, Publicity, Training
from township_safety.activities.models.attendance import Gathering
from township_safety.activities.paper.layout import (
    blank_lines,
    day,
    grid,
    long_field,
    paper,
    people,
    photos,
    signed_off,
)
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormRow

# AQ/T 9009-2015 生产安全事故应急演练评估规范 asks for these parts of an assessment.
_ASSESSED = (
    "演练准备（方案、人员、物资）",
    "预警与信息报告",
    "指挥与协调",
    "现场处置",
    "人员疏散与警戒",
    "医疗救护与后勤保障",
    "参演人员的熟练程度",
    "演练目标的完成情况",
)
_GRADES = ("好", "较好", "一般", "差")


def training_notice_forms(training: Training) -> tuple[Form, ...]:
    topic = training.topic or str(training.kind)
    blocks: list[Block] = [
        forms.line("各有关单位："),
        forms.line(f"定于{day(training.on)}举办{topic}，请组织人员参加。", indent=True),
        forms.line(f"一、时间：{day(training.on)}　　　时　　　分", indent=True),
        forms.line(f"二、地点：{training.place or '　　　　　　　　　　'}", indent=True),
        forms.line(f"三、对象：{training.audience or '　　　　　　　　　　'}", indent=True),
        forms.line("四、内容：", indent=True),
        *blank_lines(2),
        forms.line("五、要求：按时参加并签到，不得代签。", indent=True),
        signed_off(training.office),
    ]
    return (paper(training, "培训通知", blocks),)


def training_record_forms(training: Training) -> tuple[Form, ...]:
    facts = (
        ("培训内容", training.topic),
        ("培训种类", str(training.kind)),
        ("时间", day(training.on)),
        ("地点", training.place),
        ("对象", training.audience),
        ("举办单位", str(training.site or training.office.signer)),
        ("场次", f"{training.sessions}场"),
        ("参加人数", _number(training)),
    )
    blocks: list[Block] = [
        grid(
            forms.fields(facts),
            long_field("授课人", "", height=12),
            long_field("培训情况", training.note, height=60),
            long_field("考核情况", "", height=25),
        ),
        forms.signature("记录人（签名）"),
        *photos(training),
    ]
    return (paper(training, "培训记录", blocks),)


def drill_plan_forms(drill: Drill) -> tuple[Form, ...]:
    blocks: list[Block] = [
        grid(
            _drill_facts(drill),
            long_field("演练目的", "检验预案，锻炼队伍，磨合机制，提高应急处置能力。", height=14),
            long_field("事故情景", "", height=30),
            long_field("组织机构和分工", "", height=40),
            long_field("演练步骤", "", height=46),
            long_field("物资和安全保障", "", height=30),
        ),
        forms.signature("编制人（签名）"),
        forms.signature("批准人（签名）"),
    ]
    return (paper(drill, "应急演练方案", blocks),)


def drill_record_forms(drill: Drill) -> tuple[Form, ...]:
    blocks: list[Block] = [
        grid(
            _drill_facts(drill),
            long_field("参演单位和人员", _names(drill), height=20),
            long_field("演练过程", drill.note, height=80),
            long_field("发现的问题", "", height=30),
        ),
        forms.signature("记录人（签名）"),
        *photos(drill),
    ]
    return (paper(drill, "应急演练记录", blocks),)


def drill_assessment_forms(drill: Drill) -> tuple[Form, ...]:
    rows = [
        forms.row(forms.label(name), forms.value(*forms.choices(_GRADES), colspan=3))
        for name in _ASSESSED
    ]
    blocks: list[Block] = [
        grid(
            _drill_facts(drill),
            rows,
            long_field("存在的问题", "", height=20),
            long_field("改进措施和期限", "", height=20),
            long_field("预案是否需要修订", "", height=12),
        ),
        forms.signature("评估人员（签名）", ems=16),
    ]
    return (paper(drill, "应急演练评估表", blocks),)


def publicity_record_forms(publicity: Publicity) -> tuple[Form, ...]:
    facts = (
        ("活动主题", publicity.topic),
        ("宣传项目", str(publicity.item)),
        ("时间", day(publicity.on)),
        ("地点", publicity.places),
        ("数量", f"{publicity.quantity}{publicity.item.unit}"),
        ("渠道", publicity.channel),
        ("宣传单位", str(publicity.site or publicity.office.signer)),
        ("参与人数", people(publicity.participant_count)),
    )
    blocks: list[Block] = [
        grid(forms.fields(facts), long_field("活动情况", publicity.note, height=40)),
        forms.signature("记录人（签名）"),
        *photos(publicity),
    ]
    return (paper(publicity, "宣传活动记录", blocks),)


def _drill_facts(drill: Drill) -> tuple[FormRow, ...]:
    return forms.fields(
        (
            ("演练科目", drill.topic),
            ("演练种类", str(drill.kind)),
            ("时间", day(drill.on)),
            ("地点", drill.place),
            ("演练单位", str(drill.site or drill.village or drill.office.signer)),
            ("参加人数", _number(drill)),
        )
    )


def _number(gathering: Gathering) -> str:
    attendance = Attendee.objects.attendance(gathering)
    if attendance.present:
        said = f"签到{attendance.present}人"
        return f"{said}；{attendance.words}" if attendance.words else said
    return people(attendance.counted)


def _names(drill: Drill) -> str:
    rows = Attendee.objects.of(drill)
    return "、".join(str(one) for one in list(rows.present()) or list(rows))
