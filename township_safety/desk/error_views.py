"""The error pages: Chinese, with the request's id to quote, and without the database."""

from django.http import HttpRequest, HttpResponse
from django.template import loader

Problem = Exception | None


def bad_request(request: HttpRequest, exception: Problem = None) -> HttpResponse:
    return _page(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Problem = None) -> HttpResponse:
    return _page(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Problem = None) -> HttpResponse:
    return _page(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, "500.html", status=500)


def _page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    # Rendered without the request: context processors may be what failed.
    context = {"request_id": getattr(request, "request_id", "")}
    return HttpResponse(loader.get_template(template).render(context), status=status)
