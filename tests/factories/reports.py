"""Own report templates and set phrases of an office."""

from __future__ import annotations

from typing import Any

from reports.models import ReportTemplate, Snippet
from tests.factories.organisation import make_office
from township_safety.organisation.models import Office


def make_template(
    *blocks: dict[str, Any], office: Office | None = None, code: str = "own-1", **fields: Any
) -> ReportTemplate:
    named = {
        "name": "专项工作汇报",
        "title": "{单位}专项工作汇报",
        "period_kind": "month",
        **fields,
    }
    return ReportTemplate.objects.create(
        office=office or make_office(), code=code, blocks=list(blocks), **named
    )


def make_snippet(*, office: Office | None = None, name: str = "结尾套话", **fields: Any) -> Snippet:
    text = fields.pop("text", "特此报告。")
    return Snippet.objects.create(office=office or make_office(), name=name, text=text, **fields)
