"""检查表: the lists and their questions, kept by the office."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inspections.forms.checklists import ChecklistForm, ItemForm
from inspections.models import Checklist, ChecklistItem
from inspections.outing import change_item, save_checklist
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.REFERENCE)
def checklists(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    lists = Checklist.objects.available_to(_office(request)).with_items(on=today)
    return render(request, "inspections/checklists.html", {"lists": lists, "today": today})


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def checklist_new(request: UserRequest) -> HttpResponse:
    office = _office(request)
    form = ChecklistForm(request.POST or None, instance=Checklist(office=office), office=office)
    return _saved_list(request, form) or _form_page(request, form, title="新增检查表")


@require_GET
@requires(Permission.REFERENCE)
def checklist(request: UserRequest, pk: int) -> HttpResponse:
    office = _office(request)
    found = _list(office, pk)
    context = {
        "checklist": found,
        "items": found.items.available_to(office).select_related("sector"),
        "today": timezone.localdate(),
        "office": office,
        "may_change": found.may_be_changed_by(office),
    }
    return render(request, "inspections/checklist.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def checklist_edit(request: UserRequest, pk: int) -> HttpResponse:
    office = _office(request)
    found = _list(office, pk)
    if not found.may_be_changed_by(office):
        raise PermissionDenied
    form = ChecklistForm(request.POST or None, instance=found, office=office)
    return _saved_list(request, form) or _form_page(request, form, title=f"修改：{found}")


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def item_new(request: UserRequest, pk: int) -> HttpResponse:
    office = _office(request)
    found = _list(office, pk)
    item = ChecklistItem(office=office, checklist=found)
    return _item(request, found, item, office=office, title=f"{found}：新增一项")


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def item_edit(request: UserRequest, pk: int, row: int) -> HttpResponse:
    office = _office(request)
    found = _list(office, pk)
    item = get_object_or_404(found.items.available_to(office), pk=row)
    if item.office_id != office.pk and not found.may_be_changed_by(office):
        raise PermissionDenied
    return _item(request, found, item, office=office, title=f"{found}：修改")


def _item(
    request: UserRequest, found: Checklist, item: ChecklistItem, *, office: Office, title: str
) -> HttpResponse:
    form = ItemForm(request.POST or None, instance=item, office=office)
    if form.is_valid():
        changed = change_item(form, checklist=found, by=request.user)
        messages.success(request, f"已保存：{changed.name}。以前检查时的文字不变。")
        return redirect(found)
    return _form_page(request, form, title=title, found=found)


def _saved_list(request: UserRequest, form: ChecklistForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    saved = save_checklist(form, by=request.user)
    messages.success(request, f"已保存：{saved}")
    return redirect(saved)


def _form_page(
    request: UserRequest,
    form: ChecklistForm | ItemForm,
    *,
    title: str,
    found: Checklist | None = None,
) -> HttpResponse:
    context = {"form": form, "title": title, "checklist": found}
    return render(request, "inspections/checklist_form.html", context)


def _list(office: Office, pk: int) -> Checklist:
    return get_object_or_404(Checklist.objects.available_to(office), pk=pk)


def _office(request: UserRequest) -> Office:
    office = request.user.office_for(Permission.REFERENCE)
    if office is None:
        raise PermissionDenied
    return office
