"""Taking a step of a report: sending in, reviewing, sending back, signing, correcting."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hazards.steps import ActionDenied
from reports.composing import Commission, compose
from reports.freezing import running
from reports.freezing.gates import doubts
from reports.freezing.text import seen_digest
from reports.models import Report, ReportSettings
from reports.step_forms import FORMS, SettingsForm, StepForm
from reports.views.access import report_of
from reports.workflow import Step, may_ever, refusal
from township_safety.jobs import JobFailed
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission
from township_safety.organisation.views import managed_office

_DONE = {
    Step.SUBMIT: "已送审，等待核稿。",
    Step.PASS: "核稿通过，等待签发。",
    Step.RETURN: "已退回，可以继续修改。",
    Step.ISSUE: "已签发，报告已定稿。",
    Step.CORRECT: "更正的新版本已经生成，改好后送审。",
}


@require_http_methods(["GET", "POST"])
@requires(Permission.VIEW)
def report_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    report = report_of(request, pk)
    if step not in Step.values:
        raise Http404
    chosen = Step(step)
    if not may_ever(chosen, by=request.user, office_id=report.office_id):
        raise PermissionDenied
    why = refusal(report, chosen, by=request.user)
    if why:
        messages.warning(request, f"{why}。")
        return redirect(report)
    form = _form(request, report, chosen)
    if form.is_valid() and (answer := _taken(request, form)) is not None:
        return answer
    context = {"report": report, "form": form, "label": chosen.label}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "reports/step.html", context, status=status)


def _form(request: UserRequest, report: Report, step: Step) -> StepForm:
    more: dict[str, Any] = {}
    if step == Step.ISSUE:
        composition = compose(Commission.of(report))
        more = {
            "doubts": doubts(report, composition),
            "seen": seen_digest(composition.document),
            "is_long": running.is_long(composition),
        }
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return FORMS[step](*data, report=report, user=request.user, **more)


def _taken(request: UserRequest, form: StepForm) -> HttpResponse | None:
    """Nothing when it was refused; the form says why."""
    try:
        report = form.submit()
    except (Refused, ActionDenied, JobFailed) as problem:
        form.add_error(None, str(problem))
        return None
    progress = running.progress_of(report) if form.step == Step.ISSUE else None
    if progress is not None and progress.is_running:
        return redirect("reports:issuing", report.pk)
    running.forget(report)
    messages.success(request, _DONE[form.step])
    return redirect(report)


@require_GET
@requires(Permission.VIEW)
def report_issuing(request: UserRequest, pk: int) -> HttpResponse:
    """How far the signing is; then on to the issued report, or back to why it was refused."""
    report = report_of(request, pk)
    progress = running.progress_of(report)
    if progress is not None and progress.is_running:
        context = {"report": report, "progress": progress}
        page = render(request, "reports/issuing.html", context)
        page.headers["Refresh"] = "3"
        return page
    running.forget(report)
    if progress is not None and progress.why_not:
        messages.error(request, progress.why_not)
    elif progress is not None:
        messages.success(request, _DONE[Step.ISSUE])
    return redirect(report)


@require_http_methods(["GET", "POST"])
@requires(Permission.ACCOUNTS)
def report_settings(request: UserRequest) -> HttpResponse:
    """核稿和校验码: kept by those who keep the office's accounts."""
    office = managed_office(request)
    form = SettingsForm(request.POST or None, instance=ReportSettings.of(office.pk))
    if form.is_valid():
        kept = form.save()
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        audit.record("报告设置", by=request.user, office=office, target=kept, changes=changes)
        messages.success(request, "已保存。")
        return redirect(request.get_full_path())
    return render(request, "reports/settings.html", {"form": form, "office": office})
