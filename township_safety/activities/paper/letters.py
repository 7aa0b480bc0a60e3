"""责任书、承诺书 with the names of both sides filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from township_safety.activities.models import (
    Counterparty,
    LetterClass,
    LetterObligation,
    SignedLetter,
)
from township_safety.activities.paper.layout import day
from township_safety.documents import forms
from township_safety.documents.model import Block, Form, FormTable, Meta, Title

AnyLetter = LetterObligation | SignedLetter

# 安全生产法（2021） 3 (党政同责、三管三必须), 9 (township), 75 (village committees).
_VILLAGE_DUTIES = (
    "村（社区）主要负责人是本村（社区）安全生产第一责任人，明确一名安全员，有人管、有人查、有人报。",
    "对辖区内的生产经营单位、小场所、出租房和渡口、池塘、道路等重点部位经常巡查，建立台账。",
    "发现事故隐患或者安全生产违法行为，先劝阻、再报告，当日报安全生产办公室，并督促按期整改。",
    "重要时段和恶劣天气前做好提醒、劝导和值班，遇有险情先转移人员并立即报告。",
    "每季度至少开展一次安全生产宣传，把常识讲到户、讲到人。",
    "发生事故立即报告，不迟报、漏报、谎报、瞒报，配合救援和善后。",
)
# The law's own words for all who are not villages: industries under the same rule.
_AGENCY_DUTIES = (
    "按照管行业必须管安全、管业务必须管安全、管生产经营必须管安全的要求，履行本行业领域安全监管职责。",
    "主要负责人对本单位安全生产工作全面负责，每季度至少研究一次安全生产工作。",
    "对本行业领域的监管对象登记造册，制定检查计划，查出的隐患登记、交办、复查、销号。",
    "参加联合检查和专项行动，按要求报送数据和材料，对报送内容的真实性负责。",
    "发生事故立即报告，参加救援，配合调查。",
)
# 安全生产法（2021） 21 (duties of the person in charge), 28 (training), 41 (risks and hazards).
_SITE_PROMISES = (
    "遵守安全生产法律法规，主要负责人对本单位安全生产工作全面负责，建立并落实全员安全生产责任制。",
    "保证安全生产投入，按规定配备消防、防护等设施和器材，定期检查，保持完好有效。",
    "对从业人员进行安全教育和培训，不合格的不上岗；特种作业人员持证上岗。",
    "定期排查事故隐患并如实记录，能立即整改的立即整改，不能立即整改的落实措施、资金、期限、责任人和预案。",
    "不占用、堵塞疏散通道和安全出口，不违规用火用电用气，不违规存放易燃易爆物品。",
    "接受并配合监督检查，对提出的整改要求按期完成，不拒绝、不阻挠。",
    "制定应急措施并组织演练；发生事故立即组织抢救并如实报告。",
)
_PERSON_PROMISES = (
    "遵守安全生产、交通、消防等规定，不违章、不冒险、不侥幸。",
    "按要求参加安全教育，熟悉岗位和设备的危险因素、防范措施。",
    "作业前先检查，发现隐患先停下并立即报告。",
    "不酒后作业、不疲劳作业，不让无证人员代替操作。",
    "发生险情先保护人员，及时报警和报告。",
)


def letter_forms(letter: AnyLetter) -> tuple[Form, ...]:
    is_promise = letter.letter_class == LetterClass.COMMITMENT
    blocks = _promise(letter) if is_promise else _responsibility(letter)
    title = f"{letter.year}年{letter.kind.name}"
    if not title.endswith("书"):
        title += letter.get_letter_class_display()
    office = letter.office
    meta = Meta(office.signer, title, ("安全生产", "责任书"), letter.recorded_at)
    return (Form(title=Title((title,)), blocks=tuple(blocks), meta=meta),)


def _responsibility(letter: AnyLetter) -> list[Block]:
    opening = (
        f"为落实安全生产责任，预防和减少生产安全事故，根据《中华人民共和国安全生产法》等规定，"
        f"{letter.office.signer}（以下简称甲方）与{letter.counterparty}（以下简称乙方）"
        f"签订{letter.year}年度责任书。"
    )
    return [
        forms.line(opening, indent=True, align="justify"),
        forms.line("一、乙方的责任", indent=True),
        *_numbered(_duties(letter)),
        forms.line(
            "二、甲方的责任：及时传达部署工作，指导和督促乙方履行责任，对乙方报告的隐患和困难及时研究、协调处置。",
            indent=True,
            align="justify",
        ),
        forms.line(
            "三、考核：履行责任情况列入年度考核；因不履行责任发生事故的，按规定追究。",
            indent=True,
            align="justify",
        ),
        forms.line(
            f"本责任书一式两份，双方各执一份，自签订之日起至{letter.year}年12月31日止有效；"
            "负责人变动的，由继任者继续履行。",
            indent=True,
            align="justify",
        ),
        _both_sign(letter),
    ]


def _duties(letter: AnyLetter) -> tuple[str, ...]:
    if letter.counterparty_kind == Counterparty.VILLAGE:
        return _VILLAGE_DUTIES
    return _AGENCY_DUTIES if letter.counterparty_kind == Counterparty.AGENCY else _promises(letter)


def _promise(letter: AnyLetter) -> list[Block]:
    return [
        forms.line(f"{letter.office.signer}："),
        forms.line(f"{letter.counterparty}郑重承诺，在{letter.year}年度做到：", indent=True),
        *_numbered(_promises(letter)),
        forms.line("以上承诺请监督。如有违反，愿依法承担责任。", indent=True),
        *_promiser(letter),
        forms.signature("承诺人（签名）", on=_on(letter)),
    ]


def _promiser(letter: AnyLetter) -> list[Block]:
    """A person signs alone, a unit seals, too."""
    if letter.counterparty_kind == Counterparty.PERSON:
        return []
    return [forms.line(f"承诺单位（盖章）：{letter.counterparty}")]


def _promises(letter: AnyLetter) -> tuple[str, ...]:
    is_person = letter.counterparty_kind == Counterparty.PERSON
    return _PERSON_PROMISES if is_person else _SITE_PROMISES


def _numbered(texts: Sequence[str]) -> list[Block]:
    return [
        forms.line(f"{number}.{text}", indent=True, align="justify")
        for number, text in enumerate(texts, start=1)
    ]


def _both_sign(letter: AnyLetter) -> FormTable:
    on = day(_on(letter))
    sides = (("甲方（盖章）：", letter.office.signer), ("乙方（盖章）：", letter.counterparty))
    heads = forms.row(*(forms.value(f"{word}{name}") for word, name in sides), height=10)
    signed = forms.row(*(forms.value("负责人（签名）：") for _ in sides), height=10)
    days = forms.row(*(forms.value(on, align="center") for _ in sides))
    return FormTable((heads, signed, days), (1.0, 1.0), ruled=False)


def _on(letter: AnyLetter) -> date | None:
    return letter.signed_on if isinstance(letter, SignedLetter) else None
