"""更正, and the choice of the second of two people who corrected the same hazard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from hazards import actions
from hazards.forms.hazard import FACTS, Group, HazardForm
from hazards.models import Hazard

MINE, THEIRS = "mine", "theirs"
# Names of what the page after a conflict sends along: what it compared, and what both changed.
_COMPARED, _BOTH, _MINE = "compared", "changed_by_both", "changed_by_me"
_CHOICE = "choice-"
# What this person had in the field, also where only the other changed it.
_KEPT = "kept-"


@dataclass(frozen=True)
class Comparison:
    """One field that somebody changed while this person was typing."""

    name: str
    label: str
    mine: str
    theirs: str
    # Who changed it in the ledger last, and when.
    who: str
    picked: str
    by_both: bool
    only: str
    # The values of 用我的 as a page sends them.
    kept: list[str]

    @property
    def choice_name(self) -> str:
        return f"{_CHOICE}{self.name}"

    @property
    def kept_name(self) -> str:
        return f"{_KEPT}{self.name}"


class CorrectionForm(HazardForm):
    """更正. Only what this person changed is written, so two people do not undo each other."""

    derived = frozenset({"rectified_on", "closed_on"})

    reason = forms.CharField(
        label="更正原因", max_length=200, help_text="会和改动前后的内容一起留在办理过程里"
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in {"reason", "version"}
        # What was typed; `data` is what is to be saved once the choices are applied.
        self.typed: Any = self.data

    def groups(self) -> Iterator[Group]:
        yield from super().groups()
        yield Group("更正说明", [self["reason"]])

    def full_clean(self) -> None:
        """用对方的 puts the other's value in; what was typed stays on the page if refused."""
        if self.is_bound and self._sent(_COMPARED):
            self.data = self._chosen()
        super().full_clean()
        if self.is_bound and self.errors:
            self.data = self.typed

    def _chosen(self) -> Any:
        """The values to be saved: theirs, what was there before them, or what stands typed."""
        data = self.typed.copy()
        mine = {*self._sent(_BOTH), *self._sent(_MINE)}
        for name in self._sent(_COMPARED):
            bound, pick = self[name], self.typed.get(f"{_CHOICE}{name}")
            now = self.typed.getlist(bound.html_initial_name)
            if pick == THEIRS:
                data.setlist(bound.html_name, now)
            elif pick == MINE and name not in mine and self.typed.getlist(bound.html_name) == now:
                data.setlist(bound.html_name, self.typed.getlist(f"{_KEPT}{name}"))
        return data

    def _sent(self, key: str) -> list[str]:
        if not hasattr(self.typed, "getlist"):
            return []
        return [name for name in self.typed.getlist(key) if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        open_ones = [
            str(self.fields[name].label)
            for name in self._sent(_BOTH)
            if self.typed.get(f"{_CHOICE}{name}") not in {MINE, THEIRS}
        ]
        if open_ones:
            names = "、".join(f"“{label}”" for label in open_ones)
            self.add_error(None, f"{names}两人都改了，请选择用您的还是用对方的")
        return cleaned

    def _post_clean(self) -> None:
        """The instance stays as it is in the ledger; the action writes the changes."""
        untouched = Hazard.objects.get(pk=self.instance.pk)
        super()._post_clean()
        self.instance = untouched

    def correct(self) -> Hazard:
        changed = [name for name in self.changed_data if name in FACTS]
        changed += [name for name in ("village", "sector") if self.cleaned_data.get("site")]
        return actions.correct(
            self.instance,
            by=self.user,
            on=timezone.localdate(),
            reason=self.cleaned_data["reason"],
            values={name: self.cleaned_data[name] for name in dict.fromkeys(changed)},
            version=self.cleaned_data["version"],
        )

    def after_conflict(self) -> CorrectionForm:
        """The same words over the row as it is now, and what each of the two changed."""
        fresh = CorrectionForm(
            instance=Hazard.objects.get(pk=self.instance.pk), user=self.user, office=self.office
        )
        sent: Any = self.data
        data = sent.copy()
        for key in [key for key in data if key.startswith(_CHOICE)] + [_COMPARED, _BOTH, _MINE]:
            data.pop(key, None)
        data["version"] = str(fresh.instance.version)
        for bound in fresh:
            if bound.field.show_hidden_initial:
                self._compare(bound, data)
        fresh.data = fresh.typed = data
        fresh.is_bound = True
        return fresh

    def _compare(self, bound: forms.BoundField, data: Any) -> None:
        """`bound` is the field as the ledger has it now; puts into `data` what is to be chosen."""
        name, field = bound.name, bound.field
        is_mine = name in self.changed_data
        is_theirs = field.has_changed(bound.initial, self._seen(name))
        now = bound.value()
        values = [str(item) for item in now] if isinstance(now, list) else [_sent_as(now)]
        data.setlist(bound.html_initial_name, values)
        data.setlist(f"{_KEPT}{name}", data.getlist(bound.html_name))
        if not is_mine:
            data.setlist(bound.html_name, values)
        is_same = not field.has_changed(bound.initial, _raw(bound, data))
        if not (is_mine or is_theirs) or (is_mine and is_same):
            return
        data.appendlist(_COMPARED, name)
        if is_mine and is_theirs:
            data.appendlist(_BOTH, name)
        else:
            if is_mine:
                data.appendlist(_MINE, name)
            data[f"{_CHOICE}{name}"] = MINE if is_mine else THEIRS

    def _seen(self, name: str) -> Any:
        """What stood in the field when this person opened the page."""
        return _raw(self[name], self.data, hidden=True)

    def comparisons(self) -> list[Comparison]:
        both, mine = set(self._sent(_BOTH)), set(self._sent(_MINE))
        who = self._who_changed() if self._sent(_COMPARED) else {}
        return [
            Comparison(
                name=name,
                label=str(self.fields[name].label),
                mine=_told(self[name], self._kept(name)),
                theirs=_told(self[name], _raw(self[name], self.typed, hidden=True)),
                who=who.get(name, ""),
                picked=self.typed.get(f"{_CHOICE}{name}", ""),
                by_both=name in both,
                kept=self.typed.getlist(f"{_KEPT}{name}"),
                only="您" if name in mine else "对方",
            )
            for name in self._sent(_COMPARED)
        ]

    def _kept(self, name: str) -> Any:
        widget = self.fields[name].widget
        return widget.value_from_datadict(self.typed, MultiValueDict(), f"{_KEPT}{name}")

    def _who_changed(self) -> dict[str, str]:
        """Name of a field: who changed it last, and when."""
        told: dict[str, str] = {}
        for event in self.instance.events.select_related("by").order_by("-pk")[:20]:
            at = timezone.localtime(event.recorded_at).strftime("%Y-%m-%d %H:%M")
            for name in event.changes:
                told.setdefault(name, f"{event.by or '导入'} {at}")
        return told


def _sent_as(value: Any) -> str:
    return "" if value is None else str(value)


def _raw(bound: forms.BoundField, data: Any, *, hidden: bool = False) -> Any:
    """What the page sent for the field; hidden: what it said stood there before."""
    if hidden:
        widget: forms.Widget = bound.field.hidden_widget()
        return widget.value_from_datadict(data, MultiValueDict(), bound.html_initial_name)
    return bound.field.widget.value_from_datadict(data, MultiValueDict(), bound.html_name)


def _told(bound: forms.BoundField, raw: Any) -> str:
    """A value as a person reads it."""
    field = bound.field
    try:
        value = field.to_python(raw)
    except forms.ValidationError:
        value = raw
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | models.QuerySet):
        return "、".join(str(item) for item in value) or "（空）"
    choices = {} if isinstance(field, forms.ModelChoiceField) else getattr(field, "choices", {})
    return str(dict(choices).get(value, value))
