"""One warm child process for work that takes long or reads what strangers sent.

The child is limited in time, processor time and memory, runs one job at a time across all
processes of the machine that share the data folder, and is replaced after a number of jobs. It
runs plain functions, named "package.module:function", on values that can be pickled; it has no
database.
"""

import atexit
import fcntl
import importlib
import logging
import math
import multiprocessing
import os
import resource
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

# Seconds: for the child to start, and to wait until others' jobs are done.
START = 60.0
QUEUE = 120.0
# After so many jobs a new child gives the memory back.
JOBS_PER_CHILD = 100
MEGABYTE = 1024 * 1024


class JobFailed(Exception):
    """The work was not done; the message is for the person who asked for it."""


class JobTimeout(JobFailed):
    """It took too long and was stopped."""


class Refused(Exception):
    """Raised by a job's function whose message is meant for the person who asked."""


def run(function_path: str, *args: Any, timeout: float, memory_mb: int = 1024) -> Any:
    """The function's result; JobFailed or JobTimeout (seconds) when there is none."""
    with _turn():
        return _child.run(function_path, args, timeout=timeout, memory_mb=memory_mb)


def stop() -> None:
    """End the child; the next job starts another."""
    with _child.lock:
        _child.end()


class _Child:
    """This process's child, started at the first job. Only `run` under the lock touches it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.process: Any = None
        self.pipe: Connection | None = None
        self.jobs = 0

    def run(
        self, function_path: str, args: tuple[Any, ...], *, timeout: float, memory_mb: int
    ) -> Any:
        pipe = self._started()
        self.jobs += 1
        try:
            pipe.send((function_path, args, timeout, memory_mb))
            if not pipe.poll(timeout):
                self.end()
                raise JobTimeout(
                    f"超过{timeout:g}秒仍未完成，已停止。请缩小时间范围或减少内容后再试。"
                )
            outcome, value = pipe.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise JobFailed("处理过程意外中断，可能内容过多。请减少内容后再试。") from error
        if self.jobs >= JOBS_PER_CHILD or outcome == "memory":
            self.end()
        return _result(outcome, value, function_path)

    def _started(self) -> Connection:
        if self.pipe is not None and self.process.is_alive():
            return self.pipe
        self.end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), name="jobs", daemon=True)
        self.process.start()
        theirs.close()
        self.pipe, self.jobs = ours, 0
        if not ours.poll(START) or ours.recv() != "ready":
            self.end()
            raise JobFailed("处理进程没有启动，请稍后再试；若仍不行，请联系系统管理员。")
        return ours

    def end(self) -> None:
        if self.pipe is not None:
            self.pipe.close()
        if self.process is not None:
            self.process.kill()
            self.process.join(5)
        self.process = self.pipe = None

    def forget(self) -> None:
        """In a forked copy: the child belongs to the process that started it."""
        self.lock = threading.Lock()
        self.process = self.pipe = None


_child = _Child()
os.register_at_fork(after_in_child=_child.forget)
atexit.register(_child.end)


def _result(outcome: str, value: Any, function_path: str) -> Any:
    if outcome == "done":
        return value
    if outcome == "refused":
        raise JobFailed(value)
    if outcome == "memory":
        raise JobFailed("内容过多，超出内存上限。请缩小时间范围或减少内容后再试。")
    logger.error("Job %s failed:\n%s", function_path, value)
    raise JobFailed("处理时出错，已记入日志。请稍后再试；若仍不行，请联系系统管理员。")


@contextmanager
def _turn() -> Iterator[None]:
    """Alone among this process's threads and among all processes on the data folder."""
    limit = time.monotonic() + QUEUE
    if not _child.lock.acquire(timeout=QUEUE):
        raise JobFailed("前面的任务还没有完成，请稍后再试。")
    try:
        with (Path(settings.DATA_DIR) / "jobs.lock").open("a") as lock:
            while not _locked(lock.fileno()):
                if time.monotonic() > limit:
                    raise JobFailed("前面的任务还没有完成，请稍后再试。")
                time.sleep(0.05)
            yield
    finally:
        _child.lock.release()


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _serve(pipe: Connection) -> None:
    """The child: answer jobs until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe.send("ready")
    while True:
        try:
            function_path, args, timeout, memory_mb = pipe.recv()
        except EOFError:
            return
        _limit(timeout, memory_mb)
        pipe.send(_outcome(function_path, args))


def _limit(timeout: float, memory_mb: int) -> None:
    """Address space for this job, and processor time so that a job whose parent died ends too."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MEGABYTE, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + timeout) + 5
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _outcome(function_path: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    module, _, name = function_path.partition(":")
    try:
        return "done", getattr(importlib.import_module(module), name)(*args)
    except Refused as refusal:
        return "refused", str(refusal)
    except MemoryError:
        return "memory", ""
    except Exception:
        return "failed", traceback.format_exc()
