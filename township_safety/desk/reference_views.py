"""基础数据: the lists that registers choose from. Entries end (停用), they are never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.forms import CharField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hazards.models import HazardPhrase, NoticeKind
from inspections.models import Checklist
from township_safety.desk.forms import LedgerForm, form_class
from township_safety.desk.history import timeline
from township_safety.organisation import actions
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.register.models import (
    Criterion,
    HazardCategory,
    HazardSource,
    Holiday,
    Kind,
    PublicityItem,
    ReferenceModel,
    ResultKind,
    Sector,
    SiteCategory,
    StatisticsRow,
)
from township_safety.workbook.columns import kind_of

ENTRIES_PER_PAGE = 100
_AS_LAST = ("order", "valid_from", "valid_to")


@dataclass(frozen=True)
class ReferenceList:
    model: type[Any]
    purpose: str

    @property
    def key(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def url(self) -> str:
        return reverse("reference_list", args=[self.key])

    @cached_property
    def columns(self) -> list[Any]:
        """Code and name, what is special to the list, then order and validity."""
        fields = {field.name: field for field in self.model._meta.fields}
        shared = {field.name for field in ReferenceModel._meta.fields} | {"id", "office"}
        own = [
            name
            for name, field in fields.items()
            if name not in shared and name != "text" and field.editable
        ]
        return [fields[name] for name in ("name", "code", *own, *_AS_LAST)]


LISTS = {
    entry.key: entry
    for entry in (
        ReferenceList(Sector, "每条记录的主要行业领域，对应统计报表的行"),
        ReferenceList(SiteCategory, "企业、场所、建筑、道路等类别和计数单位"),
        ReferenceList(HazardCategory, "人、物、管理、环境及其细类"),
        ReferenceList(HazardSource, "隐患从哪里来：自查、检查、举报……"),
        ReferenceList(ResultKind, "执法与处置的结果和计数单位"),
        ReferenceList(PublicityItem, "横幅、宣传资料等项目和计数单位"),
        ReferenceList(Kind, "会议、培训、演练、队伍、经费等的种类"),
        ReferenceList(Criterion, "重大隐患判定标准及版本、施行日期"),
        ReferenceList(HazardPhrase, "登记隐患时选用的描述、类别和整改措施"),
        ReferenceList(NoticeKind, "文书的种类和文号用字"),
        ReferenceList(StatisticsRow, "法定统计报表的行"),
    )
}


@requires(Permission.REFERENCE)
def index(request: UserRequest) -> HttpResponse:
    holidays = {
        "title": Holiday._meta.verbose_name,
        "url": reverse("holidays"),
        "purpose": "每年的放假和调休上班日，用来推算工作日",
    }
    checklists = {
        "title": Checklist._meta.verbose_name,
        "url": reverse("inspections:checklists"),
        "purpose": "逐户检查时按监管对象的类别问什么，答“否”时登记什么隐患",
    }
    lists = [*LISTS.values(), checklists, holidays]
    return render(request, "registers/reference_index.html", {"lists": lists})


@requires(Permission.REFERENCE)
def entries(request: UserRequest, key: str) -> HttpResponse:
    reference = _list(key)
    office = office_of(request)
    found = reference.model.objects.available_to(office).select_related(
        *(column.name for column in reference.columns if column.is_relation)
    )
    page = Paginator(found, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    lines = [
        {
            "url": reverse("reference_edit", args=[key, entry.pk]),
            "cells": [(_text(c, entry), c.verbose_name) for c in reference.columns],
            "ended": entry.valid_to is not None and entry.valid_to < today,
            "shared": entry.office_id is None,
        }
        for entry in page
    ]
    context = {"reference": reference, "page": page, "lines": lines}
    return render(request, "registers/reference_list.html", context)


@requires(Permission.REFERENCE)
def new(request: UserRequest, key: str) -> HttpResponse:
    reference = _list(key)
    office = office_of(request)
    form = _form(request, reference, reference.model(), office=office)
    if request.method == "POST" and form.is_valid():
        return _saved(request, reference, form) or _page(request, reference, form)
    return _page(request, reference, form)


@requires(Permission.REFERENCE)
def edit(request: UserRequest, key: str, pk: int) -> HttpResponse:
    reference = _list(key)
    office = office_of(request)
    entry = get_object_or_404(reference.model.objects.available_to(office), pk=pk)
    if not may_edit(entry, office):
        raise PermissionDenied
    form = _form(request, reference, entry, office=entry.office)
    if request.method == "POST" and form.is_valid():
        return _saved(request, reference, form) or _page(request, reference, form)
    return _page(request, reference, form, events=timeline(entry, user=request.user))


def may_edit(entry: Any, office: Office) -> bool:
    """Shared entries serve all offices: the top one keeps them."""
    return entry.office_id == office.pk or (entry.office_id is None and office.parent_id is None)


def _list(key: str) -> ReferenceList:
    try:
        return LISTS[key]
    except KeyError:
        raise Http404 from None


def office_of(request: UserRequest) -> Office:
    office = request.user.office_for(Permission.REFERENCE)
    if office is None:
        raise PermissionDenied
    return office


def _form(
    request: UserRequest, reference: ReferenceList, entry: Any, *, office: Office | None
) -> LedgerForm:
    """A new entry belongs to the office; the code of an old one is fixed."""
    is_new = entry.pk is None
    columns = (
        "name",
        "code",
        *(c.name for c in reference.columns if c.name not in ("name", "code")),
    )
    names = (*columns, "text") if reference.model is Criterion else columns
    model: type[models.Model] = reference.model
    form = form_class(model, fields=names)(
        request.POST if request.method == "POST" else None,
        instance=entry,
        user=request.user,
        office=office or office_of(request),
    )
    entry.office = office
    del form.fields["seen"]
    if not is_new:
        form.fields["code"].disabled = True
    code = form.fields["code"]
    assert isinstance(code, CharField)  # noqa: S101 -- narrows the type
    if is_new:
        code.validators.append(_unused(reference, office_of(request)))
    return form


def _unused(reference: ReferenceList, office: Office) -> Any:
    """An own entry may not take the code of a shared one: figures name entries by code."""

    def check(code: str) -> None:
        from django.core.exceptions import ValidationError

        if reference.model.objects.available_to(office).with_code(code).exists():
            raise ValidationError("这个代码已经用过，请换一个。")

    return check


def _saved(request: UserRequest, reference: ReferenceList, form: LedgerForm) -> HttpResponse | None:
    save = actions.add_row if form.is_new else actions.change_row
    try:
        save(form.instance, form=form, by=request.user)
    except IntegrityError:
        form.add_error("code", "这个代码刚被别人用了，请换一个。")
        return None
    messages.success(request, f"已保存：{form.instance}")
    return redirect(reference.url)


def _page(
    request: UserRequest, reference: ReferenceList, form: LedgerForm, *, events: Any = ()
) -> HttpResponse:
    context = {
        "reference": reference,
        "form": form,
        "entry": None if form.is_new else form.instance,
        "events": events,
        "cancel_url": reference.url,
    }
    return render(request, "registers/reference_form.html", context)


def _text(column: Any, entry: Any) -> str:
    value = getattr(entry, column.name)
    if column.is_relation:
        return str(value or "")
    return kind_of(column, is_fact=False, words={}).text(value)
