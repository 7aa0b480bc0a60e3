"""Photos in a form: uploaded beforehand by the script, or sent along as plain files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from township_safety.organisation.actions import Refused
from township_safety.organisation.files import EXPIRED, PHOTO_BYTES, PHOTOS_PER_RECORD, store_photo
from township_safety.organisation.models import Office, StoredFile, User

ACCEPTED = "image/jpeg,image/png,image/webp"


@dataclass
class Sent:
    """What came with the form: photos already uploaded, by uid, and new files."""

    uids: list[str] = field(default_factory=list)
    files: list[Any] = field(default_factory=list)


class PhotoInput(forms.FileInput):
    """A file field that also lists the photos already uploaded."""

    template_name = "components/photos.html"
    allow_multiple_selected = True
    office_id: int | None = None
    most = PHOTOS_PER_RECORD

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        # An empty file field of a browser arrives as an empty text of the same name.
        uids = [text for text in _all(data, name) if text]
        return Sent(uids, _all(files, name))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["widget"] |= {"photos": value or [], "office": self.office_id, "most": self.most}
        return context

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and name not in files


class PhotoField(forms.Field):
    """Clean value: the stored photos, in the order sent.

    New files are stored at once, unclaimed: whatever else is wrong with the form, nobody has to
    choose them again. `for_upload` must have said for whom.
    """

    widget = PhotoInput

    def __init__(self, *, most: int = PHOTOS_PER_RECORD, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault(
            "help_text",
            f"最多{most}张，每张不超过 {PHOTO_BYTES // 1024 // 1024} MB；"
            "保存时去掉拍摄位置，留下拍摄时间",
        )
        super().__init__(**options)
        self.most = most
        self.kept: list[StoredFile] = []
        widget = self.widget
        widget.most = most
        widget.attrs |= {"accept": ACCEPTED, "multiple": True}

    def for_upload(self, *, office: Office, by: User) -> None:
        self.office, self.by = office, by
        self.kept = []
        self.widget.office_id = office.pk

    def clean(self, value: Sent) -> list[StoredFile]:
        self.kept = self._uploaded(value.uids)
        problems = [] if len(self.kept) == len(set(value.uids)) else [EXPIRED]
        sent = len(self.kept) + len(value.files)
        if sent > self.most:
            problems.append(f"最多{self.most}张，现有{sent}张，请去掉{sent - self.most}张。")
        else:
            problems += self._store(value.files)
        if self.required and not sent:
            problems.append(str(self.error_messages["required"]))
        if problems:
            raise ValidationError(problems)
        return self.kept

    def bound_data(self, data: Sent, initial: Any) -> list[StoredFile]:
        """After a refusal the page lists what is stored; file fields cannot be filled again."""
        return self.kept

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data.uids or data.files)

    def _uploaded(self, uids: list[str]) -> list[StoredFile]:
        known = [uid for text in dict.fromkeys(uids) if (uid := _uuid(text)) is not None]
        mine = StoredFile.objects.scoped_for(self.by).for_offices([self.office])
        found = mine.in_bulk(known, field_name="uid")
        return [found[uid] for uid in known if uid in found and found[uid].is_picture]

    def _store(self, uploads: list[Any]) -> list[str]:
        """Keep each; what was wrong with the others."""
        problems = []
        for upload in uploads:
            try:
                photo = store_photo(upload, office=self.office, by=self.by)
            except Refused as refusal:
                problems.append(f"“{upload.name}”{refusal}")
            else:
                if photo not in self.kept:
                    self.kept.append(photo)
        return problems


def _all(data: Mapping[str, Any], name: str) -> list[Any]:
    """Form data or a plain dictionary, as a form that is shown again may hold."""
    getlist = getattr(data, "getlist", None)
    if getlist is not None:
        return list(getlist(name))
    value = data.get(name, [])
    return list(value) if isinstance(value, list | tuple) else [value]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
