"""Two hazards of one site, found and put into a notice."""

import pytest

from hazards.models.classification import Grade
from tests.factories.hazards import make_hazard, make_notice, make_notice_kind
from tests.factories.organisation import make_office, make_user, make_village
from tests.factories.register import make_site
from tests.hazards.paper.printing import DUE, ISSUED
from township_safety.organisation.models import Role


@pytest.fixture
def office():
    return make_office(
        document_word="测安",
        government_name="测试镇人民政府",
        reports_to="测试县安委办",
        reviewing_body="测试县人民政府",
        court="测试县人民法院",
    )


@pytest.fixture
def clerk(office):
    return make_user(Role.CLERK, office)


@pytest.fixture
def site(office):
    village = make_village(office=office, name="某村")
    return make_site(
        office=office, village=village, name="某木器厂", address="某村3组", phone="13800001111"
    )


@pytest.fixture
def found(office, site, clerk):
    common = {"office": office, "site": site, "village": site.village, "by": clerk, "due_on": DUE}
    return [
        make_hazard(**common, description="配电箱前堆放杂物", measures="清理杂物"),
        make_hazard(
            **common,
            description="灭火器压力不足",
            measures="更换",
            grade=Grade.MAJOR,
            basis="某标准第3条",
        ),
    ]


@pytest.fixture
def township_kind():
    return make_notice_kind("rectification", number_word="整")


@pytest.fixture
def notice(found, site, township_kind):
    return make_notice(
        *found,
        kind=township_kind,
        site=site,
        village=site.village,
        addressee=site.name,
        inspector="某甲",
        inspector_number="010101",
        due_on=DUE,
        issued_on=ISSUED,
    )
