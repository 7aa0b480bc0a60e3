"""What was signed on a leader's opinion: reports, and the corrections of reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from reports.models import Correction, Report, ReportEvent
from township_safety.organisation.models import LeaderOpinion, User

Paper = Report | Correction


def papers_under(
    opinions: Collection[LeaderOpinion], *, user: User
) -> defaultdict[int | None, list[Paper]]:
    """Under each opinion what this person may see."""
    found: defaultdict[int | None, list[Paper]] = defaultdict(list)
    for event in ReportEvent.objects.scoped_for(user).under_any(opinions):
        found[event.opinion_id].append(event.report)
    for correction in Correction.objects.scoped_for(user).under_any(opinions):
        found[correction.opinion_id].append(correction)
    return found
