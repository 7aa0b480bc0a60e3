"""What the frame of every page shows: the menu, the office, the version."""

import tomllib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 -- a context processor stands in HTTP

from township_safety.desk.navigation import menu
from township_safety.organisation.models import User
from township_safety.organisation.permissions import Permission


def navigation(request: HttpRequest) -> dict[str, Any]:
    """For TEMPLATES; quiet for people who are not signed in and for requests cut short."""
    user = getattr(request, "user", None)
    if not isinstance(user, User) or user.is_disabled:
        return {"navigation": [], "version": version()}
    return {
        "navigation": menu(user, path=request.path),
        "office_name": str(user.office or ""),
        "role_name": user.role_label,
        "may_find": user.may(Permission.VIEW),
        "version": version(),
    }


@cache
def version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])
