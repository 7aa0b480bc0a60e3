"""What every page of a story is held to: it fits, and axe finds nothing serious."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
_FITS = "document.documentElement.scrollWidth <= window.innerWidth"
_RUN = """async () => (await axe.run(document)).violations
  .filter((found) => ["serious", "critical"].includes(found.impact))
  .map((found) => found.id + ": " + found.help + " " + found.nodes.map((n) => n.html).slice(0, 3))
"""


def check_page(page: Page) -> None:
    # A click answers before the page that it leads to is there.
    page.wait_for_load_state()
    assert page.evaluate(_FITS), f"{page.url} is wider than the window"
    page.evaluate(_AXE)
    found = page.evaluate(_RUN)
    assert not found, f"{page.url}: {found}"
