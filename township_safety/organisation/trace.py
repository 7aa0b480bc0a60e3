"""Where the present request comes from, for the log. Empty outside a request."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Trace:
    request_id: str = ""
    address: str | None = None


OUTSIDE = Trace()
current: ContextVar[Trace] = ContextVar("current_trace")
