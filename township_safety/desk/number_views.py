"""手工文号: blocks taken for papers written by hand, and what became of each number."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hazards.models import Notice
from hazards.views.access import demand_role, may
from hazards.workflow import Action
from township_safety.desk.number_forms import BlockForm, CancelNumberForm
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, own_office, requires
from township_safety.organisation.models import NumberBlock, ReservedNumber
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.VIEW)
def number_blocks(request: UserRequest) -> HttpResponse:
    if not request.user.sees_whole_office:
        raise PermissionDenied
    office = request.user.office
    context = {
        "batches": NumberBlock.objects.scoped_for(request.user).with_numbers(),
        "may_take": office is not None and may(request, Action.NOTICE, office.pk),
    }
    return render(request, "desk/number_blocks.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def number_block_new(request: UserRequest) -> HttpResponse:
    office = own_office(request)
    demand_role(request, Action.NOTICE, office.pk)
    form = BlockForm(request.POST or None, office=office)
    if form.is_valid():
        try:
            block = form.reserve(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"已领用{block.first}号至{block.last}号，系统从下一个号接着编"
            )
            return redirect(block)
    return render(request, "desk/number_block_new.html", {"form": form})


@require_GET
@requires(Permission.VIEW)
def number_block(request: UserRequest, pk: int) -> HttpResponse:
    blocks = NumberBlock.objects.scoped_for(request.user).with_numbers()
    block = get_object_or_404(blocks, pk=pk)
    notices = Notice.objects.scoped_for(request.user).on_numbers_of(block)
    context = {
        "batch": block,
        "lines": [(row, notices.get(row.pk)) for row in block.numbers.select_related("settled_by")],
        "facts": [
            ("领用人", block.taken_by),
            ("领用日期", block.taken_on.isoformat()),
            ("备注", block.note or "—"),
            ("登记人", block.recorded_by),
        ],
        "may_move": may(request, Action.NOTICE, block.office_id),
    }
    return render(request, "desk/number_block.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.RECORD)
def number_cancel(request: UserRequest, pk: int) -> HttpResponse:
    rows = ReservedNumber.objects.scoped_for(request.user).select_related("block")
    reserved = get_object_or_404(rows, pk=pk)
    demand_role(request, Action.NOTICE, reserved.office_id)
    form = CancelNumberForm(request.POST or None, reserved=reserved)
    if form.is_valid():
        try:
            form.cancel(by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{reserved}已作废，文号不再使用")
            return redirect(reserved.block)
    context = {"form": form, "reserved": reserved}
    return render(request, "desk/number_cancel.html", context)
