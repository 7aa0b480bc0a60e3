"""版式 of a report: plain, or with the red head and what belongs to it."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.models import RedHead, Report
from township_safety.organisation.form_fields import field_for

PLAIN, RED = "plain", "red"
_LONGEST_NAME = 100
_MOST_NAMES = 30


class RedHeadForm(forms.ModelForm[RedHead]):
    kind = forms.ChoiceField(
        label="版式",
        choices=[(PLAIN, "普通稿"), (RED, "红头文件")],
        widget=forms.RadioSelect,
        help_text="选普通稿时，下面各项不印",
    )
    field_order = ("kind",)

    class Meta:
        model = RedHead
        fields = (
            "direction",
            "mark",
            "number",
            "signed_by",
            "attachments",
            "copies_to",
            "printed_by",
            "printed_on",
            "urgency",
            "copy_number",
            "secrecy",
        )
        formfield_callback = field_for

    def __init__(self, data: Any = None, *, report: Report) -> None:
        kept = RedHead.objects.for_offices([report.office_id]).of_report(report)
        new = RedHead(report=report, office=report.office, is_used=False)
        super().__init__(data, instance=kept or new)
        self.initial["kind"] = RED if self.instance.is_used else PLAIN
        self.is_numbered = bool(self.instance.number)

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        others = RedHead.objects.for_offices([self.instance.office_id]).numbered(number)
        if number and others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("这个发文字号已经用在另一份报告上，请核对。")
        return number

    def clean_attachments(self) -> str:
        text: str = self.cleaned_data["attachments"]
        names = [line.strip() for line in text.splitlines() if line.strip()]
        if len(names) > _MOST_NAMES or any(len(name) > _LONGEST_NAME for name in names):
            raise forms.ValidationError(
                f"附件最多{_MOST_NAMES}个，每个名称不超过{_LONGEST_NAME}字，请写短些。"
            )
        return "\n".join(names)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.is_used = cleaned.get("kind") == RED
        return cleaned
