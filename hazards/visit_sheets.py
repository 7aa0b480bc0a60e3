"""整改复查 and 会商分级 with their items, as sheets behind that of the hazards."""

from __future__ import annotations

from hazards import loading
from hazards.models import Consultation, ConsultationItem, Recheck, RecheckItem
from hazards.sheet_parts import GROUP, VILLAGE, hazard, with_voided
from township_safety.workbook import Column, Sheet

_RECHECK = Column("recheck", header="复查记录号", note="填“整改复查”表中那一行的记录号")
_MEETING = Column("consultation", header="会商记录号", note="填“会商分级”表中那一行的记录号")

SHEETS = [
    Sheet(
        key="rechecks",
        title="整改复查",
        synonyms=("复查记录", "整改复查台账"),
        group=GROUP,
        model=Recheck,
        columns=(
            Column("on", synonyms=("复查时间",)),
            Column("notice", header="通知书文号", note="按监管对象复查的不填"),
            Column("site", synonyms=("被复查单位",)),
            Column("village", synonyms=VILLAGE, listed=False),
            Column("number", header="复查意见书文号", synonyms=("文号",)),
            Column("verifier", synonyms=("复查人员",)),
            Column("remark", listed=False),
        ),
        fingerprint=("on", "notice", "site", "verifier"),
        order_by=("on",),
        date_field="on",
        load=loading.load_kept,
        editable=False,
    ),
    Sheet(
        key="recheck_items",
        title="整改复查事项",
        group=GROUP,
        model=RecheckItem,
        parent="recheck",
        columns=(
            _RECHECK,
            hazard(),
            "position",
            "text",
            Column("outcome", words={"已整改": "passed", "未整改": "failed"}),
            "opinion",
            "due_on",
        ),
        fingerprint=("recheck", "hazard"),
        order_by=("recheck", "position"),
        load=loading.load_kept,
        editable=False,
    ),
    Sheet(
        key="consultations",
        title="会商分级",
        synonyms=("隐患会商", "会商记录"),
        group=GROUP,
        model=Consultation,
        columns=("held_on", "place", "host", "participants", "number", "note"),
        fingerprint=("held_on", "host", "number", "note"),
        order_by=("held_on",),
        date_field="held_on",
        rows=with_voided,
        load=loading.load_kept,
        editable=False,
    ),
    Sheet(
        key="consultation_items",
        title="会商分级事项",
        group=GROUP,
        model=ConsultationItem,
        parent="consultation",
        columns=(
            _MEETING,
            hazard(),
            "position",
            Column("responsible_level", words={"乡级": "township", "镇级": "township"}),
            "case_leader",
            "responsible_unit",
            "fund_source",
            "opinion",
        ),
        fingerprint=("consultation", "hazard"),
        order_by=("consultation", "position"),
        load=loading.load_kept,
        editable=False,
    ),
]
