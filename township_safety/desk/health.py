"""Whether the server can do its work: database, fonts and libraries, room on the disk."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.db import DatabaseError, connection

from township_safety.documents import health as documents

LEAST_FREE_BYTES = 200 * 1024 * 1024


def problems() -> list[str]:
    """One sentence per fault; empty when all is well."""
    found = list(documents.problems())
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        found.append("数据库连不上。")
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        found.append("磁盘剩余空间不足200MB。")
    return found
