"""Adding attachments to a record and taking them down, each with its line in the log."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from township_safety.activities.models import Attachment
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import claim
from township_safety.organisation.models import CountedModel, StoredFile, User

MOST = 50


@transaction.atomic
def attach(
    record: CountedModel, *, files: Sequence[StoredFile], purpose: str, note: str, by: User
) -> list[Attachment]:
    """The new attachments; a file the record already carries is not added twice.

    Raises Refused.
    """
    record = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if record.is_voided:
        raise Refused("这条记录已误录作废，不能再添加附件。")
    there = set(Attachment.objects.of(record).in_force().values_list("file", flat=True))
    claimed = claim(files, office_id=record.office_id, by=by)
    new = [file for file in claimed if file.pk not in there]
    if len(there) + len(new) > MOST:
        raise Refused(f"一条记录最多{MOST}份附件，已有{len(there)}份。")
    added = [
        Attachment.objects.create(
            office_id=record.office_id,
            record_type=record._meta.label_lower,
            record=record.pk,
            file=file,
            purpose=purpose,
            note=note,
            by=by,
        )
        for file in new
    ]
    if added:
        names = "、".join(str(attachment) for attachment in added)
        _log("添加附件", record, f"{record}：{names}", by=by)
    return added


@transaction.atomic
def withdraw(attachment: Attachment, *, reason: str, by: User) -> Attachment:
    """撤下: nobody is served the file from here any more; name and reason stay. Raises Refused."""
    attachment = Attachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if attachment.is_withdrawn:
        raise Refused("这份附件已经撤下，不用再办。")
    attachment.withdrawn_at, attachment.withdrawn_by = timezone.now(), by
    attachment.withdraw_reason = reason
    attachment.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
    record = attachment.carrier
    _log("撤下附件", record, f"{record}：{attachment}，{reason}", by=by)
    return attachment


def _log(act: str, record: CountedModel, summary: str, *, by: User) -> None:
    audit.record(act, by=by, office=record.office_id, target=record, summary=summary)
