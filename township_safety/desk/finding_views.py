"""Untying a hazard from an outing that did not find it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from inspections.actions import untie_finding
from inspections.models import Finding
from township_safety.desk.register_views import sheet_of
from township_safety.desk.registers import may_write
from township_safety.organisation.actions import Refused
from township_safety.organisation.forms import VoidForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def finding_untie(request: UserRequest, pk: int) -> HttpResponse:
    rows = Finding.objects.scoped_for(request.user).counted()
    finding = get_object_or_404(rows.select_related("operation__office"), pk=pk)
    operation = finding.operation
    if not may_write(request.user, sheet_of("operations"), office=operation.office):
        raise PermissionDenied
    form = VoidForm(request.POST or None)
    form.fields["reason"].label = "解除原因"
    address = reverse("records:detail", args=["operations", operation.pk])
    if form.is_valid():
        try:
            untie_finding(finding, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已解除，隐患仍在台账里，不再算这次检查发现的。")
            return redirect(address)
    context = {
        "question": f"解除检查发现：{finding.hazard or finding.hazard_count}",
        "consequence": (
            f"只是不再算“{operation}”发现的，隐患（汇总登记）本身不变；可以再登记到别的检查。"
        ),
        "form": form,
        "submit": "解除",
        "cancel_url": address,
    }
    return render(request, "components/confirm.html", context)
