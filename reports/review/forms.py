"""What is asked before a review: the text or a file, the period, and whether to use the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from reports.review.files import FileProblem, text_of_upload
from reports.review.reviewing import LONGEST
from township_safety.organisation.form_fields import DayField
from township_safety.periods import Period, PeriodProblem

_YEARS_BACK = 2


class ReviewForm(forms.Form):
    text = forms.CharField(
        label="文稿",
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="把正文粘贴到这里，或者在下面选文件。",
    )
    file = forms.FileField(
        label="文稿文件",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx,.txt"}),
        help_text=".docx 或 .txt，不超过 5 MB。检查完就丢开，不保存。",
    )
    period = forms.ChoiceField(
        label="统计期", required=False, help_text="不选：从文稿的标题和开头看"
    )
    cut_off = DayField(label="数据截至", required=False, help_text="与台账核对时，这一天也算在内")
    against_ledger = forms.BooleanField(
        label="与台账核对", required=False, help_text="逐个找出台账里对应的数"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["period"]
        field.choices = [("", "从文稿里看"), *_periods(localdate())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        try:
            if file is not None:
                cleaned["text"] = text_of_upload(file)
            if cleaned.get("period"):
                cleaned["period"] = Period.parse(cleaned["period"])
                if cleaned.get("cut_off"):
                    cleaned["period"] = cleaned["period"].cut(cleaned["cut_off"])
        except FileProblem as problem:
            self.add_error("file", str(problem))
        except PeriodProblem as problem:
            self.add_error("cut_off", str(problem))
        text = cleaned.get("text", "")
        if not self.errors and not text.strip():
            self.add_error("text", "请粘贴文稿，或者选一个文件。")
        elif len(text) > LONGEST:
            self.add_error("text", f"文稿有{len(text)}字，一次最多{LONGEST}字，请分开检查。")
        return cleaned


def _periods(today: date) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Grouped by kind, the latest first."""
    years = [today.year - back for back in range(_YEARS_BACK + 1)]
    months = [Period.of_month(year, month) for year in years for month in range(12, 0, -1)]
    quarters = [Period.of_quarter(year, number) for year in years for number in (4, 3, 2, 1)]
    halves = [Period.of_half(year, number) for year in years for number in (2, 1)]
    for label, periods in (
        ("月", months),
        ("季度", quarters),
        ("半年", halves),
        ("年", [Period.of_year(year) for year in years]),
    ):
        begun = [one for one in periods if one.first_day <= today]
        yield label, [(one.code, one.label) for one in begun]
