"""Gives each request an id that the log and the error pages quote."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from township_safety.organisation.trace import Trace, current


class RequestTraceMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        trace = Trace(request_id=secrets.token_hex(5), address=request.META.get("REMOTE_ADDR"))
        token = current.set(trace)
        request.request_id = trace.request_id  # type: ignore[attr-defined] -- for the error pages
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response.headers["X-Request-Id"] = trace.request_id
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response
