"""A site whose file is sealed after an accident."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories.activities import make_accident
from township_safety.desk.models import SiteSeal
from township_safety.desk.sitefile.record import record_form
from township_safety.documents.model import digest, to_json
from township_safety.register.models import Site

MOMENT = datetime(2024, 3, 10, 6, 30, tzinfo=UTC)


def make_seal(site: Site, *, moment: datetime = MOMENT) -> SiteSeal:
    accident = make_accident(
        office=site.office,
        site=site,
        village=site.village,
        occurred_on=moment.date(),
        occurred_at=moment,
    )
    form = record_form(accident, site, moment=moment)
    return SiteSeal.objects.create(
        office=site.office,
        accident=accident,
        site=site,
        moment=moment,
        document=to_json(form),
        digest=digest(form),
    )
