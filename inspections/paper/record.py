"""现场检查记录 of one site of an outing; what does not fit goes on on 续页."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING

from hazards.paper import layout
from township_safety.documents import forms
from township_safety.documents.model import Form, FormRow, FormTable, Title

if TYPE_CHECKING:
    from inspections.models import OperationTarget
    from township_safety.organisation.models import User

TITLE = "现场检查记录"
# Room to write by hand on a record that was printed before the visit.
_ROOM = 54


def record_forms(target: OperationTarget, *, reader: User) -> tuple[Form, ...]:
    office = target.office
    told = layout.numbered(enumerate(_found(target), start=1)) or forms.paragraphs("")
    rows = (
        *_head(target, reader=reader),
        forms.row(forms.label("检查情况"), forms.cell(told, colspan=3), height=_ROOM, splits=True),
    )
    return (
        Form(
            title=Title((TITLE,)),
            heading=layout.HEADING,
            number=number_of(target),
            blocks=(
                FormTable(rows, widths=layout.GRID),
                *layout.inspectors(),
                forms.signature("被检查单位现场负责人（签名）", ems=7),
                *layout.refusal(
                    refused=target.outcome == target.Outcome.REFUSED, witness=target.witness
                ),
                forms.note(
                    "本记录只写检查时发现的情况，被检查单位对没有查到的仍应自行排查。"
                    f"一式两份：一份由{office.signer}存档，一份交被检查单位。"
                ),
            ),
            meta=layout.meta(target, TITLE),
        ),
    )


def number_of(target: OperationTarget) -> str:
    """That of the outing; with several sites each has its place behind it."""
    operation = target.operation
    if not operation.number:
        word = target.office.document_word or target.office.name
        return f"{word}检记{layout.OPEN_NUMBER}"
    keys = list(operation.targets.counted().order_by("pk").values_list("pk", flat=True))
    if len(keys) < 2 or target.pk not in keys:
        return operation.number
    return f"{operation.number}-{keys.index(target.pk) + 1}"


def _head(target: OperationTarget, *, reader: User) -> tuple[FormRow, ...]:
    operation, site, office = target.operation, target.site, target.office
    number = layout.phone(site.phone, reader=reader) if site else ""
    partners = "、".join(str(agency) for agency in operation.partner_agencies.all())
    people = "；".join(part for part in (operation.leaders, operation.done_by) if part)
    wide = (
        ("被检查单位", str(target)),
        ("地址", site.address if site else ""),
    )
    pairs = (
        ("法定代表人", site.legal_person if site else ""),
        ("职务", ""),
        ("联系电话", number),
        ("检查场所", target.name if site else ""),
    )
    rest = (
        ("检查时间", _hours(target)),
        ("检查机关", office.signer),
        ("检查人员", people),
        *((("联合单位", partners),) if partners else ()),
    )
    shown = forms.choices(("检查人员已出示证件，说明来意",))
    return (
        *_across(wide),
        *forms.fields(pairs),
        *_across(rest),
        forms.row(forms.label("出示证件"), forms.value(*shown, colspan=3)),
    )


def _across(pairs: Iterable[tuple[str, str]]) -> tuple[FormRow, ...]:
    """Each on a row of its own."""
    return tuple(forms.row(forms.label(name), forms.value(text, colspan=3)) for name, text in pairs)


def _hours(target: OperationTarget) -> str:
    operation = target.operation
    begin, end = _hour(operation.start_time), _hour(operation.end_time)
    return f"{layout.day(operation.on)}{begin}至{end}"


def _hour(at: time | None) -> str:
    return f"{at:%H时%M分}" if at else "　　时　　分"


def _found(target: OperationTarget) -> list[str]:
    """What was seen there, in the order of the visit; nothing yet before the visit."""
    outcome = target.Outcome
    if target.outcome not in {outcome.CHECKED, outcome.PENDING}:
        return [_not_checked(target)]
    told = _asked(target)
    for finding in target.findings.counted().itemised().select_related("hazard"):
        hazard = finding.hazard
        if hazard is None or hazard.is_voided:
            continue
        place = f"{hazard.place}：" if hazard.place else ""
        told.append(f"{place}{hazard.description}")
    if not told and target.outcome == outcome.CHECKED:
        told.append("检查时没有发现安全隐患。")
    return told


def _not_checked(target: OperationTarget) -> str:
    proof = "；".join(
        part
        for part in (
            f"见证人：{target.witness}" if target.witness else "",
            f"照片、录像：{target.evidence}" if target.evidence else "",
        )
        if part
    )
    return f"{target.get_outcome_display()}。{proof}"


def _asked(target: OperationTarget) -> list[str]:
    """按……检查表（第 n 版）检查 m 项, one line for each list."""
    counts: dict[tuple[str, int], list[str]] = {}
    for answer in target.answers.all():
        counts.setdefault((answer.list_name, answer.list_version), []).append(answer.answer)
    return [
        f"按《{name}检查表》（第{version}版）检查{len(said)}项，不合格{said.count('no')}项。"
        for (name, version), said in counts.items()
    ]
