"""The error pages come without database and quote the request's id."""

import re

import pytest
from django.template.loader import get_template

from township_safety.desk import error_views

VIEWS = {
    400: error_views.bad_request,
    403: error_views.permission_denied,
    404: error_views.page_not_found,
    500: error_views.server_error,
}
PAGES = ["400", "403", "403_csrf", "404", "405", "413", "429", "500"]


@pytest.mark.parametrize("status", VIEWS)
def test_error_page_quotes_the_request(rf, status):
    request = rf.get("/")
    request.request_id = "3f9a1c07be"

    response = VIEWS[status](request)

    assert response.status_code == status
    assert "3f9a1c07be" in response.content.decode()


def test_refused_token_is_explained(rf):
    response = error_views.csrf_failure(rf.post("/"), reason="CSRF token missing.")

    assert response.status_code == 403
    assert "重新提交" in response.content.decode()
    assert "missing" not in response.content.decode()


def test_page_comes_without_an_id(rf):
    assert "编号：" not in error_views.bad_request(rf.get("/")).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_error_page_speaks_to_people(page):
    text = re.sub(r"<[^>]+>", "", get_template(f"{page}.html").render({}))

    assert re.search(r"[\u4e00-\u9fff]", text)
    assert not re.search(r"(?i)traceback|exception|django|csrf|error|http|服务器", text)


@pytest.mark.parametrize("page", PAGES)
def test_error_page_has_a_way_back(page):
    assert 'href="/"' in get_template(f"{page}.html").render({})
