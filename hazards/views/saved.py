"""Saved questions of the list and the columns a person looks at."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hazards.forms.saved import SavedViewForm, only_known
from hazards.models import ColumnChoice, SavedView
from hazards.views.listing import COLUMNS
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_POST
@requires(Permission.VIEW)
def view_save(request: UserRequest) -> HttpResponse:
    form = SavedViewForm(request.POST, user=request.user, office=own_office(request))
    if form.is_valid():
        view = form.save()
        messages.success(request, f"已保存筛选“{view}”")
    else:
        messages.warning(
            request, "；".join(str(text) for texts in form.errors.values() for text in texts)
        )
    return _back(request)


@require_POST
@requires(Permission.VIEW)
def view_drop(request: UserRequest, pk: int) -> HttpResponse:
    """One's own, or one of the office by who keeps its lists."""
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    if view.user is None and not request.user.may(Permission.REFERENCE):
        messages.warning(request, "全办共用的筛选由安办工作人员删除")
    else:
        view.delete()
        messages.success(request, f"已删除筛选“{view.name}”，隐患没有变动")
    return _back(request)


@require_POST
@requires(Permission.VIEW)
def choose_columns(request: UserRequest) -> HttpResponse:
    asked = set(request.POST.getlist("columns"))
    names = [column.name for column in COLUMNS if column.name in asked]
    ColumnChoice.objects.keep(names, user=request.user)
    return _back(request)


def _back(request: UserRequest) -> HttpResponse:
    return redirect(f"{reverse('hazards:list')}?{only_known(request.POST.get('query', ''))}")
