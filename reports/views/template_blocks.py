"""Single blocks of a template: taken from the library, moved, worded with figures."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reports.blocks import KINDS
from reports.editing import actions, records
from reports.editing.desk import block_lines, parts_of
from reports.editing.forms import BlockForm
from reports.editing.library import blank, library, ready_block
from reports.editing.picker import lines, picked
from reports.editing.previewing import chosen_period, periods_for, preview_of_block
from reports.editing.records import NoSuchBlock, Path, path_text
from reports.models import ReportTemplate
from reports.text import WORDS
from reports.views.access import own_template
from reports.wording import Translator
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.permissions import Permission

_CLAUSE = "[，写在这里的分句，里面的数都是零时整句略去]"
_ZERO = "[写在这里的分句//数都是零时改写这一句]"


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def block_add(request: UserRequest, pk: int) -> HttpResponse:
    """From the library, or an empty one of a kind; `at` is the place it takes."""
    template = own_template(request, pk)
    asked = request.POST if request.method == "POST" else request.GET
    path = _path(asked.get("at", "") or str(len(template.blocks) + 1))
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        record = blank(kind) if kind in KINDS else ready_block(request.POST.get("ready", ""))
        if record is None:
            messages.error(request, "段落库里没有这一段，请重新选。")
            return redirect(request.get_full_path())
        return _added(request, template, path, record, is_blank=kind in KINDS)
    translator = Translator(template.office)
    groups = [
        {
            "label": group.label,
            "code": group.code,
            "blocks": [
                (one.key, one.origin, block_lines([one.record], translator, {})[0])
                for one in group.ready
            ],
        }
        for group in library()
    ]
    context = {
        "template": template,
        "at": path_text(path),
        "groups": groups,
        "kinds": KINDS.values(),
    }
    return render(request, "reports/template_add.html", context)


def _added(
    request: UserRequest, template: ReportTemplate, path: Path, record: Any, *, is_blank: bool
) -> HttpResponse:
    try:
        saved = actions.add_block(template, path, record=record, by=request.user)
    except (Refused, NoSuchBlock) as problem:
        text = str(problem) if isinstance(problem, Refused) else "模板刚被修改过，请再看一遍。"
        messages.error(request, text)
        return redirect(template)
    messages.success(request, f"已加入第{path_text(path)}段，现在是第{saved.version}版。")
    if is_blank and KINDS[record["kind"]].fields:
        return redirect("reports:template_block", pk=saved.pk, number=path_text(path))
    return redirect(f"{saved.get_absolute_url()}#block-{path_text(path)}")


@require_POST
@requires(Permission.REFERENCE)
def block_step(request: UserRequest, pk: int) -> HttpResponse:
    """Up, down, out, or left out of the report."""
    template = own_template(request, pk)
    path, seen = _path(request.POST.get("path", "")), request.POST.get("seen", "")
    by = request.user
    try:
        match request.POST.get("do"):
            case "up":
                saved = actions.move_block(template, path, seen=seen, step=-1, by=by)
            case "down":
                saved = actions.move_block(template, path, seen=seen, step=1, by=by)
            case "remove":
                saved = actions.remove_block(template, path, seen=seen, by=by)
            case "switch":
                saved = actions.switch_block(template, path, seen=seen, by=by)
            case _:
                raise Http404
    except actions.BlockChanged as changed:
        messages.error(
            request, f"{_who(changed)}刚改过这一段，没有动它。下面是最新的，请再看一遍。"
        )
        return redirect(template)
    messages.success(request, f"已保存，现在是第{saved.version}版。")
    query = f"?period={request.POST['period']}" if request.POST.get("period") else ""
    return redirect(f"{saved.get_absolute_url()}{query}#block-{path_text(path)}")


@require_http_methods(["GET", "POST"])
@requires(Permission.REFERENCE)
def block_edit(request: UserRequest, pk: int, number: str) -> HttpResponse:
    """The wording of one block, with the list of figures and what it comes to."""
    template = own_template(request, pk)
    path = _path(number)
    record = _block(template, path)
    form = BlockForm(
        _typed(request, record) if request.method == "POST" else None,
        record=record,
        translator=Translator(template.office),
        initial={"seen": records.digest_of(record)},
    )
    context: dict[str, Any] = {"template": template, "number": number, "form": form}
    if request.method == "POST" and request.POST.get("do") == "save" and form.is_valid():
        try:
            saved = actions.write_block(
                template,
                path,
                seen=form.cleaned_data["seen"],
                record=form.record,
                by=request.user,
            )
        except actions.BlockChanged as changed:
            return _conflict(request, context, changed)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已保存，现在是第{saved.version}版。")
            return redirect(f"{saved.get_absolute_url()}#block-{number}")
    return _block_page(request, context)


def _typed(request: UserRequest, record: Any) -> Any:
    """What was typed, with the figure or clause that a button puts into it."""
    data: Any = request.POST.copy()
    added = {"insert": data.get("token", ""), "clause": _CLAUSE, "zero": _ZERO}
    text = added.get(data.get("do", ""), "")
    if data.get("word") in WORDS:
        text = "{" + data["word"] + "}"
    if text:
        wordings = [one.name for one in KINDS[record["kind"]].fields if one.input == "wording"]
        into = data.get("into", "")
        into = into if into in wordings else next(iter(wordings), "")
        data[into] = data.get(into, "") + text
    return data


def _conflict(
    request: UserRequest, context: dict[str, Any], changed: actions.BlockChanged
) -> HttpResponse:
    """Both wordings on one page; saving again puts the person's own in place of the other."""
    form, template = context["form"], changed.template
    translator = Translator(template.office)
    context |= {"template": template, "who": _who(changed), "is_gone": changed.theirs is None}
    if changed.theirs is not None and changed.path is not None:
        context["theirs"] = parts_of(changed.theirs, translator)
        form.data = form.data.copy()
        form.data["seen"] = records.digest_of(changed.theirs)
    return _block_page(request, context, status=HTTPStatus.CONFLICT)


def _block_page(
    request: UserRequest, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    template, form, path = context["template"], context["form"], _path(context["number"])
    asked = request.POST if request.method == "POST" else request.GET
    periods = periods_for(template, today=timezone.localdate())
    period = chosen_period(asked.get("period", ""), periods)
    office = template.office
    context |= {"periods": periods, "period": period, "kind": form.kind}
    if form.wordings and office is not None:
        query, figure = asked.get("q", "").strip()[:40], asked.get("figure", "")
        narrowed = {name.removeprefix("by-"): asked[name] for name in asked if name[:3] == "by-"}
        context |= {
            "query": query,
            "lines": lines(query, office=office, period=period),
            "picked": picked(
                figure,
                narrowed,
                form=asked.get("form", ""),
                office=office,
                period=period,
                turns=[*records.turns_at(template.blocks, path), template.about],
            ),
            "words": WORDS,
            "into": [(name, form.fields[name].label) for name in form.wordings],
        }
    draft = form.draft() if form.is_bound else form.old
    if office is not None:
        context["written"] = preview_of_block(draft, path, template, office=office, period=period)
    return render(request, "reports/template_block.html", context, status=status)


def _who(changed: actions.BlockChanged) -> str:
    return str(changed.who or "有人")


def _path(text: str) -> Path:
    try:
        return records.read_path(text)
    except NoSuchBlock:
        raise Http404 from None


def _block(template: ReportTemplate, path: Path) -> Any:
    try:
        return records.block_at(template.blocks, path)
    except NoSuchBlock:
        raise Http404 from None
