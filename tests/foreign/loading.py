"""An examined ledger brought in without a fault."""

from hazards.models import Hazard
from tests.foreign.ledgers import wrong
from township_safety.workbook.foreign import (
    bring_in,
)


def brought(examination, office, **options):
    assert wrong(examination) == {}
    assert [str(p) for p in examination.general] == []
    result = bring_in(examination, office=office, by=None, **options)
    assert result.is_loaded
    return list(Hazard.objects.order_by("pk"))
