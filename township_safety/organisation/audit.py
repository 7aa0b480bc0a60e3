"""Writing the log; called inside the transaction of the change it records."""

from __future__ import annotations

from typing import Any

from django.db import models

from township_safety.organisation import trace
from township_safety.organisation.models import AuditEvent, Office, User


def record(
    action: str,
    *,
    by: User | None,
    office: Office | int | None = None,
    target: models.Model | None = None,
    summary: str = "",
    changes: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add one line. `changes` is {field: [before, after]} or the facts of the act, as JSON."""
    seen = trace.current.get(trace.OUTSIDE)
    return AuditEvent.objects.create(
        action=action,
        by=by,
        office_id=office.pk if isinstance(office, Office) else office,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        summary=(summary or (str(target) if target is not None else ""))[:300],
        changes=changes or {},
        request_id=seen.request_id,
        address=seen.address,
    )
