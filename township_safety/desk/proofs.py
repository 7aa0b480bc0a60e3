"""What stands below the facts of a record as its proof: attachments and papers to print."""

from __future__ import annotations

from typing import Any

from township_safety.activities.models import Attachment
from township_safety.organisation.models import CountedModel, User


def proofs_of(row: CountedModel, *, reader: User, may_write: bool) -> dict[str, Any]:
    """For the page of a record."""
    attachments = list(Attachment.objects.of(row).with_names())
    for attachment in attachments:
        attachment.may_withdraw = may_write and attachment.can_be_withdrawn_by(reader)
    return {"attachments": attachments, "may_attach": may_write}
