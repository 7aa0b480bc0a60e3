"""What the office looked at: outings, whom they visited, what came of them."""

from inspections.models.checklists import Checklist, ChecklistAnswer, ChecklistItem
from inspections.models.clearances import Clearance, ClearanceItem
from inspections.models.lines import (
    Finding,
    OperationLine,
    OperationResult,
    OperationTarget,
    checked,
    found_by,
    not_checked,
    of_results,
    of_site_categories,
    of_violations,
    seen_between,
    visiting,
    with_findings,
)
from inspections.models.operations import (
    Operation,
    in_campaigns,
    in_key_periods,
    joint,
    led_by,
    of_category,
    on_days,
    with_experts,
    with_partners,
)
from inspections.models.sending import Sending

__all__ = [
    "Checklist",
    "ChecklistAnswer",
    "ChecklistItem",
    "Clearance",
    "ClearanceItem",
    "Finding",
    "Operation",
    "OperationLine",
    "OperationResult",
    "OperationTarget",
    "Sending",
    "checked",
    "found_by",
    "in_campaigns",
    "in_key_periods",
    "joint",
    "led_by",
    "not_checked",
    "of_category",
    "of_results",
    "of_site_categories",
    "of_violations",
    "on_days",
    "seen_between",
    "visiting",
    "with_experts",
    "with_findings",
    "with_partners",
]
