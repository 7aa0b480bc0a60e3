"""Choosing files for a record, and the reason for taking one down."""

from __future__ import annotations

from typing import Any

from django import forms

from township_safety.activities.attaching import attach
from township_safety.activities.models import Attachment
from township_safety.organisation.actions import Refused
from township_safety.organisation.files import MEGABYTE, SCAN_BYTES, store_any
from township_safety.organisation.form_fields import TextField
from township_safety.organisation.models import CountedModel, Office, StoredFile, User

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx"
AT_ONCE = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        getlist = getattr(files, "getlist", None)
        found: list[Any] = getlist(name) if getlist else [f for f in [files.get(name)] if f]
        return found


class FilesField(forms.Field):
    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs |= {"accept": ACCEPTED, "multiple": True}

    def clean(self, value: list[Any]) -> list[Any]:
        if not value and not self.required:
            return []
        if not value:
            raise forms.ValidationError("请选择文件。")
        if len(value) > AT_ONCE:
            raise forms.ValidationError(f"一次最多{AT_ONCE}个文件，请分几次添加。")
        return value


class AttachForm(forms.Form):
    attached = FilesField(
        label="文件",
        help_text=(
            "可以一次选几个。照片、扫描件（JPG、PNG、PDF）、Word（.docx）、Excel（.xlsx），"
            f"照片每张不超过10 MB，其他不超过{SCAN_BYTES // MEGABYTE} MB"
        ),
    )
    purpose = forms.ChoiceField(label="附件种类", choices=Attachment.Purpose.choices)
    note = TextField(label="说明", required=False, max_length=100)

    def submit(self, record: CountedModel, *, by: User) -> tuple[list[Attachment], list[str]]:
        """What was added, and what was wrong with the others; the good ones are kept.

        Raises Refused when the record takes none at all.
        """
        stored, problems = self.stored(record.office, by=by)
        purpose, note = self.cleaned_data["purpose"], self.cleaned_data["note"]
        added = attach(record, files=stored, purpose=purpose, note=note, by=by) if stored else []
        return added, problems

    def stored(self, office: Office, *, by: User) -> tuple[list[StoredFile], list[str]]:
        """The files that could be kept, and what was wrong with the others."""
        stored: list[StoredFile] = []
        problems = []
        for upload in self.cleaned_data["attached"]:
            try:
                stored.append(store_any(upload, office=office, by=by))
            except Refused as refusal:
                problems.append(f"“{upload.name}”{refusal}")
        return stored, problems


class WithdrawForm(forms.Form):
    reason = TextField(label="撤下原因", max_length=200, help_text="如：传错了文件")
