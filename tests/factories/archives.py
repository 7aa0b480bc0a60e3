"""Folders of a year's archive."""

from __future__ import annotations

from township_safety.desk.models import ArchiveSection
from township_safety.organisation.models import Office, Village


def make_archive_section(office: Office, village: Village | None = None) -> ArchiveSection:
    """One for each village, so that an office may have several."""
    name = f"案卷{village.pk}" if village else "案卷"
    return ArchiveSection.objects.create(office=office, year=2023, name=name)
