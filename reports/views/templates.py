"""报告模板: the list, a template beside its preview, its settings and versions."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reports.editing import actions
from reports.editing.comparing import difference, lines_of, settings_of
from reports.editing.desk import block_lines, sector_lines
from reports.editing.forms import NewTemplateForm, SettingsForm
from reports.editing.previewing import chosen_period, periods_for, preview
from reports.models import ReportTemplate
from reports.views.access import composing_office, editing_office, own_template, template_of
from reports.wording import Translator
from township_safety.documents.html import render_html
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission


@require_GET
@requires(Permission.COMPOSE)
def template_list(request: UserRequest) -> HttpResponse:
    office = composing_office(request)
    today = timezone.localdate()
    own = ReportTemplate.objects.kept_by(office).oldest_first()
    context = {
        "own": [{"template": one, "is_ended": not one.holds_on(today)} for one in own],
        "shipped": ReportTemplate.objects.shipped().valid(on=today).oldest_first(),
        "may_edit": request.user.may(Permission.REFERENCE, office_id=office.pk),
    }
    return render(request, "reports/template_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def template_create(request: UserRequest) -> HttpResponse:
    office = editing_office(request)
    form = NewTemplateForm(request.POST or None)
    if form.is_valid():
        template = actions.create_template(office=office, by=request.user, **form.cleaned_data)
        messages.success(request, "模板已建好，请加入段落。")
        return redirect(template)
    return render(request, "reports/template_new.html", {"form": form})


@require_POST
@requires(Permission.REFERENCE)
def template_copy(request: UserRequest, pk: int) -> HttpResponse:
    office = editing_office(request)
    copied = actions.copy_template(template_of(request, pk), office=office, by=request.user)
    messages.success(request, f"已复制为“{copied}”，可以修改了。系统自带的模板没有变。")
    return redirect(copied)


@require_POST
@requires(Permission.REFERENCE)
def template_retire(request: UserRequest, pk: int) -> HttpResponse:
    """停用, or taken into use again."""
    template = own_template(request, pk)
    today = timezone.localdate()
    if template.holds_on(today):
        actions.retire_template(template, on=today, by=request.user)
        messages.success(request, f"“{template}”已停用，新建报告时不再列出，编好的报告不受影响。")
    else:
        actions.reopen_template(template, by=request.user)
        messages.success(request, f"“{template}”恢复使用。")
    return redirect("reports:templates")


@require_GET
@requires(Permission.COMPOSE)
def template_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The blocks with their wording, what each comes to, and the page beside."""
    template = template_of(request, pk)
    office = composing_office(request)
    periods = periods_for(template, today=timezone.localdate())
    period = chosen_period(request.GET.get("period", ""), periods)
    shown = preview(template, office=office, period=period)
    html = render_html(shown.document, mode="screen") if shown.document else ""
    translator = Translator(office)
    context = {
        "template": template,
        "lines": block_lines(template.blocks, translator, shown.texts),
        "settings": [one for one in settings_of(template, translator) if one[1]],
        "periods": periods,
        "period": period,
        "paper": mark_safe(html),  # noqa: S308 -- the renderer escapes every text
        "problem": shown.problem,
        "may_edit": _may_edit(request, template),
        "may_copy": request.user.may(Permission.REFERENCE, office_id=office.pk),
        "is_ended": not template.holds_on(timezone.localdate()),
    }
    return render(request, "reports/template_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def template_settings(request: UserRequest, pk: int) -> HttpResponse:
    template = own_template(request, pk)
    translator = Translator(template.office)
    form = SettingsForm(request.POST or None, instance=template, translator=translator)
    context: dict[str, Any] = {"template": template, "form": form}
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            saved = actions.change_settings(
                template, version=version, values=form.values, by=request.user
            )
        except actions.SettingsChanged as changed:
            theirs = list(settings_of(changed.template, translator))
            context |= {"who": changed.who, "theirs": theirs}
            form.data = request.POST.copy()
            form.data["version"] = str(changed.template.version)
            return _settings_page(request, context, status=HTTPStatus.CONFLICT)
        messages.success(request, f"设置已保存，现在是第{saved.version}版。")
        return redirect(template)
    return _settings_page(request, context)


def _settings_page(
    request: UserRequest, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    template = context["template"]
    context["sectors"], context["other_sectors"] = sector_lines(template)
    return render(request, "reports/template_settings.html", context, status=status)


@require_POST
@requires(Permission.REFERENCE)
def template_sectors(request: UserRequest, pk: int) -> HttpResponse:
    """One step with the list of sectors: take in, leave out, up or down."""
    template = own_template(request, pk)
    try:
        actions.change_sectors(
            template,
            code=request.POST.get("code", ""),
            step=request.POST.get("do", ""),
            by=request.user,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('reports:template_settings', args=[pk])}#sectors")


@require_GET
@requires(Permission.COMPOSE)
def template_versions(request: UserRequest, pk: int) -> HttpResponse:
    template = template_of(request, pk)
    context = {"template": template, "versions": template.saved_versions()}
    return render(request, "reports/template_versions.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPOSE)
def template_version(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """One version, what has changed since, and the way back to it."""
    template = template_of(request, pk)
    old = template.saved_version(number)
    if old is None:
        raise Http404
    if request.method == "POST":
        own = own_template(request, pk)
        saved = actions.restore_version(own, number, by=request.user)
        messages.success(request, f"已恢复第{number}版的内容，存为第{saved.version}版。")
        return redirect(template)
    against = _number(request.GET.get("with", ""), template.version)
    other = template.saved_version(against) or get_object_or_404(ReportTemplate, pk=pk)
    translator = Translator(composing_office(request))
    context = {
        "template": template,
        "old": old,
        "against": other,
        "versions": template.saved_versions(),
        "changes": difference(lines_of(old, translator), lines_of(other, translator)),
        "may_edit": _may_edit(request, template),
    }
    return render(request, "reports/template_version.html", context)


def _may_edit(request: UserRequest, template: ReportTemplate) -> bool:
    office_id = template.office_id
    return office_id is not None and request.user.may(Permission.REFERENCE, office_id=office_id)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else otherwise
