"""抽查: hazards drawn by a number that is shown, so that the same draw can be made again."""

from __future__ import annotations

from random import Random
from typing import Any

from hazards.models import Hazard
from hazards.paper.catalogue import Chosen, chosen, own_listings
from township_safety.desk.archive.contents import Year

MOST = 20
SEEDS = 1_000_000


def fresh_seed() -> int:
    return Random().randrange(1, SEEDS)  # noqa: S311 -- a draw that anybody may repeat


def drawn(year: Year, *, number: int, seed: int) -> list[Hazard]:
    """The same year, number and seed give the same hazards while none is added or voided."""
    keys = list(year.hazards().order_by("pk").values_list("pk", flat=True))
    chance = Random(seed)  # noqa: S311 -- as above
    taken = chance.sample(keys, min(number, len(keys), MOST))
    rows = Hazard.objects.with_keys(taken).whole()
    by_key = {row.pk: row for row in rows}
    return [by_key[key] for key in taken]


def chain(hazard: Hazard) -> list[Chosen]:
    """Every paper of its life, in order: found, ordered, served, checked, watched, closed."""
    notices = [item.notice for item in reversed(hazard.notice_rows) if item.notice.is_in_force]
    rechecks: dict[Any, None] = dict.fromkeys(
        item.recheck for item in hazard.recheck_items.select_related("recheck__notice")
    )
    return [
        chosen("card", hazard),
        *(chosen(slug, notice) for notice in notices for slug in ("notice", "receipt")),
        *(chosen("extension", row) for row in hazard.deadlines.asked_for()),
        *(chosen("recheck", recheck) for recheck in rechecks),
        *(chosen("acceptance", row) for row in hazard.rectifications.all() if row.decided_on),
        *(chosen("listing", row) for row in own_listings(hazard)),
        *(chosen("referral", row) for row in hazard.referrals.all()),
    ]
