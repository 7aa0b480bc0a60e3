"""导入台账: a ledger made elsewhere goes in, step by step, and can be taken back."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from township_safety.desk import import_batches, import_drafts, import_running
from township_safety.desk.import_drafts import Draft
from township_safety.desk.import_files import outcome_file, rows_file
from township_safety.desk.import_forms import LedgerForm, SettleForm, TableForm
from township_safety.desk.import_running import CHECK, CONFIRM, Run
from township_safety.desk.import_work import Outcome, Work, outcome_of, registers
from township_safety.desk.models import ImportBatch
from township_safety.jobs import JobFailed
from township_safety.organisation.actions import Refused
from township_safety.organisation.http import UserRequest, requires
from township_safety.organisation.models import Office
from township_safety.organisation.permissions import Permission
from township_safety.workbook import sheet_for
from township_safety.workbook.foreign import State, files, tables_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PASTED = "粘贴的内容"
NO_TABLE = "没有找到表格：表格要有一行列名（如 检查日期、单位名称、存在问题），下面是各行内容。"
MOVED = "已换成所选的表格，请核对各列。"
KEPT = "已保存，可以以后再接着办。"
UNSETTLED = "已保存。还有要确定的，请看下面。"
PAGE = 100
_REPEATED = {State.DOUBLE.value, State.TWIN.value}


@requires(Permission.IMPORT)
def imports(request: UserRequest) -> HttpResponse:
    """The entrance: a file or a block; what is unfinished; what was imported lately."""
    office = _office(request)
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = _taken_in(request, form, office)
        except JobFailed as problem:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(problem))
        else:
            return redirect("import_settle", draft.token)
    context = {
        "form": form,
        "drafts": import_drafts.unfinished(by=request.user, office=office),
        "batches": ImportBatch.objects.newest(office),
    }
    return render(request, "desk/imports.html", context)


@requires(Permission.IMPORT)
def import_settle(request: UserRequest, token: str) -> HttpResponse:
    """Which table, what becomes of its columns, what strange words mean."""
    office = _office(request)
    work = Work.of(_draft(request, token, office), office)
    sent = request.POST if request.method == "POST" else None
    table = TableForm(sent, work=work)
    if sent is not None and table.is_valid():
        moved = table.moves(work.draft, work)
        other = table.cleaned_data["table"] != work.draft.table
        form = SettleForm(sent, work=work)
        if moved or "reset_names" in sent or form.is_valid():
            if not moved:
                _settle(work, form, sent)
            work.draft.tables = len(work.tables)
            table.apply(work.draft, moved=moved, was_other_table=other)
            work.draft.save()
            if "next" in sent and not moved and Work.of(work.draft, office).is_ready:
                return redirect("import_preview", token)
            messages.info(request, MOVED if moved else KEPT if "again" in sent else UNSETTLED)
            return redirect("import_settle", token)
    else:
        form = SettleForm(sent, work=work) if sent is not None else SettleForm(work=work)
    return render(request, "desk/import_settle.html", _settling(work, table, form))


@requires(Permission.IMPORT)
def import_preview(request: UserRequest, token: str) -> HttpResponse:
    """What would become of every row. A long ledger is checked beside this page."""
    office = _office(request)
    draft = _draft(request, token, office)
    if request.method == "POST":
        _leave_out(draft, request.POST)
        return redirect("import_preview", token)
    if (answer := _told(request, draft)) is not None:
        return answer
    data = draft.outcome()
    if data is None:
        work = Work.of(draft, office)
        if not work.is_ready:
            return redirect("import_settle", token)
        Run(CHECK, draft, office, by=request.user).start(work)
        if (answer := _told(request, draft)) is not None:
            return answer
        data = draft.outcome()
    return render(
        request, "desk/import_preview.html", _previewing(request, draft, outcome_of(data))
    )


@requires(Permission.IMPORT)
@require_POST
def import_confirm(request: UserRequest, token: str) -> HttpResponse:
    """Import what was shown, no more and no less."""
    office = _office(request)
    draft = _draft(request, token, office)
    progress = import_running.progress_of(draft)
    if progress is None or not (progress.is_running or progress.result):
        run = Run(
            CONFIRM,
            draft,
            office,
            by=request.user,
            digest=request.POST.get("digest", ""),
            accept_good="accept_good" in request.POST,
        )
        work = Work.of(draft, office)
        if not work.is_ready:
            return redirect("import_settle", token)
        run.start(work)
    return redirect("import_preview", token)


@requires(Permission.IMPORT)
@require_POST
def import_drop(request: UserRequest, token: str) -> HttpResponse:
    draft = _draft(request, token, _office(request))
    progress = import_running.progress_of(draft)
    if progress is not None and progress.is_running:
        messages.error(request, "正在处理，请等它结束。")
        return redirect("import_preview", token)
    if "sure" not in request.POST:
        return redirect("import_settle", token)
    draft.drop()
    messages.success(request, f"已放弃“{draft.name}”，没有导入任何内容。")
    return redirect("imports")


@requires(Permission.IMPORT)
@require_GET
def import_rows(request: UserRequest, token: str) -> HttpResponse:
    """The ledger with the outcome of each row; ?marked the person's own file with comments."""
    office = _office(request)
    draft = _draft(request, token, office)
    work = Work.of(draft, office)
    if not work.is_ready:
        return redirect("import_settle", token)
    try:
        content, name = outcome_file(
            work, by=request.user, is_marked="marked" in request.GET, name=draft.name
        )
    except JobFailed as problem:
        messages.error(request, str(problem))
        return redirect("import_preview", token)
    return _file(content, name)


@requires(Permission.IMPORT)
@require_GET
def import_batch(request: UserRequest, pk: int) -> HttpResponse:
    """What came of an import, row by row."""
    batch = _batch(request, pk)
    state = request.GET.get("state", "")
    rows = batch.rows.shown().in_state(state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    links = import_batches.addresses(list(page))
    context = {
        "batch": batch,
        "register": sheet_for(batch.register).title,
        "tabs": _tabs(request.path, batch.counts, state),
        "page": page,
        "rows": [(row, links.get(row.uid) if row.uid else None) for row in page],
        "beside": batch.rows.beside(),
        "blockers": [] if batch.is_undone else import_batches.blockers(batch),
        "query": f"state={state}&" if state else "",
    }
    return render(request, "desk/import_batch.html", context)


@requires(Permission.IMPORT)
@require_GET
def import_batch_rows(request: UserRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    target = io.BytesIO()
    rows_file(batch, target)
    return _file(target.getvalue(), f"{Path(batch.name).stem}-导入结果.xlsx")


@requires(Permission.IMPORT)
@require_POST
def import_undo(request: UserRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    try:
        number = import_batches.undo(batch, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已撤销本次导入，作废 {number} 行。改好的文件可以重新导入。")
    return redirect(batch)


# -- taking in -------------------------------------------------------------------------------------


def _taken_in(request: UserRequest, form: LedgerForm, office: Office) -> Draft:
    """Read in the child and put aside. Raises JobFailed."""
    said = form.cleaned_data
    asked: dict[str, Any] = {
        "register": said["register"],
        "is_history": said["is_history"],
        "by": request.user,
        "office": office,
    }
    if not said["file"]:
        grids = _with_a_table(files.read_pasted(said["pasted"]), said["register"])
        return Draft.keep(grids, name=PASTED, file=None, **asked)
    with _on_disk(said["file"]) as path:
        grids = _with_a_table(files.read_file(path), said["register"])
        return Draft.keep(grids, name=said["file"].name, file=path, **asked)


def _with_a_table(grids: Any, register: str) -> Any:
    if not tables_of(grids, sheet_for(register)):
        raise JobFailed(NO_TABLE)
    return grids


@contextmanager
def _on_disk(file: Any) -> Iterator[Path]:
    """The child reads from a path; the name on disk is ours."""
    handle, name = tempfile.mkstemp()
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        yield path
    finally:
        path.unlink(missing_ok=True)


# -- settling and preview --------------------------------------------------------------------------


def _settle(work: Work, form: SettleForm, sent: QueryDict) -> None:
    settlement = work.settlement
    if "reset_names" in sent:
        settlement.names.clear()
        settlement.entered.clear()
    else:
        form.apply(enter_rest="enter_rest" in sent)
    settlement.left_out.clear()
    work.draft.is_settled = True
    work.keep()


def _settling(work: Work, table: TableForm, form: SettleForm) -> dict[str, Any]:
    draft, settlement = work.draft, work.settlement
    return {
        "draft": draft,
        "found": work.found,
        "register": work.sheet.title,
        "table": table,
        "settle": form,
        "problems": work.problems if draft.is_settled else [],
        "lacks_until": draft.is_settled and draft.is_history and draft.history_until is None,
        "decided": sum(map(len, (*settlement.names.values(), *settlement.entered.values()))),
        "open_columns": sum(line.is_open for line in form.column_lines),
    }


def _leave_out(draft: Draft, sent: QueryDict) -> None:
    """All repeated rows, or none; after that the ledger is checked anew."""
    data = draft.outcome()
    if data is None or not draft.settlement:
        return
    left_out = [n for n, state, *_ in data["rows"] if state in _REPEATED]
    draft.settlement["left_out"] = left_out if "leave_out" in sent else []
    draft.save()


def _previewing(request: UserRequest, draft: Draft, outcome: Outcome) -> dict[str, Any]:
    state = request.GET.get("state", "")
    page = Paginator(outcome.in_state(state), PAGE).get_page(request.GET.get("page"))
    return {
        "draft": draft,
        "outcome": outcome,
        "register": next(s.title for s in registers() if s.key == draft.register),
        "tabs": _tabs(request.path, outcome.counts, state),
        "page": page,
        "query": f"state={state}&" if state else "",
        "left_out": len(draft.settlement.get("left_out", [])),
        "may_mark": draft.file.exists() and files.is_workbook(draft.file),
    }


def _tabs(path: str, counts: dict[str, int], state: str) -> list[dict[str, Any]]:
    total = {"label": "全部", "url": path, "current": not state, "count": sum(counts.values())}
    return [
        total,
        *(
            {
                "label": word,
                "url": f"{path}?state={word}",
                "current": word == state,
                "count": number,
            }
            for word, number in counts.items()
            if number
        ),
    ]


def _told(request: UserRequest, draft: Draft) -> HttpResponse | None:
    """What a check or an import beside this page has to say; None when there is none."""
    progress = import_running.progress_of(draft)
    if progress is None:
        return None
    if progress.is_running:
        context = {"draft": draft, "progress": progress}
        page = render(request, "desk/import_progress.html", context)
        page.headers["Refresh"] = "3"
        return page
    if progress.result:
        return _done(request, draft, int(progress.result))
    said = progress.why_not
    import_running.forget(draft)
    if said:
        messages.error(request, said)
    return redirect("import_settle", draft.token) if said and progress.what == CHECK else None


def _done(request: UserRequest, draft: Draft, key: int) -> HttpResponse:
    import_running.forget(draft)
    if left := draft.go_on():
        text = f"导入完成。文件里还有 {left} 张工作表，在“导入台账”的“没有导完的”里接着导入。"
        messages.success(request, text)
    else:
        draft.drop()
        messages.success(request, "导入完成。")
    return redirect("import_batch", key)


# -- what is asked for -----------------------------------------------------------------------------


def _office(request: UserRequest) -> Office:
    office = request.user.office_for(Permission.IMPORT)
    if office is None:
        raise PermissionDenied
    return office


def _draft(request: UserRequest, token: str, office: Office) -> Draft:
    draft = import_drafts.find(token, by=request.user, office=office)
    if draft is None:
        raise Http404("没有这个待导入的台账")
    return draft


def _batch(request: UserRequest, pk: int) -> ImportBatch:
    """Of the whole office: a colleague may have to take back what somebody imported."""
    mine = ImportBatch.objects.for_offices([_office(request)])
    return get_object_or_404(mine.select_related("by", "undone_by", "office"), pk=pk)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
