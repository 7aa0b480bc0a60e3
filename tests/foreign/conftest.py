"""An office whose villages and sites the foreign ledgers name."""

import pytest

from tests.factories.organisation import make_office, make_village
from tests.factories.register import (
    make_hazard_category,
    make_hazard_source,
    make_sector,
    make_site,
)


@pytest.fixture
def office():
    office = make_office()
    east = make_village(office=office, name="东村")
    west = make_village(office=office, name="西村")
    fire = make_sector("fire", name="消防")
    make_hazard_source("daily", name="日常检查")
    make_hazard_category("state", name="物的不安全状态")
    for name, village in (("广源超市", east), ("东村粮站", east), ("西村作坊", west)):
        make_site(office=office, name=name, village=village, sector=fire)
    return office
