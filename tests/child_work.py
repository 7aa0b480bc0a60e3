"""Work for the child process in tests: jobs name their function by its path."""

import os
import sys
import time

from township_safety.jobs import Refused


def echo(*values):
    return values


def pid():
    return os.getpid()


def sleep(seconds):
    time.sleep(seconds)


def spin():
    while True:
        pass


def fail():
    raise RuntimeError("secret detail")


def refuse():
    raise Refused("第3行：日期不对。")


def devour():
    return len(bytearray(4 * 1024**3))


def die():
    os._exit(3)


def imported(name):
    return name in sys.modules
