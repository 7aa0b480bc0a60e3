"""Sending in the edited file, and what to do with it."""

from __future__ import annotations

from typing import Any

from django import forms

from hazards.forms.fields import CleanTextForm, Words
from reports.models import Report, ReturnedText
from reports.returning import actions
from township_safety.organisation.models import User


class TakeBackForm(forms.Form):
    file = forms.FileField(
        label="Word 文件",
        allow_empty_file=True,
        error_messages={"required": "请选择改好的 Word 文件。"},
        help_text=".docx，不超过 5 MB；.doc 请先在 WPS 或 Word 里另存为 .docx",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def submit(self, report: Report, *, by: User) -> ReturnedText:
        return actions.take_back(report, upload=self.cleaned_data["file"], by=by)


class DecideForm(CleanTextForm, forms.Form):
    """One file: adopted or sent back, by the button that was pressed."""

    reason = forms.CharField(
        label="说明",
        required=False,
        max_length=actions.REASON_LENGTH,
        widget=Words(attrs={"rows": 2}),
        help_text="退回必填；有数与台账不符仍要采用的，也要写明原因",
    )
    decision = forms.ChoiceField(
        choices=[("adopt", "采用为定稿"), ("refuse", "退回")], widget=forms.HiddenInput
    )

    def submit(self, returned: ReturnedText, *, by: User) -> ReturnedText:
        said: dict[str, Any] = self.cleaned_data
        act = actions.adopt if said["decision"] == "adopt" else actions.refuse
        return act(returned, by=by, reason=said["reason"])
