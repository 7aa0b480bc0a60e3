"""月末销号例检例查 as sheets: the sessions, and what was decided on each hazard."""

from __future__ import annotations

from hazards import loading
from hazards.sheet_parts import hazard, with_voided
from inspections.models import Clearance, ClearanceItem
from township_safety.workbook import Column, Sheet

GROUP = "检查执法"

SHEETS = [
    Sheet(
        key="clearances",
        title="月末销号例检例查",
        synonyms=("月末例检例查", "销号例会"),
        group=GROUP,
        model=Clearance,
        columns=(
            "month",
            "held_on",
            "place",
            "chair",
            Column("chair_class", words={"主要领导": "main", "党政主要负责人": "main"}),
            Column("participants", listed=False),
            "number",
            "note",
            Column("operation", header="检查记录号", note="计入报告的那次检查", listed=False),
        ),
        fingerprint=("month",),
        order_by=("month",),
        date_field="held_on",
        rows=with_voided,
        load=loading.load_kept,
        editable=False,
    ),
    Sheet(
        key="clearance_items",
        title="例检例查事项",
        group=GROUP,
        model=ClearanceItem,
        parent="clearance",
        columns=(
            Column(
                "clearance", header="例检例查记录号", note="填“月末销号例检例查”表中那一行的记录号"
            ),
            hazard(),
            "position",
            "why",
            "decision",
            "responsible",
            "due_on",
            "to_agency",
            "words",
        ),
        fingerprint=("clearance", "hazard"),
        order_by=("clearance", "position"),
        load=loading.load_kept,
        editable=False,
    ),
]
