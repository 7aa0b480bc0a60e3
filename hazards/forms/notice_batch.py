"""One paper without hazards to many: who gets it, what it says, whether it is issued at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from hazards import notice_batch
from hazards.forms.fields import CleanTextForm, DayField
from hazards.models import Notice, NoticeKind
from hazards.notice_batch import Addressee
from township_safety.organisation.models import Office, User, Village
from township_safety.register.models import Agency, Sector, Site


class To(models.TextChoices):
    SITES = "sites", "监管对象"
    VILLAGES = "villages", "村（居）"
    AGENCIES = "agencies", "站所单位"
    NAMES = "names", "下面写的单位、个人"


class NoticeBatchForm(CleanTextForm, forms.Form):
    kind = forms.ModelChoiceField(NoticeKind.objects.none(), label="文书种类", empty_label=None)
    content = forms.CharField(
        label="正文", max_length=3000, widget=forms.Textarea(attrs={"rows": 8})
    )
    to = forms.ChoiceField(label="发给", choices=To, widget=forms.RadioSelect, initial=To.SITES)
    villages = forms.ModelMultipleChoiceField(
        Village.objects.none(),
        label="哪些村（居）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选的为全部",
    )
    sector = forms.ModelChoiceField(
        Sector.objects.none(),
        label="哪个行业领域的监管对象",
        required=False,
        empty_label="全部",
    )
    names = forms.CharField(
        label="单位、个人",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一个；和监管对象同名的，自动对应",
    )
    inspector = forms.CharField(label="检查人员", max_length=50, required=False)
    second_inspector = forms.CharField(label="检查人员（二）", max_length=50, required=False)
    issued_on = DayField(
        label="签发日期", required=False, help_text="填了就全部签发编号；不填的只存成草稿"
    )

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.office, self.today = user, office, timezone.localdate()
        offered: dict[str, models.QuerySet[Any]] = {
            "kind": NoticeKind.objects.offered_in(office, on=self.today).without_orders(),
            "villages": self._active(Village),
            "sector": Sector.objects.available_to(office).valid(on=self.today),
        }
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows

    def _active(self, model: type[Any]) -> Any:
        rows = model._default_manager.scoped_for(self.user).for_offices([self.office])
        return rows.active(on=self.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("to") == To.NAMES and not cleaned.get("names"):
            self.add_error("names", "请填写单位、个人，每行一个。")
        return cleaned

    def addressees(self) -> list[Addressee]:
        said = self.cleaned_data
        if said["to"] == To.NAMES:
            return list(self._named(said["names"]))
        villages = said["villages"]
        if said["to"] == To.VILLAGES:
            return [Addressee(row.name, village=row) for row in villages or self._active(Village)]
        if said["to"] == To.AGENCIES:
            return [Addressee(row.name, agency=row) for row in self._active(Agency)]
        sites = self._active(Site).select_related("village").order_by("village", "pk")
        if villages:
            sites = sites.filter(village__in=villages)
        if said["sector"]:
            sites = sites.filter(sector=said["sector"])
        return [Addressee(row.name, site=row, village=row.village) for row in sites]

    def _named(self, text: str) -> Iterator[Addressee]:
        names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        known = {site.name: site for site in self._active(Site).named(names)}
        for name in names:
            site = known.get(name)
            yield Addressee(name, site=site, village=site.village if site else None)

    def send(self) -> list[Notice]:
        said = self.cleaned_data
        pattern = Notice(
            office=self.office,
            kind=said["kind"],
            content=said["content"],
            inspector=said["inspector"],
            second_inspector=said["second_inspector"],
        )
        return notice_batch.send_to_many(
            pattern, addressees=self.addressees(), by=self.user, issued_on=said["issued_on"]
        )
