"""Limits of a process on Windows, where a process cannot bind itself: a job object of the system."""

import subprocess
import sys

from data.importing.sandbox.limits import UploadLimits

_PROCESS_TIME, _ACTIVE_PROCESS, _PROCESS_MEMORY, _KILL_ON_CLOSE = 0x2, 0x8, 0x100, 0x2000
_EXTENDED = 9  # JobObjectExtendedLimitInformation
_PROCESSES = 2  # itself, and the reader of workbooks
_BASE_MB = 500  # committed by the program itself before it opens a file
_PER_SECOND = 10_000_000  # a hundred nanoseconds


def bind(process: "subprocess.Popen[bytes]", limits: UploadLimits) -> None:
    """Bind a process, before it is given a file, to limits of memory, time and processes it may start.

    Without effect on other systems, where the process binds itself (`limits.apply`).
    """
    if sys.platform != "win32":
        return
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = [
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class Extended(ctypes.Structure):
        _fields_ = [
            ("Basic", Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = kernel.CreateJobObjectW(None, None)
    bounds = Extended()
    bounds.Basic.LimitFlags = _PROCESS_TIME | _ACTIVE_PROCESS | _PROCESS_MEMORY | _KILL_ON_CLOSE
    bounds.Basic.PerProcessUserTimeLimit = limits.seconds * _PER_SECOND
    bounds.Basic.ActiveProcessLimit = _PROCESSES
    bounds.ProcessMemoryLimit = (limits.memory_mb + _BASE_MB) * 1_000_000
    job = wintypes.HANDLE(job)
    size = ctypes.sizeof(bounds)
    if not (
        kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(bounds), size)
        and kernel.AssignProcessToJobObject(job, wintypes.HANDLE(int(process._handle)))
    ):
        process.kill()  # nothing is opened without limits
        raise ctypes.WinError(ctypes.get_last_error())
    process._job = job  # closed with the process
