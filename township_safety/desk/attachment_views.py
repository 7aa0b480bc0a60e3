"""Pages on which files are added to a record or taken down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from township_safety.activities import attaching
from township_safety.activities.models import Attachment
from township_safety.desk.attachment_forms import AttachForm, WithdrawForm
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.desk.registers import key_of, may_write
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import CountedModel
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def attach(request: UserRequest, key: str, pk: int) -> HttpResponse:
    sheet = sheet_of(key)
    row = row_of(request, sheet, pk)
    if not may_write(request.user, sheet, office=row.office):
        raise PermissionDenied
    address = reverse("records:detail", args=[key, pk])
    form = AttachForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added_all(request, form, row):
        return redirect(f"{address}#attachments")
    context = {"row": row, "sheet": sheet, "form": form, "cancel_url": address}
    return render(request, "registers/attach.html", context)


def _added_all(request: UserRequest, form: AttachForm, row: CountedModel) -> bool:
    """Keep the good files and say what was wrong with the others."""
    try:
        added, problems = form.submit(row, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    if added:
        messages.success(request, f"已添加附件{len(added)}份")
    elif not problems:
        messages.info(request, "这些附件已经有了，没有重复添加")
    for problem in problems:
        form.add_error("attached", problem)
    return not problems


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    seen = Attachment.objects.scoped_for(request.user).with_names()
    attachment = get_object_or_404(seen, pk=pk)
    if not attachment.can_be_withdrawn_by(request.user):
        raise PermissionDenied
    record = attachment.carrier
    address = reverse("records:detail", args=[key_of(type(record)), record.pk])
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            attaching.withdraw(attachment, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "附件已撤下")
            return redirect(f"{address}#attachments")
    context = {
        "question": f"撤下附件：{attachment}",
        "consequence": "撤下后不能再打开这份附件，名称和撤下原因仍留在记录里。",
        "form": form,
        "submit": "撤下",
        "cancel_url": address,
        "danger": True,
    }
    return render(request, "components/confirm.html", context)
