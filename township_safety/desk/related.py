"""What inspections and funds say about a hazard, for its page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from hazards.models import Hazard
from hazards.related import Related
from inspections.models import Finding
from township_safety.activities.models import Fund
from township_safety.organisation.models import User


def found_by(hazard: Hazard, reader: User) -> Iterator[Related]:
    findings = Finding.objects.scoped_for(reader).counted().filter(hazard=hazard)
    for finding in findings.select_related("operation__kind"):
        operation = finding.operation
        text = f"{operation.topic or operation.kind}"
        if operation.leaders:
            text += f"（{operation.leaders}带队）"
        url = reverse("records:detail", args=["operations", operation.pk])
        yield Related("检查执法", operation.on, text, url)


def paid_with(hazard: Hazard, reader: User) -> Iterator[Related]:
    funds = Fund.objects.scoped_for(reader).counted().filter(hazard=hazard)
    for fund in funds.select_related("purpose"):
        text = f"{fund.purpose} {fund.amount:f}元（{fund.get_source_display()}）"
        url = reverse("records:detail", args=["funds", fund.pk])
        yield Related("经费投入", fund.on, text, url)
