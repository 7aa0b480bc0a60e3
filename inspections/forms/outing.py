"""Beginning an outing, and choosing whom it is to see."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards.forms.fields import CleanTextForm, DayField, OfficeChoices, WholeRow
from inspections.models import Operation, seen_between
from township_safety.organisation.models import Office, User, Village
from township_safety.register.leader_fields import offer_leaders
from township_safety.register.models import Kind, Site, SiteCategory
from township_safety.register.models.sites import SiteQuerySet
from township_safety.values import clean_text

TAGS = ("campaigns", "key_periods")


class OutingForm(CleanTextForm, WholeRow, OfficeChoices, forms.ModelForm[Operation]):
    """What is known before setting out; numbers of persons and vehicles are added later."""

    class Meta:
        model = Operation
        fields = (
            "on",
            "kind",
            "topic",
            "village",
            "sector",
            "leader_class",
            "leaders",
            "done_by",
            *TAGS,
        )
        field_classes: ClassVar[dict[str, Any]] = {"on": DayField}
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(TAGS, forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        usual = {"on": timezone.localdate(), "done_by": user.full_name}
        kwargs["initial"] = usual | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.user, self.office = user, office
        self.instance.office = office
        self.limit_choices(office=office, user=user)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        kind.queryset = (
            Kind.objects.available_to(office)
            .valid(on=timezone.localdate())
            .filter(domain=Kind.Domain.OPERATION)
        )
        self.fields["village"].required = not user.records_whole_office(office.pk)
        offer_leaders(self, "leaders", office_id=office.pk, on=timezone.localdate())
        for name in TAGS:
            if not self.offers(name):
                del self.fields[name]


class ChooseForm(forms.Form):
    """Which sites are offered for an outing."""

    village = forms.ModelChoiceField(
        Village.objects.none(), label="村（居）", required=False, empty_label="全部"
    )
    category = forms.ModelChoiceField(
        SiteCategory.objects.none(), label="类别", required=False, empty_label="全部"
    )
    q = forms.CharField(label="名称", max_length=40, required=False)
    unseen = forms.BooleanField(label="本月未检查", required=False)

    def __init__(self, *args: Any, user: User, operation: Operation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.operation = user, operation
        office, day = operation.office, operation.on
        self._offer(
            "village", Village.objects.scoped_for(user).for_offices([office]).active(on=day)
        )
        self._offer("category", SiteCategory.objects.available_to(office).valid(on=day))

    def _offer(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        field.queryset = rows

    @property
    def sites(self) -> SiteQuerySet:
        """Sites in operation that are not on the list of this outing yet."""
        day, office = self.operation.on, self.operation.office
        rows = Site.objects.scoped_for(self.user).for_offices([office]).in_operation(on=day)
        there = self.operation.targets.counted().filter(site__isnull=False)
        rows = rows.exclude(pk__in=there.values("site"))
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        if said.get("village"):
            rows = rows.filter(village=said["village"])
        if said.get("category"):
            rows = rows.in_categories([said["category"].code])
        if said.get("q"):
            rows = rows.found_by(clean_text(said["q"]))
        if said.get("unseen"):
            rows = rows.exclude(seen_between(day.replace(day=1), day))
        return rows.order_by("village__order", "name", "pk").select_related("village")
