"""The child process: limits, replacement, one job at a time."""

import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from township_safety import jobs

WORK = "tests.child_work:"


@pytest.fixture(autouse=True)
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    yield tmp_path
    jobs.stop()


def run(name, *args, timeout=20.0, **limits):
    return jobs.run(WORK + name, *args, timeout=timeout, **limits)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]


def test_it_runs_in_another_process_that_stays():
    first = run("pid")

    assert first != os.getpid()
    assert run("pid") == first
    assert run("echo", 1, "安", [None]) == (1, "安", [None])


def test_the_child_loads_no_more_than_it_needs():
    assert not run("imported", "weasyprint")
    assert not run("imported", "django.db")


def test_too_long_kills_the_child_and_the_next_job_works():
    victim = run("pid")
    with pytest.raises(jobs.JobTimeout, match="秒仍未完成"):
        run("spin", timeout=0.3)

    assert not alive(victim)
    assert run("pid") != victim


def test_a_failure_is_logged_and_told_without_details(caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(jobs.JobFailed) as failure:
        run("fail")

    assert "secret detail" not in str(failure.value)
    assert "处理时出错" in str(failure.value)
    assert "secret detail" in caplog.text
    assert run("echo", 1) == (1,)


def test_a_refusal_is_told_in_its_own_words():
    with pytest.raises(jobs.JobFailed, match="第3行：日期不对。"):
        run("refuse")


def test_memory_is_limited():
    with pytest.raises(jobs.JobFailed, match="超出内存上限"):
        run("devour", memory_mb=512)
    assert run("echo", 1) == (1,)


def test_a_child_that_dies_is_replaced():
    with pytest.raises(jobs.JobFailed, match="意外中断"):
        run("die")
    assert run("echo", 1) == (1,)


def test_a_child_that_died_between_jobs_is_replaced():
    os.kill(run("pid"), 9)
    time.sleep(0.2)

    assert run("echo", 1) == (1,)


def test_the_child_is_renewed_after_a_number_of_jobs(monkeypatch):
    jobs.stop()
    monkeypatch.setattr(jobs, "JOBS_PER_CHILD", 2)
    pids = [run("pid") for _ in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_threads_take_turns():
    done: list[tuple[int]] = []
    threads = [
        threading.Thread(target=lambda number=number: done.append(run("echo", number)))
        for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == [(number,) for number in range(6)]


def test_another_process_at_work_is_waited_for(data_dir, monkeypatch):
    """One job at a time on the machine, and an end to waiting."""
    holder = subprocess.Popen(  # noqa: S603 -- our own interpreter and script
        [
            sys.executable,
            "-c",
            "import fcntl, sys, time\n"
            f"file = open({str(data_dir / 'jobs.lock')!r}, 'a')\n"
            "fcntl.flock(file, fcntl.LOCK_EX)\n"
            "print('held', flush=True)\n"
            "time.sleep(30)",
        ],
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        monkeypatch.setattr(jobs, "QUEUE", 0.3)
        with pytest.raises(jobs.JobFailed, match="前面的任务还没有完成"):
            run("echo", 1)
    finally:
        holder.kill()
        holder.communicate()
    assert run("echo", 1) == (1,)


def test_a_busy_thread_is_waited_for(monkeypatch):
    run("echo", 1)
    monkeypatch.setattr(jobs, "QUEUE", 0.2)
    with jobs._child.lock, pytest.raises(jobs.JobFailed, match="前面的任务还没有完成"):
        run("echo", 1)


def test_a_child_that_does_not_start_is_told(monkeypatch):
    monkeypatch.setattr(jobs, "START", 0.0)
    with pytest.raises(jobs.JobFailed, match="没有启动"):
        run("echo", 1)


def test_a_forked_copy_forgets_the_child():
    """A server that forks its workers after a job must not share the child between them."""
    run("echo", 1)
    reader, writer = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.write(writer, b"forgot" if jobs._child.process is None else b"shared")
        os._exit(0)
    os.waitpid(copy, 0)
    os.close(writer)

    assert os.read(reader, 10) == b"forgot"
    os.close(reader)
    assert run("echo", 1) == (1,)


def test_an_orphan_ends_with_its_processor_time():
    """The child limits its own processor time, in case nobody is left to end it."""
    run("echo", 1, timeout=2)
    limits = Path(f"/proc/{run('pid', timeout=2)}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max cpu time")]

    assert int(line.split()[3]) < 60


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("refuse", ("refused", "第3行：日期不对。")), ("pid", ("done", os.getpid()))],
)
def test_outcomes(name, outcome):
    assert jobs._outcome(WORK + name, ()) == outcome


def test_the_outcome_of_a_failure_holds_its_trace():
    outcome, trace = jobs._outcome(WORK + "fail", ())

    assert outcome == "failed"
    assert "RuntimeError: secret detail" in trace
    assert jobs._outcome("tests.child_work:nothing", ())[0] == "failed"
