"""单位设置: names, words, the day of going live, the numbers used before it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hazards.actions import NUMBER_KIND
from hazards.models import NoticeKind
from hazards.rechecking import NUMBER_KIND as RECHECK_NUMBERS
from reports import red_heads
from township_safety.organisation import actions
from township_safety.organisation.forms import NumberStartForm, OfficeForm
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import NumberSequence, Office
from township_safety.organisation.permissions import Permission
from township_safety.organisation.views import managed_office


@requires(Permission.ACCOUNTS)
def office(request: UserRequest) -> HttpResponse:
    mine = managed_office(request)
    form = OfficeForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        changes = {
            name: [form.initial.get(name), form.cleaned_data[name]] for name in form.changed_data
        }
        actions.change_office(form.save(commit=False), changes=changes, by=request.user)
        messages.success(request, "单位设置已保存。")
        return redirect(address(mine))
    return _page(request, mine, form=form, numbers=NumberStartForm(kinds=_kinds(mine)))


@requires(Permission.ACCOUNTS)
def number_start(request: UserRequest) -> HttpResponse:
    mine = managed_office(request)
    numbers = NumberStartForm(request.POST or None, kinds=_kinds(mine))
    if numbers.is_valid():
        asked = numbers.cleaned_data
        try:
            actions.start_numbers_after(mine, by=request.user, **asked)
        except actions.Refused as refusal:
            numbers.add_error("last", str(refusal))
        else:
            messages.success(request, f"{asked['year']}年从第{asked['last'] + 1}号接着编。")
            return redirect(address(mine))
    return _page(request, mine, form=OfficeForm(instance=mine), numbers=numbers)


def address(office_: Office) -> str:
    return f"{reverse('office')}?office={office_.pk}"


def _kinds(office_: Office) -> list[tuple[str, str]]:
    notices = NoticeKind.objects.available_to(office_)
    word = red_heads.word_of(office_)
    return [
        *([(red_heads.sequence_of(word), f"“{word}”发文字号")] if word else []),
        *((f"notice:{kind.code}", f"{kind.name}文号") for kind in notices),
        (RECHECK_NUMBERS, "整改复查意见书文号"),
        (NUMBER_KIND, "隐患编号"),
    ]


def _page(
    request: UserRequest, office_: Office, *, form: OfficeForm, numbers: NumberStartForm
) -> HttpResponse:
    words = dict(_kinds(office_))
    given = [
        (words.get(sequence.kind, sequence.kind), sequence.year, sequence.last)
        for sequence in NumberSequence.objects.for_office(office_.pk)
    ]
    context = {
        "office": office_,
        "offices": Office.objects.managed_by(request.user),
        "form": form,
        "numbers": numbers,
        "given": given,
    }
    return render(request, "organisation/office.html", context)
