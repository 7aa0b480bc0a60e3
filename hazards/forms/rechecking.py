"""整改复查: the visit, and for each hazard what was seen of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField
from hazards.models import Hazard, Notice, Recheck, RecheckItem
from hazards.models.rechecks import RecheckQuerySet
from hazards.rechecking import ItemsDenied, Seen, correct_recheck, record_recheck
from hazards.workflow import Status
from township_safety.organisation.models import Office, User
from township_safety.register.models import Site
from township_safety.values import clean_text

Outcome = RecheckItem.Outcome


class RecheckFilter(forms.Form):
    text = forms.CharField(label="单位、文号", required=False, max_length=50)
    failed = forms.BooleanField(label="有不合格的", required=False)
    first_day = DayField(label="复查日期从", required=False)
    last_day = DayField(label="到", required=False)

    def narrow(self, rows: RecheckQuerySet) -> RecheckQuerySet:
        if not self.is_valid():
            return rows.none()
        said = self.cleaned_data
        if text := clean_text(said["text"]):
            rows = rows.containing(text)
        if said["failed"]:
            rows = rows.with_one_failed()
        return rows.dated_in(said["first_day"] or date.min, said["last_day"] or date.max)


class ItemForm(CleanTextForm, forms.Form):
    outcome = forms.ChoiceField(
        label="复查结果", choices=Outcome, widget=forms.RadioSelect, initial=Outcome.UNSEEN
    )
    opinion = forms.CharField(
        label="复查意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    due_on = DayField(label="新的整改期限", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, hazard: Hazard, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "prefix": f"h{hazard.pk}"})
        self.hazard = hazard
        self.initial["version"] = hazard.version

    @property
    def is_claimed(self) -> bool:
        return self.hazard.status == Status.RECTIFIED

    def finish(self, head: dict[str, Any]) -> None:
        """The rules between the answers; what the head says for all stands in for an empty one."""
        said = self.cleaned_data
        if said.get("outcome") != Outcome.FAILED:
            if said.get("due_on"):
                self.add_error("due_on", "只有不合格的才填新的整改期限")
            return
        if "due_on" in said:
            said["due_on"] = said["due_on"] or head.get("due_on")
        due_on, on = said.get("due_on"), head.get("on")
        if "due_on" in said and due_on is None:
            self.add_error("due_on", "不合格的要填新的整改期限")
        elif due_on and on and due_on < on:
            self.add_error("due_on", f"新的整改期限不能早于复查日期（{on}）")
        if "opinion" in said and not said["opinion"]:
            self.add_error("opinion", "不合格的要写明还有什么问题")

    def reread(self) -> None:
        """After a refusal: the same words, now against the row as it is."""
        sent: Any = self.data
        now = sent.copy()
        now[self.add_prefix("version")] = str(self.hazard.version)
        self.data = now

    def seen(self) -> Seen:
        said = self.cleaned_data
        return Seen(
            self.hazard,
            Outcome(said["outcome"]),
            opinion=said["opinion"],
            due_on=said["due_on"],
            version=said["version"],
        )


class RecheckForm(CleanTextForm, forms.Form):
    """The head of the visit and its items, checked together."""

    on = DayField(label="复查日期")
    verifier = forms.CharField(label="复查人", max_length=50, help_text="两人以上的用顿号隔开")
    due_on = DayField(
        label="不合格的改到哪天",
        required=False,
        help_text="各条没有另写期限的，都按这一天",
    )
    remark = forms.CharField(label="总的复查意见", max_length=500, required=False)

    def __init__(self, *args: Any, hazards: Iterable[Hazard], user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial.update({"on": timezone.localdate(), "verifier": user.full_name})
        data = self.data if self.is_bound else None
        self.items = [ItemForm(data, hazard=hazard) for hazard in hazards]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "on" in cleaned and cleaned["on"] > timezone.localdate():
            self.add_error("on", "复查日期在今天之后，请核对")
        for item in self.items:
            if item.is_valid():
                item.finish(cleaned)
        wrong = [str(at) for at, item in enumerate(self.items, start=1) if item.errors]
        if wrong:
            self.add_error(None, f"第{'、'.join(wrong)}条还有内容需要修改")
        return cleaned

    def submit(self, *, office: Office, notice: Notice | None, site: Site | None) -> Recheck:
        said = self.cleaned_data
        place = notice or site
        recheck = Recheck(
            office=office,
            notice=notice,
            site=site,
            village=place.village if place else None,
            on=said["on"],
            verifier=said["verifier"],
            remark=said["remark"],
        )
        try:
            return record_recheck(recheck, seen=[item.seen() for item in self.items], by=self.user)
        except ItemsDenied as denied:
            for item in self.items:
                if reason := denied.reasons.get(item.hazard.pk):
                    item.add_error(None, reason)
                    item.reread()
            raise


class RecheckCorrectionForm(CleanTextForm, forms.Form):
    """Words of a visit; what became of the hazards is corrected on their own pages."""

    verifier = forms.CharField(label="复查人", max_length=50)
    remark = forms.CharField(label="总的复查意见", max_length=500, required=False)

    def __init__(self, *args: Any, recheck: Recheck, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recheck, self.user = recheck, user
        self.initial.update({"verifier": recheck.verifier, "remark": recheck.remark})
        self.opinions = {}
        for item in recheck.item_rows:
            if item.outcome != Outcome.UNSEEN:
                name = f"opinion{item.pk}"
                self.opinions[item.pk] = name
                self.initial[name] = item.opinion
                self.fields[name] = forms.CharField(
                    label=f"第{item.position}条的复查意见（{item.get_outcome_display()}）",
                    max_length=500,
                    required=item.outcome == Outcome.FAILED,
                    widget=forms.Textarea(attrs={"rows": 2}),
                    help_text=item.text,
                )
        self.fields["reason"] = forms.CharField(
            label="更正原因", max_length=200, help_text="会留在各条隐患的办理过程里"
        )

    def submit(self) -> Recheck:
        said = self.cleaned_data
        return correct_recheck(
            self.recheck,
            by=self.user,
            reason=said["reason"],
            verifier=said["verifier"],
            remark=said["remark"],
            opinions={key: said[name] for key, name in self.opinions.items()},
        )
