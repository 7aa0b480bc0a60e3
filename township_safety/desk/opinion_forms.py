"""What is typed about a leader's opinion, and the office's settings for it."""

from __future__ import annotations

from typing import Any

from django import forms

from township_safety.organisation import opinions
from township_safety.organisation.form_fields import LongTextField
from township_safety.organisation.models import LeaderOpinion, Matter, Office, OpinionRule, User
from township_safety.organisation.scan_fields import ScanField

# A clerk never signs these alone, so that only the confirming can be chosen.
ALWAYS = frozenset({Matter.REPORT})


class OpinionScanForm(forms.Form):
    scan = ScanField(label="签批件", required=True)

    def __init__(self, *args: Any, opinion: LeaderOpinion, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scan: Any = self.fields["scan"]
        scan.for_upload(office=opinion.office, by=by)


class OpinionWordsForm(forms.Form):
    """Why it is not so, or what was found out about that."""

    words = LongTextField(
        label="意见", max_length=opinions.WORDS_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class OpinionRulesForm(forms.Form):
    """Two answers per matter: whether the step asks, whether the leader confirms."""

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office = office
        for matter in Matter:
            rule = OpinionRule.of(office.pk, matter)
            self.fields[f"{matter}_demand"] = forms.ChoiceField(
                label=f"{matter.label}：领导意见",
                choices=_answers(matter),
                initial=rule.demand,
            )
            self.fields[f"{matter}_confirm"] = forms.BooleanField(
                label=f"{matter.label}：领导须在系统内确认",
                required=False,
                initial=rule.must_confirm,
            )

    @property
    def lines(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        return [(m.label, self[f"{m}_demand"], self[f"{m}_confirm"]) for m in Matter]

    def save(self, *, by: User) -> None:
        for matter in Matter:
            opinions.set_rule(
                self.office,
                matter,
                demand=self.cleaned_data[f"{matter}_demand"],
                must_confirm=self.cleaned_data[f"{matter}_confirm"],
                by=by,
            )


def _answers(matter: Matter) -> list[tuple[str, str]]:
    always = OpinionRule.Demand.ALWAYS
    if matter in ALWAYS:
        return [(always.value, always.label)]
    return [(one.value, one.label) for one in OpinionRule.Demand]
