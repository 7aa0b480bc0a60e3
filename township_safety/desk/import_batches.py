"""Writing a checked ledger as one batch, and taking a whole batch back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from hazards import undoing
from reports.models import Report
from township_safety.desk.import_work import SUMMARY, Work, text_of
from township_safety.desk.ledger_import import bring_in_ledger
from township_safety.desk.models import ImportBatch, ImportedRow, LedgerMapping
from township_safety.desk.registers import registers
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User
from township_safety.register.models import Site
from township_safety.workbook import LoadResult, sheet_for
from township_safety.workbook.foreign import Examination, RowOutcome, State, fingerprint
from township_safety.workbook.results import Written
from township_safety.workbook.sheets import has_field

CHUNK = 500
SHOWN_BLOCKERS = 20
HAZARDS, SITES = "hazards", "sites"
_SEPARATOR = "、"
_WRITTEN = frozenset({State.ADDED, State.CHANGED, State.DOUBLE, State.TWIN})


def bring_in_draft(
    work: Work, examination: Examination, *, by: User, accept_good: bool
) -> tuple[LoadResult, ImportBatch | None]:
    """Write what was examined, and the batch that knows every row, in one transaction."""
    made: list[ImportBatch] = []

    def remember(result: LoadResult) -> None:
        made.append(_batch(work, examination, result, by=by))

    result = bring_in_ledger(
        examination,
        office=work.office,
        by=by,
        name=work.draft.name,
        accept_good=accept_good,
        on_written=remember,
    )
    return result, made[0] if result.is_loaded else None


def _batch(work: Work, examination: Examination, result: LoadResult, *, by: User) -> ImportBatch:
    draft, found = work.draft, work.found
    batch = ImportBatch.objects.create(
        office=work.office,
        by=by,
        name=draft.name,
        table=found.title[:100],
        register=work.sheet.key,
        history_until=draft.history_until,
        counts={state.value: number for state, number in examination.counts.items()},
        former_names=_record_former_names(work, by=by),
    )
    written = {row.row: row for row in result.written if row.sheet == work.sheet.key}
    beside = [row for row in result.written if row.sheet != work.sheet.key]
    summaries = {line.number: line for line in examination.rows}
    rows = [_row(batch, row, written.get(row.number)) for row in summaries.values()]
    rows += [_beside(batch, row) for row in beside]
    ImportedRow.objects.bulk_create(rows, batch_size=CHUNK)
    LedgerMapping.objects.update_or_create(
        office=work.office,
        register=work.sheet.key,
        fingerprint=fingerprint(work.columns),
        defaults={"data": work.settlement.as_data(work.columns)},
    )
    return batch


def _row(batch: ImportBatch, row: RowOutcome, written: Written | None) -> ImportedRow:
    return ImportedRow(
        batch=batch,
        number=row.number,
        state=row.state.value,
        summary=str(written.instance)[:SUMMARY] if written is not None else "",
        text=text_of(row),
        register=batch.register if written is not None else "",
        uid=written.instance.uid if written is not None else None,
        is_new=written is not None and written.is_new,
    )


def _beside(batch: ImportBatch, written: Written) -> ImportedRow:
    title = sheet_for(written.sheet).title
    return ImportedRow(
        batch=batch,
        number=written.row,
        state=State.ADDED.value if written.is_new else State.CHANGED.value,
        summary=f"{title}：{written.instance}"[:SUMMARY],
        register=written.sheet,
        uid=written.instance.uid,
        is_new=written.is_new,
        is_beside=True,
    )


# -- 曾用名 ----------------------------------------------------------------------------------------


def _record_former_names(work: Work, *, by: User) -> list[list[str]]:
    """The ledger's other name for a site stays with the site: 记录号, before, after."""
    if "site" not in work.sheet.by_name:
        return []
    words: dict[str, list[str]] = {}
    for typed, ours in work.settlement.names.get("site", {}).items():
        if ours and typed != ours and _says(work, typed):
            words.setdefault(ours, []).append(typed)
    kept = []
    sites = Site.objects.for_offices([work.office]).counted().named(words)
    for site in sites:
        before = site.former_name
        for typed in words[site.name]:
            site.former_name = _with_name(site.former_name, typed)
        if site.former_name != before:
            _save_former_name(site, by=by)
            kept.append([str(site.uid), before, site.former_name])
    return kept


def _says(work: Work, typed: str) -> bool:
    """A remembered mapping knows names that this file may not hold."""
    position = work.settlement.targets().get("site")
    if position is None:
        return False
    return any(str(cells[position] or "").strip() == typed for _, cells in work.found.rows)


def _with_name(names: str, name: str) -> str:
    if not names:
        return name[: Site._meta.get_field("former_name").max_length]
    longer = f"{names}{_SEPARATOR}{name}"
    is_known = name in names.split(_SEPARATOR)
    return names if is_known or len(longer) > 100 else longer


def _save_former_name(site: Site, *, by: User) -> None:
    site._history_user = by  # type: ignore[attr-defined]  # noqa: SLF001 -- read by simple_history
    site.save(update_fields=["former_name"])


# -- taking back -----------------------------------------------------------------------------------


def blockers(batch: ImportBatch) -> list[str]:
    """Why the batch cannot be taken back: the first rows that were worked on or reported."""
    made = batch.rows.made()
    reasons: list[str] = []
    for key in sorted(set(made.order_by().values_list("register", flat=True))):
        rows = _instances(key, made.of_register(key))
        reasons += _blockers(batch, key, rows)
        if len(reasons) > SHOWN_BLOCKERS:
            break
    return reasons[:SHOWN_BLOCKERS]


def _blockers(batch: ImportBatch, key: str, rows: dict[UUID, Any]) -> Iterator[str]:
    keys = [row.pk for row in rows.values() if row.voided_at is None]
    if key == HAZARDS:
        for hazard, reason in undoing.worked_on(keys):
            yield f"隐患{hazard.number}：{reason}"
        if days := [hazard.found_on for hazard in rows.values()]:
            since = timezone.localdate(batch.recorded_at)
            for report in Report.objects.issued_with(batch.office, since=since, day=min(days)):
                yield f"{report}已经签发，其中可能有这些隐患"
    elif key == batch.register:
        model = sheet_for(key).model
        by_key = {row.pk: row for row in rows.values()}
        for changed in _changed(model, keys):
            yield f"{by_key[changed]}：导入之后修改过"
        for title, used in undoing.pointed_at(model, keys):
            yield f"{by_key[used]}：已有{title}与它关联"


def _changed(model: type[models.Model], keys: Sequence[int]) -> Iterator[int]:
    """Rows of a register that keeps versions, with more than the one of the import."""
    if not hasattr(model, "history"):
        return
    versions = model.history.model.objects
    for start in range(0, len(keys), CHUNK):
        counted = versions.filter(id__in=keys[start : start + CHUNK]).order_by().values("id")
        yield from (
            counted.annotate(n=models.Count("history_id"))
            .filter(n__gt=1)
            .values_list("id", flat=True)
        )


@transaction.atomic
def undo(batch: ImportBatch, *, by: User) -> int:
    """撤销本次导入: its new rows become void, names it gave go back. How many rows it took back.

    What it changed in rows that were there before stays. Raises Refused.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.is_undone:
        raise Refused("这次导入已经撤销过，不用再办。")
    if said := blockers(batch):
        raise Refused(f"不能撤销：{said[0]}。")
    made, number = batch.rows.made(), 0
    reason = f"撤销导入：{batch.name}"[:200]
    keys = set(made.order_by().values_list("register", flat=True))
    for key in sorted(keys, key=lambda key: key != batch.register):
        rows = _instances(key, made.of_register(key))
        number += _void(batch, key, rows, by=by, reason=reason)
    _give_names_back(batch, by=by)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["undone_at", "undone_by"])
    audit.record("撤销导入", by=by, office=batch.office, summary=f"{batch.name}：撤销 {number} 行")
    return number


def _void(batch: ImportBatch, key: str, rows: dict[UUID, Any], *, by: User, reason: str) -> int:
    keys = [row.pk for row in rows.values() if row.voided_at is None]
    if key == HAZARDS:
        return undoing.take_back(keys, by=by, reason=reason, mark=batch.pk)
    model = sheet_for(key).model
    if key != batch.register:  # entered beside: what others have begun to use stays
        used = {used for _, used in undoing.pointed_at(model, keys)}
        keys = [key for key in keys if key not in used]
    now = timezone.now()
    for start in range(0, len(keys), CHUNK):
        chunk = model._default_manager.filter(pk__in=keys[start : start + CHUNK])
        chunk.update(voided_at=now, voided_by=by, void_reason=reason)
        _rename(model, list(chunk), mark=batch.pk)
        if hasattr(model, "history"):
            model.history.bulk_history_create(
                list(chunk), batch_size=CHUNK, update=True, default_user=by,
                default_change_reason=reason,
            )  # fmt: skip
    return len(keys)


def _rename(model: Any, rows: Sequence[Any], *, mark: int) -> None:
    """A voided row still answers to its name; the corrected file must not find it by that."""
    if "name" not in getattr(model, "workbook_keys", ()):
        return
    suffix = undoing.UNDONE_MARK.format(mark)
    most = model._meta.get_field("name").max_length - len(suffix)
    for row in rows:
        row.name = f"{row.name[:most]}{suffix}"
    model._default_manager.bulk_update(rows, ["name"], batch_size=100)


def _give_names_back(batch: ImportBatch, *, by: User) -> None:
    """Only where nobody has changed the name since."""
    for uid, before, after in batch.former_names:
        site = Site.objects.with_uid(uid)
        if site is not None and site.former_name == after:
            site.former_name = before
            _save_former_name(site, by=by)


def _instances(key: str, rows: models.QuerySet[ImportedRow]) -> dict[UUID, Any]:
    model = sheet_for(key).model
    if not has_field(model, "voided_at"):
        return {}
    uids = list(rows.order_by("pk").values_list("uid", flat=True))
    found: dict[UUID, Any] = {}
    for start in range(0, len(uids), CHUNK):
        chunk: Any = model._default_manager.filter(uid__in=uids[start : start + CHUNK])
        found |= {row.uid: row for row in chunk}
    return found


def addresses(rows: Sequence[ImportedRow]) -> dict[UUID, str]:
    """Where the rows of a page can be looked at."""
    found: dict[UUID, str] = {}
    for key in {row.register for row in rows if row.uid}:
        uids = [row.uid for row in rows if row.register == key]
        keys = sheet_for(key).model._default_manager.filter(uid__in=uids)
        for uid, pk in keys.values_list("uid", "pk"):
            if key == HAZARDS:
                found[uid] = reverse("hazards:detail", args=[pk])
            elif key in registers():
                found[uid] = reverse("records:detail", args=[key, pk])
    return found
