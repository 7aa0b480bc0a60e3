"""The address of each page for a row of each office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse

from tests.authz.outgoing_world import KEYED_OUTGOING
from tests.authz.paper_addresses import paper_address
from tests.authz.world import KEY, Rows


def _named(name: str, *keys: str, **query: str) -> Callable[[Rows], str]:
    """The address with the keys of the rows at that place; a key in quotes stands for itself."""

    def address(rows: Rows) -> str:
        args = [key[1:] if key.startswith("=") else rows.keys[key] for key in keys]
        return reverse(name, args=args, query=query or None)

    return address


def _in_office(name: str, *keys: str, **query: str) -> Callable[[Rows], str]:
    def address(rows: Rows) -> str:
        return reverse(
            name,
            args=[key[1:] if key.startswith("=") else rows.keys[key] for key in keys],
            query={**query, "office": rows.office.pk},
        )

    return address


def _registered(name: str, group: list[str], *, has_row: bool) -> list[Callable[[Rows], str]]:
    return [_named(name, f"={key}", *([key] if has_row else [])) for key in group]


_REGISTERS = {"records:list": False, "records:new": False}
_REGISTERS |= dict.fromkeys(
    ("records:detail", "records:edit", "records:void", "records:attach"), True
)
_KEYED: dict[str, tuple[str, ...]] = {
    "hazards:detail": ("hazard",),
    "hazards:edit": ("hazard",),
    "hazards:amend": ("rectified", "rectification"),
    "hazards:consultation": ("consultation",),
    "hazards:consult_hold": ("consultation",),
    "hazards:consult_edit": ("consultation",),
    "hazards:consult_void": ("consultation",),
    **dict.fromkeys(
        (f"inspections:clearance{step}" for step in ("", "_add", "_hold", "_edit", "_void")),
        ("clearance",),
    ),
    "inspections:clearance_drop": ("clearance", "clearance_line"),
    "hazards:photo_add": ("hazard",),
    "hazards:photo_withdraw": ("hazard", "photo"),
    "hazards:count": ("count",),
    "hazards:count_edit": ("count",),
    "hazards:count_follow": ("count",),
    "hazards:count_void": ("count",),
    "hazards:notice": ("notice",),
    "hazards:notice_edit": ("notice",),
    "hazards:notice_recheck": ("notice",),
    "hazards:site_recheck": ("sites",),
    "hazards:recheck": ("recheck",),
    "hazards:recheck_again": ("recheck",),
    "hazards:recheck_edit": ("recheck",),
    "hazards:notice_void": ("notice",),
    "finding_new": ("operations",),
    "inspections:outing": ("operations",),
    "inspections:choose": ("operations",),
    "inspections:visit": ("operations", "target"),
    "inspections:checklist": ("checklist",),
    "inspections:checklist_edit": ("checklist",),
    "inspections:item_new": ("checklist",),
    "inspections:item_edit": ("checklist", "item"),
    "record_short": ("=meetings",),
    "attachment_withdraw": ("attachment",),
    "attendance": ("=meetings", "meetings"),
    "attendance_expected": ("=meetings", "meetings"),
    "proof_pdf": ("=meetings", "meetings", "=sign-in"),
    "proof_word": ("=meetings", "meetings", "=sign-in"),
    "letter": ("letter_year", "=responsibility", "letter_kind"),
    "letter_pdf": ("letter_year", "=responsibility", "letter_kind"),
    "letter_word": ("letter_year", "=responsibility", "letter_kind"),
    "village_sheet_excel": ("villages",),
    "village_sheet_pdf": ("villages",),
    "village_sheet_back": ("villages",),
    "accident_report": ("accidents",),
    "informant": ("public_reports",),
    "informant_edit": ("public_reports",),
    "informant_answer": ("public_reports",),
    "informant_pay": ("public_reports",),
    "report_confine": ("public_reports",),
    "task_new": ("meetings",),
    "task_edit": ("task",),
    "task_done": ("task",),
    "task_void": ("task",),
    "file": ("file",),
    "file_thumbnail": ("file",),
    "reference_edit": ("=sector", "sector"),
    "reference_list": ("=sector",),
    "reference_new": ("=sector",),
    "holiday_edit": ("holiday",),
    "account_edit": ("account",),
    "account_reset": ("account",),
    "account_disable": ("account",),
    "account_enable": ("account",),
    "campaign": ("campaigns",),
    "key_period": ("key_periods",),
    "plan_evidence": ("plan_items",),
    **dict.fromkeys(("feedback", "feedback_paste"), ("feedbacks",)),
    "feedback_hazard": ("feedback_problems",),
    **dict.fromkeys(("site_file", "site_file_pdf"), ("sites",)),
    "map_place": ("=site", "sites"),
    "seal_new": ("accidents",),
    **dict.fromkeys(("seal_pdf", "seal_lift"), ("seal",)),
    **dict.fromkeys(
        (f"archive_{page}" for page in ("year", "begin", "section_new", "missing", "build")),
        ("=2024",),
    ),
    **dict.fromkeys(("archive_section", "archive_add"), ("archive_section",)),
    **dict.fromkeys(("archive_draw", "archive_draw_pdf"), ("=2024",)),
    "archive_download": ("=2024", "=pdf"),
    "todo": ("=overdue",),
    **dict.fromkeys(("digest_channel", "digest_send"), ("channel",)),
    "delivery_again": ("delivery",),
    "score_rows": ("villages", "=closure"),
    **dict.fromkeys(("score_sheet", "score_withdraw"), ("score_sheet",)),
    "score_sheet_rows": ("score_sheet", "score", "=closure"),
    "duty": ("duties",),
    "duty_rows": ("duties",),
    "handover": ("handover",),
    "handover_pdf": ("handover",),
    **dict.fromkeys(("import_settle", "import_preview", "import_confirm"), ("draft",)),
    **dict.fromkeys(("import_drop", "import_rows"), ("draft",)),
    **dict.fromkeys(("import_batch", "import_batch_rows", "import_undo"), ("batch",)),
    "workbook_preview": ("token",),
    "workbook_confirm": ("token",),
    "workbook_rejected": ("token",),
    "reports:template": ("template",),
    "reports:template_copy": ("template",),
    "reports:template_retire": ("template",),
    "reports:template_settings": ("template",),
    "reports:template_sectors": ("template",),
    "reports:template_versions": ("template",),
    "reports:template_version": ("template", "=1"),
    "reports:template_add": ("template",),
    "reports:template_step": ("template",),
    "reports:template_block": ("template", "=1"),
    "reports:snippet_edit": ("snippet",),
    "reports:slot_snippet": ("report",),
    "reports:slot_confirm": ("report",),
    "reports:detail": ("report",),
    "reports:review_draft": ("report",),
    "reports:days": ("report",),
    "reports:slot": ("report",),
    "reports:pdf": ("report",),
    "reports:annex": ("report",),
    "reports:text": ("report",),
    "reports:approval_pdf": ("report",),
    "reports:approval_word": ("report",),
    "reports:issuing": ("report",),
    "reports:step": ("report", "=submit"),
    "reports:issued_figure": ("issued", "=1"),
    "reports:issued_figure_rows": ("issued", "=1"),
    **{
        f"reports:{name}": ("issued",)
        for name in ("changes", "versions", "bridge", "reconciliation")
    },
    "reports:reconciliation_excel": ("issued",),
    "reports:word": ("report",),
    "reports:layout": ("report",),
    "reports:number": ("report",),
    **{
        f"reports:handed_{name}": ("handed",)
        for name in ("form", "teach", "renew", "rename", "retire", "begin")
    },
    "reports:handed_filling": ("handed_open",),
    **KEYED_OUTGOING,
    **dict.fromkeys(
        ("reports:handed_freeze", "reports:handed_drop", "reports:handed_file"),
        ("handed_frozen",),
    ),
    "reports:handed_figure": ("handed_frozen", "=1"),
    "reports:prior_edit": ("prior",),
    "reports:prior_void": ("prior",),
    "reports:open_latest": ("=monthly",),
    "reports:figure": (f"={KEY}",),
    "reports:past_figure": (f"={KEY}",),
    "reports:past_hazard": ("hazard",),
    **dict.fromkeys(
        ("reports:statistics_table", "reports:statistics_pdf", "reports:statistics_excel"),
        ("=sectors",),
    ),
    "reports:figure_rows": (f"={KEY}",),
    "help_page": ("=start",),
    "share": ("=overview",),
    "hazards:view_drop": ("view",),
    "opinion": ("opinion",),
    "opinion_scan": ("opinion",),
    "opinion_confirm": ("opinion",),
    "opinion_dispute": ("opinion",),
    "opinion_settle": ("opinion",),
    "scan_match": ("scan",),
    "scan_drop": ("scan",),
    "scan_unmatch": ("signed",),
    "printed_form": ("printed",),
    "printed_form_excuse": ("printed",),
    "number_block": ("block",),
    "number_cancel": ("number",),
    **dict.fromkeys(("station_enter", "station_sheet", "station_sheet_back"), ("station",)),
    "finding_untie": ("finding",),
    "station_contacts": ("station",),
    "station_figure": ("station_figure",),
    "station_figure_void": ("station_figure",),
}
_QUERY = {name: {"sheet": "villages"} for name in ("workbook_template", "workbook_export")} | {
    name: {"first": "2024-03-01", "last": "2024-03-31"}
    for name in ("reports:figure", "reports:figure_rows")
}
_QUERY["reports:prior_month"] = {"month": "2024-03"}


def addresses(entry: str, groups: dict[str, list[str]]) -> Iterator[Callable[[Rows], str]]:
    """`entry` is the name of an address; behind @ stands which of its kind, or whose office."""
    name, _, which = entry.partition("@")
    if which == "office":
        yield _in_office(name, *_KEYED.get(name, ()), **_QUERY.get(name, {}))
    elif name in _REGISTERS:
        yield from _registered(name, groups[which], has_row=_REGISTERS[name])
    elif name == "hazards:act":
        key = "rectified" if which in {"pass", "fail"} else "hazard"
        yield _named(name, key, f"={which}")
    elif name == "hazards:notice_step":
        yield _named(name, "notice", f"={which}")
    elif (address := paper_address(name, which)) is not None:
        yield address
    elif name in {"hazards:several_done", "hazards:bulk"}:
        args = [which] if which else []
        yield lambda rows: reverse(name, args=args, query={"hazards": rows.keys["hazard"]})
    elif name == "lookup":
        yield _named(name, f"={which}")
    else:
        yield _named(name, *_KEYED.get(name, ()), **_QUERY.get(name, {}))
