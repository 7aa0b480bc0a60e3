"""Pages on which photos of a hazard are added later or taken down."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hazards.forms.photos import AddPhotosForm, WithdrawPhotoForm
from hazards.models import Hazard, HazardPhoto
from hazards.steps import ActionDenied
from hazards.views.access import demand_role, hazard_of
from hazards.views.listing import carried
from hazards.workflow import Action
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def photo_add(request: UserRequest, pk: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    demand_role(request, Action.PHOTO, hazard.office_id)
    if hazard.is_voided:
        messages.warning(request, "这条隐患已误录作废，不能再添加照片")
        return redirect(hazard)
    form = AddPhotosForm(
        request.POST or None, request.FILES or None, hazard=hazard, user=request.user
    )
    if form.is_valid():
        try:
            photos = form.submit()
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            text = f"已添加照片{len(photos)}张" if photos else "这些照片已经有了，没有重复添加"
            messages.success(request, text)
            return redirect(f"{hazard.get_absolute_url()}{carried(request)}")
    return _page(request, hazard, form, Action.PHOTO.label)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def photo_withdraw(request: UserRequest, pk: int, row: int) -> HttpResponse:
    hazard = hazard_of(request, pk)
    photo = get_object_or_404(hazard.photos.with_files(), pk=row)
    if not photo.can_be_withdrawn_by(request.user):
        if photo.withdrawn_at is None:
            raise PermissionDenied
        messages.warning(request, "这张照片已经撤下")
        return redirect(hazard)
    form = WithdrawPhotoForm(request.POST or None)
    if form.is_valid():
        try:
            form.submit(photo, by=request.user)
        except ActionDenied as denied:
            form.add_error(None, str(denied))
        else:
            messages.success(request, "照片已撤下")
            return redirect(f"{hazard.get_absolute_url()}{carried(request)}")
    return _page(request, hazard, form, Action.WITHDRAW_PHOTO.label, photo=photo)


def withdrawable(stages: list[tuple[str, list[HazardPhoto]]], *, by: User) -> set[int]:
    """The keys of the photos this person may take down."""
    photos = [photo for _, shown in stages for photo in shown]
    return {photo.pk for photo in photos if photo.can_be_withdrawn_by(by)}


def _page(
    request: UserRequest, hazard: Hazard, form: forms.Form, label: str, **more: object
) -> HttpResponse:
    context = {"hazard": hazard, "label": label, "form": form, "carried": carried(request), **more}
    return render(request, "hazards/act.html", context)
