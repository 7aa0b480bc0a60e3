"""What stands below the facts of a record as its proof: attachments, papers, lists, tasks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from township_safety.activities.models import (
    Accident,
    AccidentReport,
    Attachment,
    Attendee,
    Informant,
    Meeting,
    MeetingTask,
    PublicReport,
)
from township_safety.activities.models.accident_reports import terms_of
from township_safety.activities.models.attendance import Gathering
from township_safety.activities.paper.catalogue import papers_of
from township_safety.desk.registers import key_of
from township_safety.organisation.models import CountedModel, User
from township_safety.organisation.permissions import Permission
from township_safety.register.models import Site, SiteLicence


def proofs_of(row: CountedModel, *, reader: User, may_write: bool) -> dict[str, Any]:
    """For the page of a record."""
    attachments = list(Attachment.objects.of(row).with_names())
    for attachment in attachments:
        attachment.may_withdraw = may_write and attachment.can_be_withdrawn_by(reader)
    found: dict[str, Any] = {
        "attachments": attachments,
        "may_attach": may_write,
        "papers": [] if row.is_voided else _papers(row),
    }
    if isinstance(row, Gathering):
        found["attendance"] = Attendee.objects.attendance(row)
    if isinstance(row, Meeting):
        today = timezone.localdate()
        tasks = MeetingTask.objects.counted().of_meeting(row).with_names()
        found["tasks"] = [(task, task.state(on=today)) for task in tasks]
    if isinstance(row, Site):
        found["licences"] = SiteLicence.objects.of(row)
        found["may_license"] = may_write and reader.records_whole_office(row.office_id)
    if isinstance(row, Accident):
        found["may_set_terms"] = reader.may(Permission.REFERENCE)
        found["terms"] = terms_of(row, now=timezone.now())
        found["reports"] = AccidentReport.objects.of(row).newest_first()
    if isinstance(row, PublicReport):
        found |= _informant(row, reader=reader)
    return found


def _informant(report: PublicReport, *, reader: User) -> dict[str, Any]:
    """What of it everybody may know who sees the report, and who may do what."""
    informant = Informant.objects.for_report(report)
    may_void = reader.may(Permission.VOID, office_id=report.office_id)
    may_record = reader.may(Permission.RECORD, office_id=report.office_id)
    return {
        "shows_informant": True,
        "informant": informant,
        "may_read": informant is not None and informant.is_readable_by(reader),
        "may_keep": may_void and may_record and not report.is_voided,
        "may_confine": may_void,
    }


def _papers(row: CountedModel) -> list[tuple[str, str, str]]:
    """Name, address of the PDF, address of the Word file."""
    key = key_of(type(row)) if papers_of(row) else ""
    return [
        (
            paper.name,
            reverse("proof_pdf", args=[key, row.pk, paper.slug]),
            reverse("proof_word", args=[key, row.pk, paper.slug]),
        )
        for paper in papers_of(row)
    ]
