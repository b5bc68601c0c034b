"""What processes cost, as Linux tells it: memory, open files, processor time."""

from __future__ import annotations

import ctypes
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that is over: processor seconds, most memory in MB, most open files seen."""

    cpu_s: float
    peak_mb: float
    files: int


def adopt_orphans() -> None:
    """Become the parent of whatever our children leave behind, to be told what it cost."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> list[int]:
    """The processes whose parent is this one."""
    thread = threading.main_thread().native_id
    return [int(pid) for pid in Path(f"/proc/self/task/{thread}/children").read_text().split()]


def wait_for(pid: int) -> Ended:
    """Wait for a child, looking at its open files meanwhile."""
    files = 0
    while True:
        files = max(files, open_files(pid))
        gone, _, usage = os.wait4(pid, os.WNOHANG)
        if gone:
            return Ended(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, files)
        time.sleep(0.005)


def open_files(pid: int) -> int:
    """How many files a process has open; 0 when it is over."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - nothing is made of the names
    except OSError:
        return 0


def memory_mb(pid: int) -> float:
    """The memory that a process has now."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def cpu_s(pid: int) -> float:
    """The processor time that a process has had so far, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def wakeups(pid: int) -> int:
    """How often a process has gone to sleep so far, and so been woken."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])
