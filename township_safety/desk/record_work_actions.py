"""Entering a row from the short form together with its proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from township_safety.activities.attaching import attach
from township_safety.desk import actions
from township_safety.desk.forms import LedgerForm
from township_safety.desk.record_work_forms import ProofForm
from township_safety.desk.register_lines import LineFormSet
from township_safety.organisation.actions import Refused
from township_safety.organisation.models import User


@transaction.atomic
def enter(form: LedgerForm, *, lines: Sequence[LineFormSet], proof: ProofForm, by: User) -> Any:
    """The row with its files, or neither. Raises Refused when a file cannot be kept."""
    row = actions.add_entry(form, lines=lines, by=by)
    stored, problems = proof.stored(row.office, by=by)
    if problems:
        raise Refused("；".join(problems))
    if stored:
        purpose = proof.cleaned_data["purpose"]
        attach(row, files=stored, purpose=purpose, note="", by=by)
    return row
