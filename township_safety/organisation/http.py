"""A request that has passed the sign-in, and the permission every view must declare."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from township_safety.organisation.models import Office, User
from township_safety.organisation.permissions import Permission

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class UserRequest(HttpRequest):
    """A request that has passed LoginRequiredMiddleware."""

    user: User


def requires(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[UserRequest, P], HttpResponse]],
    Callable[Concatenate[Any, P], HttpResponse],
]:
    """Every view names what it demands; a test fails for a view that names nothing."""

    def decorate(
        view: Callable[Concatenate[UserRequest, P], HttpResponse],
    ) -> Callable[Concatenate[Any, P], HttpResponse]:
        @wraps(view)
        def checked(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]  # read by the test
        return cast(Callable[Concatenate[Any, P], HttpResponse], checked)

    return decorate


def for_everyone(view: V) -> V:
    """For pages that any signed-in person may use: the own password, the help."""
    view.permission = None  # type: ignore[attr-defined]  # read by the test
    return view


def own_office(request: UserRequest) -> Office:
    """The office the person works for; without one there is nothing to show."""
    if request.user.office is None:
        raise PermissionDenied
    return request.user.office
