"""What the office looked at: outings, whom they visited, what came of them."""

from inspections.models.lines import (
    Finding,
    OperationLine,
    OperationResult,
    OperationTarget,
    checked,
    not_checked,
    of_results,
    of_site_categories,
    of_violations,
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

__all__ = [
    "Finding",
    "Operation",
    "OperationLine",
    "OperationResult",
    "OperationTarget",
    "checked",
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
    "visiting",
    "with_experts",
    "with_findings",
    "with_partners",
]
