"""The digest as an e-mail, by whatever backend the machine is set to; runs in the child process."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from township_safety.jobs import Refused

NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"
_SECONDS = 20


def server() -> dict[str, Any]:
    """What the child needs to know of the settings."""
    return {
        "backend": settings.EMAIL_BACKEND,
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "username": settings.EMAIL_HOST_USER,
        "password": settings.EMAIL_HOST_PASSWORD,
        "use_tls": settings.EMAIL_USE_TLS,
        "use_ssl": settings.EMAIL_USE_SSL,
        "timeout": _SECONDS,
        "file_path": settings.EMAIL_FILE_PATH,
        "sender": settings.DEFAULT_FROM_EMAIL,
    }


def post(told: dict[str, Any], to: list[str], subject: str, text: str) -> None:
    """Raises Refused, in words that may be shown."""
    told = dict(told)
    sender, backend = told.pop("sender"), told.pop("backend")
    if backend == NO_SERVER:
        raise Refused("没有设置邮件服务器，请系统管理员设置 EMAIL_URL")
    # Each by itself: nobody reads the mailboxes of the others.
    with get_connection(backend, **told) as connection:
        for one in to:
            message = EmailMessage(subject, text, sender, [one], connection=connection)
            try:
                message.send()
            except OSError:
                raise Refused("邮件没有发出，请核对邮件服务器和收件邮箱") from None
