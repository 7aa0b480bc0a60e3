"""What changes a template: every saved change is a new version, and says who made it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from reports.editing import records
from reports.editing.checks import MOST_BLOCKS, problems_in, problems_of
from reports.editing.records import Path, Record
from reports.models import ReportTemplate
from reports.wording import Translator
from township_safety.organisation import audit
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import Office, User
from township_safety.register.models import Sector

SETTINGS = (
    "name",
    "title",
    "period_kind",
    "period_word",
    "addressed",
    "addressee",
    "signature",
    "numbering",
    "heading_style",
    "rounding",
    "zeros",
    "sectors",
    "about",
    "closes_at",
    "covers_below",
)
_MOST_TEMPLATES = 200


class BlockChanged(Exception):
    """Somebody saved this block since the person opened it; nothing was written."""

    def __init__(self, template: ReportTemplate, path: Path | None) -> None:
        super().__init__("这一段刚被修改过")
        self.template, self.path = template, path
        self.theirs = records.block_at(template.blocks, path) if path is not None else None
        self.who = template.saved_by()


class SettingsChanged(Exception):
    """Somebody saved other settings since the person opened them; nothing was written."""

    def __init__(self, template: ReportTemplate) -> None:
        super().__init__("模板设置刚被修改过")
        self.template, self.who = template, template.saved_by()


def template_snapshot(template: Any) -> dict[str, Any]:
    """All that a composition asks of a template or of one of its versions, as plain data."""
    named = {name: getattr(template, name) for name in SETTINGS}
    named["closes_at"] = template.closes_at.isoformat() if template.closes_at else None
    return {"code": template.code, "version": template.version, **named, "blocks": template.blocks}


@transaction.atomic
def create_template(*, office: Office, name: str, period_kind: str, by: User) -> ReportTemplate:
    template = ReportTemplate(
        office=office,
        code=_free_code("own", office),
        name=name,
        period_kind=period_kind,
        title="{单位}" + name,
        order=_last_order(office),
    )
    return _save(template, by=by, note="新建", is_new=True)


@transaction.atomic
def copy_template(source: ReportTemplate, *, office: Office, by: User) -> ReportTemplate:
    """An own copy; what is shipped for all is never changed."""
    known = set(ReportTemplate.objects.kept_by(office).values_list("name", flat=True))
    name = f"{source.name[:70]}（本单位）"
    copies = (f"{source.name[:70]}（本单位{n}）" for n in range(2, _MOST_TEMPLATES))
    template = ReportTemplate.objects.get(pk=source.pk)
    template.pk = None
    template._state.adding = True
    template.office, template.copied_from, template.version = office, source, 1
    template.code = _free_code(source.code, office)
    template.name = name if name not in known else next(one for one in copies if one not in known)
    template.valid_from = template.valid_to = None
    return _save(template, by=by, note=f"复制自{source.name}", is_new=True)


@transaction.atomic
def change_settings(
    template: ReportTemplate, *, version: int, values: Mapping[str, Any], by: User
) -> ReportTemplate:
    """Raises SettingsChanged when somebody else changed other settings than their blocks."""
    locked = _locked(template)
    seen = locked.saved_version(version)
    if version != locked.version and _settings_of(seen) != _settings_of(locked):
        raise SettingsChanged(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    return _save(locked, by=by, note="修改设置")


@transaction.atomic
def write_block(
    template: ReportTemplate, path: Path, *, seen: str, record: Record, by: User
) -> ReportTemplate:
    """Replace the block that was seen as `seen`; raises BlockChanged when it is no longer so."""
    locked = _locked(template)
    where = _where(locked, path, seen)
    _demand_usable(record, where, locked)
    blocks = records.replaced(locked.blocks, where, record)
    return _save_blocks(locked, blocks, by=by, note=f"修改第{records.path_text(where)}段")


@transaction.atomic
def add_block(template: ReportTemplate, path: Path, *, record: Record, by: User) -> ReportTemplate:
    locked = _locked(template)
    _demand_usable(record, path, locked)
    record = _with_own_slot_names(record, locked.blocks)
    blocks = records.inserted(locked.blocks, path, record)
    return _save_blocks(locked, blocks, by=by, note=f"加入第{records.path_text(path)}段")


@transaction.atomic
def move_block(
    template: ReportTemplate, path: Path, *, seen: str, step: int, by: User
) -> ReportTemplate:
    locked = _locked(template)
    where = _where(locked, path, seen)
    blocks = records.moved(locked.blocks, where, by=step)
    return _save_blocks(locked, blocks, by=by, note=f"移动第{records.path_text(where)}段")


@transaction.atomic
def remove_block(template: ReportTemplate, path: Path, *, seen: str, by: User) -> ReportTemplate:
    locked = _locked(template)
    where = _where(locked, path, seen)
    blocks = records.removed(locked.blocks, where)
    return _save_blocks(locked, blocks, by=by, note=f"移出第{records.path_text(where)}段")


@transaction.atomic
def switch_block(template: ReportTemplate, path: Path, *, seen: str, by: User) -> ReportTemplate:
    """Leave a block out of the report, or take it in again; its wording stays."""
    locked = _locked(template)
    where = _where(locked, path, seen)
    record = dict(records.block_at(locked.blocks, where))
    note = "写入报告" if record.pop("off", False) else "不写入报告"
    if note == "不写入报告":
        record["off"] = True
    blocks = records.replaced(locked.blocks, where, record)
    note = f"第{records.path_text(where)}段{note}"
    return _save_blocks(locked, blocks, by=by, note=note)


@transaction.atomic
def restore_version(template: ReportTemplate, number: int, *, by: User) -> ReportTemplate:
    """What that version held becomes the newest version; those between stay to be seen."""
    locked = _locked(template)
    old = locked.saved_version(number)
    if old is None:
        raise Refused(f"没有第{number}版。")
    for name in (*SETTINGS, "blocks"):
        setattr(locked, name, getattr(old, name))
    return _save(locked, by=by, note=f"恢复第{number}版")


@transaction.atomic
def retire_template(template: ReportTemplate, *, on: date, by: User) -> ReportTemplate:
    """From that day on no new report is made of it; those that are there stay."""
    locked = _locked(template)
    locked.valid_to = on - timedelta(days=1)
    if locked.valid_from and locked.valid_from > locked.valid_to:
        locked.valid_from = locked.valid_to
    return _save(locked, by=by, note="停用")


@transaction.atomic
def reopen_template(template: ReportTemplate, *, by: User) -> ReportTemplate:
    locked = _locked(template)
    locked.valid_to = None
    return _save(locked, by=by, note="恢复使用")


@transaction.atomic
def change_sectors(template: ReportTemplate, *, code: str, step: str, by: User) -> ReportTemplate:
    """Take a sector in or leave it out, or move it in the order of the rounds."""
    locked = _locked(template)
    codes = [one for one in locked.sectors if one != code]
    place = locked.sectors.index(code) if code in locked.sectors else None
    if step == "add" and place is None and locked.office is not None:
        if not Sector.objects.available_to(locked.office).with_code(code).exists():
            raise Refused("没有这个行业，请刷新页面。")
        codes.append(code)
    elif step in ("up", "down") and place is not None:
        codes.insert(max(place + (-1 if step == "up" else 1), 0), code)
    elif step != "remove" or place is None:
        raise Refused("行业清单刚被修改过，请再看一遍。")
    locked.sectors = codes
    return _save(locked, by=by, note="修改行业和次序")


def _locked(template: ReportTemplate) -> ReportTemplate:
    locked = ReportTemplate.objects.select_for_update().get(pk=template.pk)
    if locked.is_shipped:
        raise Refused("系统自带的模板不能改，请先“复制为本单位模板”。")
    return locked


def _where(template: ReportTemplate, path: Path, seen: str) -> Path:
    where = records.found(template.blocks, path, seen)
    if where is not None:
        return where
    try:
        records.block_at(template.blocks, path)
    except records.NoSuchBlock:
        raise BlockChanged(template, None) from None
    raise BlockChanged(template, path)


def _demand_usable(record: Record, path: Path, template: ReportTemplate) -> None:
    """A check of what the form checked before: nothing unusable is ever kept."""
    if len(template.blocks) >= MOST_BLOCKS:
        raise Refused(f"一个模板最多{MOST_BLOCKS}段。")
    faults = problems_of(
        {**record, "blocks": []} if "blocks" in record else record, Translator(template.office)
    )
    if "blocks" in record and template.office is not None:
        faults += problems_in(record["blocks"], office=template.office)
    if faults:
        raise Refused(f"第{records.path_text(path)}段：" + "；".join(faults))


def _save_blocks(
    template: ReportTemplate, blocks: list[Record], *, by: User, note: str
) -> ReportTemplate:
    template.blocks = blocks
    return _save(template, by=by, note=note)


def _save(template: ReportTemplate, *, by: User, note: str, is_new: bool = False) -> ReportTemplate:
    if not is_new:
        template.version += 1
    template.sign_change(by, note=note)
    template.save()
    audit.record(
        "新建报告模板" if is_new else "修改报告模板",
        by=by,
        office=template.office_id,
        target=template,
        changes={"version": template.version, "note": note},
    )
    return template


def _settings_of(template: Any) -> dict[str, Any]:
    return {name: getattr(template, name, None) for name in SETTINGS}


def _free_code(wish: str, office: Office) -> str:
    taken = set(ReportTemplate.objects.available_to(office).values_list("code", flat=True))
    codes = (f"{wish[:34]}-{number}" for number in range(1, _MOST_TEMPLATES))
    for code in codes:
        if code not in taken:
            return code
    raise Refused(f"模板太多了，最多{_MOST_TEMPLATES}个，请先停用不用的。")


def _last_order(office: Office) -> int:
    orders = ReportTemplate.objects.available_to(office).values_list("order", flat=True)
    return max(orders, default=0) + 1


def _with_own_slot_names(record: Record, blocks: list[Record]) -> Record:
    """A passage of the library gets a name that the template does not have yet."""
    taken = {one["name"] for _, one in records.walk(blocks) if one.get("kind") == "slot"}
    if "blocks" in record:
        return {**record, "blocks": [_with_own_slot_names(one, blocks) for one in record["blocks"]]}
    if record.get("kind") != "slot" or record["name"] not in taken:
        return record
    names = (f"{record['name'][:50]}-{number}" for number in range(2, _MOST_TEMPLATES))
    return {**record, "name": next(name for name in names if name not in taken)}
