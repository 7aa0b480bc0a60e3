"""What is asked about signed papers: files, codes, why none will come, which to list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from township_safety.organisation import papers
from township_safety.organisation.files import MEGABYTE, SCAN_BYTES, Upload
from township_safety.organisation.form_fields import TextField
from township_safety.organisation.models import PrintedForm, SignedCopy, User
from township_safety.organisation.scan_fields import ACCEPTED

_TOGETHER = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Upload]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class _ManyFilesField(forms.Field):
    widget = _ManyFiles(attrs={"accept": ACCEPTED, "multiple": True})


class ScansForm(forms.Form):
    pages = _ManyFilesField(
        label="扫描件或照片",
        error_messages={"required": "请选择扫描件或照片。"},
        help_text=(
            f"可以同时选多个：PDF（可有多页）、JPG、PNG，每个最多 {SCAN_BYTES // MEGABYTE} MB，"
            f"一次合计最多 {_TOGETHER} MB、{papers.PAGES_PER_SENDING} 页"
        ),
    )


class MatchForm(forms.Form):
    """The code as typed, or the paper as picked."""

    code = TextField(label="页脚编码", required=False, max_length=20)
    paper = forms.ModelChoiceField(
        PrintedForm.objects.none(),
        label="或从缺签字件的文书中选",
        required=False,
        empty_label="（请选择）",
    )

    def __init__(self, *args: Any, copy: SignedCopy, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mine = PrintedForm.objects.scoped_for(user).for_offices([copy.office_id])
        paper = self.fields["paper"]
        assert isinstance(paper, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        paper.queryset = self.mine.unsigned()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if typed := cleaned.get("code"):
            cleaned["paper"] = self.mine.coded(papers.read_code(typed)).first()
            if cleaned["paper"] is None:
                self.add_error("code", f"没有编码为“{typed}”的文书，请对照页脚再看一遍。")
        elif not cleaned.get("paper") and not self.errors:
            self.add_error("code", "请填写页脚编码，或者选择文书。")
        return cleaned


class ExcuseForm(forms.Form):
    reason = TextField(label="没有签字件的原因", max_length=200)


class PaperFilter(forms.Form):
    text = TextField(label="编码、文号、对象", required=False, max_length=50)
    state = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrow(self, rows: Any) -> Any:
        text = self.cleaned_data["text"] if self.is_valid() else ""
        return rows.containing(text) if text else rows
