"""按风险等级定检查频次: the duties that are still missing, put in force at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from township_safety.desk.sitefile.frequencies import begin, proposed
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.permissions import Permission


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def frequencies(request: UserRequest) -> HttpResponse:
    office, today = own_office(request), timezone.localdate()
    if not request.user.records_whole_office(office.pk):
        raise PermissionDenied
    if request.method == "POST":
        made = begin(office, on=today, by=request.user)
        messages.success(request, f"已登记{len(made)}项例行检查任务，频次可以逐项修改。")
        return redirect("duties")
    missing = proposed(office, on=today)
    if not missing:
        messages.info(request, "红橙黄蓝四个等级都已定了检查频次，要改的在下面逐项修改。")
        return redirect("duties")
    names = "；".join(duty.name for duty in missing)
    context = {
        "question": "按风险等级定检查频次",
        "consequence": f"从今天起登记这些例行检查任务：{names}。登记以后可以逐项修改频次、责任人。",
        "submit": "登记",
        "cancel_url": reverse("duties"),
    }
    return render(request, "components/confirm.html", context)
