"""整改通知书: drafting, issuing, serving, cancelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from hazards import notice_actions
from hazards.forms.fields import (
    CleanTextForm,
    DayField,
    OfficeChoices,
    WholeRow,
    Words,
    with_present,
)
from hazards.forms.opinions import OpinionFields
from hazards.models import Hazard, Notice, NoticeItem, NoticeKind, NoticePhoto
from township_safety.organisation.models import Matter, Office, OpinionRule, ReservedNumber, User
from township_safety.organisation.scan_fields import ScanField
from township_safety.register.models import Agency

_INSPECTORS = ("inspector", "inspector_number", "second_inspector", "second_number")


class _Photos(forms.ModelMultipleChoiceField[NoticePhoto]):
    def label_from_instance(self, photo: NoticePhoto) -> str:
        return f"{photo}　{photo.file}"


class NoticeForm(CleanTextForm, WholeRow, OfficeChoices, forms.ModelForm[Notice]):
    class Meta:
        model = Notice
        fields = (
            "kind",
            "addressee",
            "site",
            "village",
            "agency",
            "content",
            "due_on",
            "days_to_rectify",
            *_INSPECTORS,
            "note",
        )
        field_classes = {"due_on": DayField}
        widgets: ClassVar[dict[str, Any]] = {"content": forms.Textarea(attrs={"rows": 3})}

    photos = _Photos(
        NoticePhoto.objects.none(),
        label="印在文书上的照片",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="隐患的整改前照片；签发以后不再变",
    )

    def __init__(self, *args: Any, user: User, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.office = office
        self.limit_choices(office=office, user=user)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        offered = NoticeKind.objects.offered_in(office, on=timezone.localdate())
        kind.queryset = with_present(offered, self.instance, "kind")
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ModelChoiceField)  # noqa: S101 -- narrows the type
        agencies = Agency.objects.scoped_for(user).for_offices([office])
        agency.queryset = with_present(
            agencies.active(on=timezone.localdate()), self.instance, "agency"
        )
        self.fields["addressee"].required = False
        self.fields["addressee"].help_text = "不填的，照下面选的监管对象、站所单位或村（居）"
        self._offer_photos()
        if self.instance.pk is None:
            self._offer_inspectors()

    def _offer_photos(self) -> None:
        photos = self.fields["photos"]
        assert isinstance(photos, forms.ModelMultipleChoiceField)  # noqa: S101 -- narrows the type
        there = self.instance.photos.select_related("file") if self.instance.pk else None
        if not there:
            del self.fields["photos"]
            return
        photos.queryset = there
        self.initial["photos"] = [photo.pk for photo in there]

    def _offer_inspectors(self) -> None:
        """Those of this person's notice before: most go out in the same two."""
        before = Notice.objects.drawn_up_by(self.user).first()
        if before is not None:
            for name in _INSPECTORS:
                self.initial.setdefault(name, getattr(before, name))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("addressee"):
            chosen = (cleaned.get(name) for name in ("site", "agency", "village"))
            cleaned["addressee"] = str(next(filter(None, chosen), ""))
            if not cleaned["addressee"]:
                self.add_error("addressee", "请填写受文单位（个人）。")
        return cleaned

    @property
    def kept_photos(self) -> Sequence[NoticePhoto] | None:
        return list(self.cleaned_data["photos"]) if "photos" in self.fields else None

    def draft(self, hazards: Sequence[Hazard]) -> Notice:
        notice = self.save(commit=False)
        return notice_actions.draft_notice(notice, hazards=hazards, by=self.user)


class ItemForm(CleanTextForm, forms.ModelForm[NoticeItem]):
    class Meta:
        model = NoticeItem
        fields = ("text", "demand", "due_on")
        field_classes: ClassVar[dict[str, Any]] = {"due_on": DayField}
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "demand": forms.Textarea(attrs={"rows": 2}),
        }


ItemFormSet = forms.inlineformset_factory(Notice, NoticeItem, form=ItemForm, extra=0)


def first_values(hazards: Sequence[Hazard], *, office: Office) -> dict[str, Any]:
    """What the chosen hazards have in common, and the paper that is usual for hazards."""
    offered = NoticeKind.objects.offered_in(office, on=timezone.localdate())
    sites = {hazard.site for hazard in hazards}
    villages = {hazard.village for hazard in hazards}
    deadlines = {hazard.due_on for hazard in hazards}
    site = sites.pop() if len(sites) == 1 else None
    village = villages.pop() if len(villages) == 1 else None
    return {
        "kind": offered.usual() if hazards else None,
        "site": site,
        "village": village,
        "addressee": site.name if site else "",
        "due_on": deadlines.pop() if len(deadlines) == 1 else None,
    }


class NoticeStepForm(CleanTextForm, forms.Form):
    """One step of a notice, naming what it performs."""

    perform: ClassVar[Callable[..., Notice]]
    title: ClassVar[str]
    consequence: ClassVar[str] = ""
    danger: ClassVar[bool] = False
    # What is wrong is put right in the draft.
    mends_draft: ClassVar[bool] = False

    on = DayField(label="日期")

    def __init__(self, *args: Any, notice: Notice, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice, self.user = notice, user
        self.initial["on"] = timezone.localdate()
        self.fields["on"].label = f"{self.title}日期"

    def submit(self) -> Notice:
        return type(self).perform(self.notice, by=self.user, **self.cleaned_data)


class IssueForm(OpinionFields, NoticeStepForm):
    perform = notice_actions.issue_notice
    matter = Matter.NOTICE
    title = "签发"
    mends_draft = True
    consequence = "签发时自动编文号；签发以后文字不能再改，开错了只能撤销，文号不再使用。"

    @property
    def opinion_office(self) -> Office:
        return self.notice.office

    def is_opinion_asked(self) -> bool:
        rule = OpinionRule.of(self.notice.office_id, self.matter)
        return rule.demands(is_major=self.notice.is_about_major)

    reserved = forms.ModelChoiceField(
        ReservedNumber.objects.none(),
        label="手工文号",
        required=False,
        empty_label="（不是手写的，由系统编号）",
        help_text="停电、下村时手写的文书，选领用的号，签发日期填手写的日期",
    )
    scan = ScanField(label="手写件", help_text="选了手工文号的，附上手写件的照片或扫描件")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ReservedNumber.objects.scoped_for(self.user).for_offices([self.notice.office_id])
        unused = rows.unused().of_kind(self.notice.kind.sequence)
        if not unused.exists():
            del self.fields["reserved"], self.fields["scan"]
            return
        reserved: Any = self.fields["reserved"]
        reserved.queryset = unused
        scan: Any = self.fields["scan"]
        scan.for_upload(office=self.notice.office, by=self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "scan" not in self.fields or "scan" in self.errors:
            return cleaned
        if cleaned.get("reserved") and not cleaned.get("scan"):
            self.add_error("scan", "手写的文书要附上手写件的照片或扫描件。")
        if cleaned.get("scan") and not cleaned.get("reserved"):
            self.add_error("reserved", "附了手写件的，请选择手工文号。")
        return cleaned


class ServeForm(NoticeStepForm):
    perform = notice_actions.serve_notice
    title = "送达"
    service = forms.ChoiceField(label="送达方式", choices=Notice.Service)
    service_place = forms.CharField(label="送达地点", max_length=100, required=False)
    received_by = forms.CharField(label="签收人", max_length=50, required=False)
    is_refused = forms.BooleanField(label="拒绝签收", required=False)
    witness = forms.CharField(
        label="见证人",
        max_length=50,
        required=False,
        help_text="拒绝签收的必须填写；留置送达的写明在场见证的人",
    )
    served_by = forms.CharField(label="送达人", max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = (self.notice.inspector, self.notice.second_inspector)
        self.initial["served_by"] = "、".join(name for name in names if name) or str(self.user)
        if self.notice.site is not None:
            self.initial["service_place"] = self.notice.site.address[:100]


class ReturnForm(NoticeStepForm):
    perform = notice_actions.return_notice
    title = "退回"
    consequence = "登记以后仍是未送达，可以换一种方式再送达；“自收到之日起”的期限还没有起算。"
    service = forms.ChoiceField(
        label="原来的送达方式",
        choices=[("", "（未说明）"), *Notice.Service.choices],
        required=False,
    )
    reason = forms.CharField(
        label="退回、无法送达的原因",
        max_length=200,
        widget=Words,
        help_text="如：原址查无此人、已搬离",
    )


class ReportForm(NoticeStepForm):
    perform = notice_actions.receive_report
    title = "收到整改报告"
    consequence = "只记企业报来了什么；是不是整改到位，以复查为准。"
    note = forms.CharField(label="报告的内容", max_length=300, required=False, widget=Words)
    scan = ScanField(label="整改报告", help_text="企业盖章的整改报告，照片或 PDF")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "收到日期"
        scan: Any = self.fields["scan"]
        scan.for_upload(office=self.notice.office, by=self.user)


class CancelForm(NoticeStepForm):
    perform = notice_actions.cancel_notice
    title = "撤销"
    danger = True
    consequence = "撤销后文号保留、不再使用，统计时另列。已经定下的整改期限不变，需要时另行交办。"
    reason = forms.CharField(label="撤销原因", max_length=200, widget=Words)


NOTICE_STEPS: dict[str, type[NoticeStepForm]] = {
    "issue": IssueForm,
    "serve": ServeForm,
    "return": ReturnForm,
    "report": ReportForm,
    "cancel": CancelForm,
}
