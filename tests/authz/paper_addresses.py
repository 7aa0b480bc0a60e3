"""Addresses of the forms on paper, for a row of each kind."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

_SINGLE = {
    f"{app}:{name}"
    for app in ("hazards", "inspections")
    for name in ("paper", "paper_pdf", "paper_word")
} | {f"inspections:clearance_paper{ending}" for ending in ("", "_pdf", "_word")}
_ROWS = {
    "record": "target",
    "card": "hazard",
    "receipt": "notice",
    "acceptance": "rectification",
    "clearance-list": "clearance",
}


def paper_address(name: str, which: str) -> Callable[[Any], str] | None:
    """`which` is the form; it names its row unless _ROWS says another."""
    key = _ROWS.get(which, which)
    if name in _SINGLE:
        return lambda rows: reverse(name, args=[which, rows.keys[key]])
    if name == "hazards:papers_pdf":
        return lambda rows: reverse(name, args=[which], query={"rows": rows.keys[key]})
    if name == "hazards:recheck_number":
        return lambda rows: reverse(name, args=[rows.keys["recheck"]])
    return None
