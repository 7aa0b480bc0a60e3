"""The questions of the workbook pages: which file to take in, which days to give out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from township_safety.organisation.form_fields import DayField, WholeField
from township_safety.spreadsheets import MAX_BYTES


class UploadForm(forms.Form):
    file = forms.FileField(
        label="工作簿文件",
        allow_empty_file=True,  # read_workbook says it in our words
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=f".xlsx 文件，不超过 {MAX_BYTES // 1024 // 1024} MB；先检查，看过预览再导入。",
        error_messages={"required": "请先选择要导入的 .xlsx 文件。"},
    )
    default_year = WholeField(
        label="没写年份的日期按哪一年",
        required=False,
        min_value=1990,
        max_value=2100,
        help_text="台账里只写“3月5日”的才需要填。",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                f"文件有 {file.size / 1024 / 1024:.1f} MB，最多 {MAX_BYTES // 1024 // 1024} MB，"
                "请删去图片或分成几个文件。"
            )
        return file


class DaysForm(forms.Form):
    """Facts of these days; empty for all."""

    first_day = DayField(label="日期从", required=False)
    last_day = DayField(label="到", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first: date | None = found.get("first_day")
        last: date | None = found.get("last_day")
        if first and last and last < first:
            raise ValidationError({"last_day": "结束日期不能早于开始日期。"})
        return found
