"""A form that the district handed down, taught, and filled for the last closed month."""

from __future__ import annotations

import io

from reports.handed_down import actions
from reports.handed_down.layout import Layout
from reports.handed_down.rules import TYPED, Rule
from reports.models import HandedForm
from township_safety.desk.demo.days import dice
from township_safety.desk.demo.ledger import backdate
from township_safety.desk.demo.township import Township
from township_safety.organisation.models import Village
from township_safety.periods import Period
from township_safety.spreadsheets import LaidCell, LaidRow, LaidSheet, Look, write_laid
from township_safety.spreadsheets.blanks import read_blank

_HEADS = ("排查隐患（处）", "已整改（处）", "未整改（处）", "整改率（%）", "备注")
_NAME = "各村（社区）安全隐患排查整治情况表"


def write_handed(place: Township) -> HandedForm:
    clerk = place.users["clerk"]
    villages = Village.objects.for_offices([place.office.pk]).counted()
    content = _blank([village.name for village in villages])
    # Our own file: no stranger made it, so it need not be read in the child.
    upload = actions.Upload(content, "附件2.xlsx", read_blank(content))
    form = actions.keep_form(upload, name=_NAME, sender="区安委办", office=place.office, by=clerk)
    actions.accept_suggestions(form, by=clerk)
    page = Layout(upload.blank).pages[0]
    last = len(_HEADS) + 1
    remarks = Rule(0, 4, last, page.sheet.rows - 2, last, kind=TYPED)
    actions.teach(form, rules=[remarks], by=clerk)
    month = Period.latest_closed(place.window.today, kind="month")
    filling = actions.begin(form, period=month, by=clerk)
    at = place.window.moment(place.window.last_day, dice("handed", month.code))
    backdate([form], "recorded_at", [at])
    backdate([filling], "recorded_at", [at])
    return form


def _blank(names: list[str]) -> bytes:
    width = len(_HEADS) + 1
    rows = [
        LaidRow([LaidCell(_NAME, Look.TITLE, colspan=width)]),
        LaidRow([LaidCell("填报单位（章）：　　　　填报日期：", Look.LINE, colspan=width)]),
        LaidRow([LaidCell(head, Look.HEAD) for head in ("村（社区）", *_HEADS)]),
    ]
    rows += [
        LaidRow([LaidCell(name, Look.NAME), *[LaidCell() for _ in _HEADS]])
        for name in [*names, "合计"]
    ]
    signed = "填表人：　　　　审核人：　　　　单位负责人："
    rows.append(LaidRow([LaidCell(signed, Look.LINE, colspan=width)]))
    target = io.BytesIO()
    write_laid([LaidSheet("附件2", rows, [18, 15, 15, 15, 13, 24])], target)
    return target.getvalue()
