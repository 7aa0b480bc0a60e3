"""The server's settings; what differs between machines comes from the environment."""

import os
from typing import Any

from township_safety.documents import health

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
wsgi_app = "township_safety.wsgi:application"
# A fixed number of threads: each keeps one database connection.
worker_class = "gthread"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
# A page that prints a report may take a minute; its own limit ends it before this one.
timeout = 120
graceful_timeout = 30
loglevel = "warning"
errorlog = "-"
accesslog = "-" if os.environ.get("ACCESS_LOG") else None


def on_starting(server: Any) -> None:
    for sentence in health.problems():
        server.log.warning(sentence)


def when_ready(server: Any) -> None:
    host = bind.rpartition(":")[0]
    if host == "0.0.0.0":  # noqa: S104 -- compared, not bound
        # Only the names in ALLOWED_HOSTS are answered.
        allowed = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
        host = "127.0.0.1" if allowed in ("", "*") else allowed
    address = f"http://{host}:{bind.rpartition(':')[2]}/"
    print(f"已启动，请用浏览器打开 {address}（按 Ctrl+C 停止）", flush=True)  # noqa: T201 -- for the person at the terminal
