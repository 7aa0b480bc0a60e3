"""停产停业、关停、拆除、恢复生产: the 经营状态 in the register of sites should say so, too."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from inspections.models import Operation
from township_safety.desk.registers import may_write, registers
from township_safety.organisation.models import User
from township_safety.register.models import Site

_STATES = {
    "suspension": Site.OperatingStatus.SUSPENDED,
    "closure": Site.OperatingStatus.CLOSED,
    "demolition": Site.OperatingStatus.DEMOLISHED,
    "resumption": Site.OperatingStatus.OPERATING,
}


@dataclass(frozen=True)
class Restatement:
    site: Site
    measure: str
    state: str
    url: str


def to_restate(operation: Operation, *, by: User) -> list[Restatement]:
    """Sites whose state differs from what was done, unless it was stated on a later day."""
    if not may_write(by, registers()["sites"], office=operation.office):
        return []
    found: dict[int, Restatement] = {}
    for result in operation.results.counted().of_results(list(_STATES)).against_sites():
        site, state = result.site, _STATES[result.kind.code]
        assert site is not None  # noqa: S101 -- against_sites
        is_later = site.status_on is not None and site.status_on > operation.on
        if site.operating_status != state and not is_later:
            url = reverse("records:edit", args=["sites", site.pk])
            found[site.pk] = Restatement(site, str(result.kind), state.label, url)
    return list(found.values())
