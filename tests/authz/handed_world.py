"""A handed-down form with an open filling and a frozen one, made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from reports.models import HandedFigure, HandedFilling, HandedForm
from tests.factories.files import make_photo
from township_safety.organisation.models import Office, User, Village

_LAYOUT = {
    "sheets": [{"title": "表", "widths": [10], "rows": 1, "cells": [{"row": 1, "column": 1}]}]
}


def make_handed_rows(office: Office, village: Village, clerk: User) -> dict[str, int]:
    file = make_photo(office=office, by=clerk)
    form = HandedForm.objects.create(
        office=office, name=f"下发表{village.pk}", file=file, layout=_LAYOUT
    )
    days: dict[str, Any] = {
        "first_day": date(2024, 3, 1),
        "last_day": date(2024, 3, 31),
        "period_label": "2024年3月",
        "period_kind": "month",
    }
    frozen = HandedFilling.objects.create(
        office=office,
        form=form,
        file=file,
        frozen_at=datetime(2024, 4, 1, tzinfo=UTC),
        frozen_by=clerk,
        kept={"layout": _LAYOUT, "cells": {}, "problems": []},
        **days,
    )
    HandedFigure.objects.create(
        filling=frozen,
        number=1,
        key="hazard.found",
        first_day=days["first_day"],
        last_day=days["last_day"],
        label="隐患.排查数",
        text="0",
        value={"number": 0},
        row_count=0,
    )
    opened = HandedFilling.objects.create(office=office, form=form, number=2, **days)
    return {"handed": form.pk, "handed_open": opened.pk, "handed_frozen": frozen.pk}
