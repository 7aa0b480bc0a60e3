"""How much each part of a score weighs."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from township_safety.desk.models import Part, ScoreWeights
from township_safety.desk.scores.computing import PARTS


class WeightsForm(forms.ModelForm[ScoreWeights]):
    """Only the parts by which this kind is scored; the others weigh nothing."""

    class Meta:
        model = ScoreWeights
        fields: ClassVar[list[str]] = [part.value for part in Part]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in Part:
            if part not in PARTS[self.instance.who]:
                del self.fields[part.value]
                setattr(self.instance, part.value, 0)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=200)
