"""事故快报: reporting an accident upward, and the office's limits for it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from township_safety.activities.models import Accident, AccidentTerms
from township_safety.activities.models.accident_reports import terms_of
from township_safety.desk.accident_forms import AccidentReportForm, AccidentTermsForm
from township_safety.desk.register_views import row_of, sheet_of
from township_safety.desk.registers import may_write
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def accident_report(request: UserRequest, pk: int) -> HttpResponse:
    sheet = sheet_of("accidents")
    accident: Accident = row_of(request, sheet, pk)
    if not may_write(request.user, sheet, office=accident.office):
        raise PermissionDenied
    address = f"{reverse('records:detail', args=['accidents', pk])}#reports"
    form = AccidentReportForm(request.POST or None, accident=accident)
    if form.is_valid():
        try:
            made = form.submit(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记{made}，{made.casualties}")
            return redirect(address)
    context = {
        "form": form,
        "accident": accident,
        "terms": terms_of(accident, now=timezone.now()),
        "cancel_url": address,
    }
    return render(request, "registers/accident_report.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def accident_terms(request: UserRequest) -> HttpResponse:
    office = request.user.office_for(Permission.REFERENCE)
    if office is None:
        raise PermissionDenied
    terms = AccidentTerms.objects.of_office(office)
    form = AccidentTermsForm(request.POST or None, instance=terms)
    if form.is_valid():
        saved = form.save()
        audit.record("修改事故快报时限", by=request.user, office=office, summary=str(saved))
        messages.success(request, f"已保存：{saved}")
        return redirect("records:list", "accidents")
    context = {"form": form, "cancel_url": reverse("records:list", args=["accidents"])}
    return render(request, "registers/accident_terms.html", context)
