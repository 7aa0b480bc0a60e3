"""One signed paper in a form: a PDF as it came, or a picture drawn anew so that a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from township_safety.organisation.actions import Refused
from township_safety.organisation.files import (
    EXPIRED,
    MEGABYTE,
    SCAN_BYTES,
    store_file,
    store_photo,
)
from township_safety.organisation.models import Office, StoredFile, User

ACCEPTED = "image/jpeg,image/png,application/pdf"
_PDF = b"%PDF-"


@dataclass
class SentScan:
    """A paper stored by an earlier sending of the same form, or a new file."""

    uid: str = ""
    file: Any = None


class ScanInput(forms.FileInput):
    """A file field that keeps what it has got when the form is shown again."""

    template_name = "components/scan.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> SentScan:
        return SentScan(str(data.get(f"{name}_kept", "")), files.get(name))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"]["kept"] = value
        return context

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_kept" not in data and name not in files


class ScanField(forms.Field):
    """Clean value: the stored paper, unclaimed, or None. `for_upload` must have said for whom."""

    widget = ScanInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("help_text", f"照片（JPG、PNG）或 PDF，最多 {SCAN_BYTES // MEGABYTE} MB")
        super().__init__(**options)
        self.kept: StoredFile | None = None
        self.widget.attrs |= {"accept": ACCEPTED}

    def for_upload(self, *, office: Office, by: User) -> None:
        self.office, self.by, self.kept = office, by, None

    def clean(self, value: SentScan) -> StoredFile | None:
        if value.file is not None:
            self.kept = self._stored(value.file)
        elif value.uid:
            self.kept = self._earlier(value.uid)
        if self.required and self.kept is None:
            raise ValidationError("请选择签批件的照片或扫描件。")
        return self.kept

    def bound_data(self, data: SentScan, initial: Any) -> StoredFile | None:
        """After a refusal the page names what is stored; a file field cannot be filled again."""
        return self.kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data.uid or data.file)

    def _stored(self, upload: Any) -> StoredFile:
        is_pdf = upload.read(len(_PDF)) == _PDF
        upload.seek(0)
        store = store_file if is_pdf else store_photo
        try:
            return store(upload, office=self.office, by=self.by)
        except Refused as refusal:
            raise ValidationError(f"“{upload.name}”{refusal}") from refusal

    def _earlier(self, text: str) -> StoredFile:
        mine = StoredFile.objects.scoped_for(self.by).for_offices([self.office])
        try:
            found = mine.filter(uid=UUID(text)).first()
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(EXPIRED)
        return found
