"""The facts of an outing in the order in which a clerk knows them."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "检查内容",
        (
            "on",
            "category",
            "kind",
            "topic",
            "sector",
            "village",
            "number",
            "start_time",
            "end_time",
        ),
    ),
    (
        "带队领导和参加人员",
        ("leader_class", "leaders", "done_by", "groups", "person_times", "police_times"),
    ),
    ("联合单位和专家", ("is_joint", "partner_agencies", "with_experts", "expert_times")),
    ("车辆、船艇", ("vehicle_times", "boat_times", "vehicles_checked", "mileage_km")),
    ("专项行动、重要时段、其他行业领域", ("campaigns", "key_periods", "extra_sectors")),
    ("检查情况", ("summary", "note")),
)


def grouped(form: forms.BaseForm) -> Iterator[tuple[str, list[forms.BoundField]]]:
    """Each group that asks for anything; what no group names stands in the last one."""
    named = {name for _, names in GROUPS for name in names}
    rest = [field.name for field in form.visible_fields() if field.name not in named]
    last = GROUPS[-1][0]
    for title, names in GROUPS:
        wanted = [*names, *rest] if title == last else names
        fields = [form[name] for name in wanted if name in form.fields]
        if fields:
            yield title, fields
