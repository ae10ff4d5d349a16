"""Have a file opened in a process of its own, and take what it answers.

On Linux one process holds the readers ready and forks for each file, in some milliseconds. Elsewhere a
process is started for each file, the next one ahead of time. Whatever ends such a process, or keeps it for
too long, refuses the file and nothing else.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO, Any, NamedTuple

import data
from data.errors import ImportRefused, UploadRefused
from data.importing.sandbox import protocol, windows
from data.importing.sandbox.limits import UploadLimits
from data.machine import read_settings
from data.text import N_, is_known
from geo.errors import BoundaryError, FrameError, Refused, RoadError

FORKS = sys.platform == "linux"
"""Whether one process forks for each file."""

_REFUSALS = {
    kind.__name__: kind for kind in (ImportRefused, UploadRefused, BoundaryError, FrameError, RoadError)
}
_COMMAND = [sys.executable, "-m", "data.importing.sandbox.server"]
_ROOT = Path(data.__file__).resolve().parents[1]
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_SECRET = ("PETITION_MAP_", "PG")  # what leads to the record, to its keys, or to a server of databases
_NO_PROCESS = N_("The program cannot start the process that opens files: start it anew")
_HELD = 256_000_000  # bytes of an answer that is kept as a whole

_free, _busy = threading.Condition(), list[None]()
"""Files that are being opened, as many as there are entries."""

_in_process: ContextVar[bool] = ContextVar("in_process", default=False)


class _Process(NamedTuple):
    """A process that opens one file: where to write, where to read, how to end it."""

    request: IO[bytes]
    answer: IO[bytes]
    end: Callable[[], None]


class Answer:
    """Parts of an answer, in their order: what JSON says, or bytes."""

    def __init__(self, process: _Process, file: str, limits: UploadLimits) -> None:
        self._process, self._file, self._limits = process, file, limits
        self._late = False
        self._size = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        kind, content = self._frame()
        self._size += len(content)
        if kind == protocol.END:
            raise StopIteration
        if kind == protocol.BYTES:
            return content
        if kind == protocol.JSON:
            return protocol.text(content)
        raise self._refusal(kind, content)

    def whole(self) -> Iterator[Any]:
        """The parts of an answer that is kept as a whole; refused where it grows too large."""
        for part in self:
            if self._size > _HELD:
                raise self._unreadable()
            yield part

    def part(self) -> Any:
        """The next part, which must be there."""
        try:
            return next(self)
        except StopIteration:
            raise self._unreadable() from None

    def _frame(self) -> tuple[bytes, bytes]:
        alarm = threading.Timer(self._limits.seconds, self._stop)
        alarm.daemon = True
        alarm.start()
        try:
            return protocol.receive(self._process.answer)
        except (protocol.BrokenAnswer, OSError):
            raise self._unreadable() from None
        finally:
            alarm.cancel()

    def _stop(self) -> None:
        self._late = True
        self._process.end()

    def _refusal(self, kind: bytes, content: bytes) -> Refused:
        if kind == protocol.REFUSED:
            told = protocol.text(content)
            if told.get("kind") in _REFUSALS and is_known(told.get("message")):
                return _REFUSALS[told["kind"]](told["message"], **told["values"])
        return self._unreadable()

    def _unreadable(self) -> UploadRefused:
        if self._late:
            return UploadRefused(
                "The file {file} was not read within {seconds} seconds, so it was given up: split it, or save"
                " it anew in the program it comes from",
                file=self._file,
                seconds=self._limits.seconds,
            )
        return UploadRefused(
            "The file {file} cannot be read: it makes its reader fail, or takes more than {memory} MB of"
            " memory or {seconds} seconds. Split it, or save it anew in the program it comes from",
            file=self._file,
            memory=self._limits.memory_mb,
            seconds=self._limits.seconds,
        )


@contextmanager
def opened(operation: str, path: Path, **options: Any) -> Iterator[Answer]:
    """Have an operation (`operations`) done with a file; at the end its process is gone.

    Raises
    ------
    UploadRefused
        It takes more than the limits allow, or ends its process; or too many others are being opened.
    SettingRefused
        A limit is set to what it cannot be.
    Refused
        As the operation does.
    """
    limits = read_settings(UploadLimits)
    with _turn(limits):
        yield from _opened(limits, operation, path, options)


def _opened(limits: UploadLimits, operation: str, path: Path, options: Mapping[str, Any]) -> Iterator[Answer]:
    process = _forked() if FORKS else _started()
    asked = {"operation": operation, "path": str(path.absolute()), "options": options}
    answer = Answer(process, path.name, limits)
    try:
        with contextlib.suppress(OSError):  # it has ended already; its answer will say so
            protocol.send_json(process.request, asked | {"limits": limits.model_dump()})
        yield answer
    finally:
        process.end()
        for stream in (process.request, process.answer):
            with contextlib.suppress(OSError):
                stream.close()


@contextmanager
def _turn(limits: UploadLimits) -> Iterator[None]:
    """Wait until few enough files are being opened."""
    with _free:
        if not _free.wait_for(lambda: len(_busy) < limits.at_once, timeout=limits.seconds):
            raise UploadRefused("Other files are being read just now: try again in a few minutes")
        _busy.append(None)
    try:
        yield
    finally:
        with _free:
            _busy.pop()
            _free.notify()


def warm() -> None:
    """Have a process ready soon, without waiting for it."""
    if is_in_process():
        return
    if FORKS:
        with _lock:
            _server()
    else:
        _spare()


def server_number() -> int | None:
    """Number of the process that forks; None where there is none."""
    return _servers[0][0].pid if _servers else None


@contextmanager
def in_process() -> Iterator[None]:
    """Open files in this process, without limits: for tests of the readers, and for nothing else."""
    token = _in_process.set(True)
    try:
        yield
    finally:
        _in_process.reset(token)


def is_in_process() -> bool:
    return _in_process.get()


# --- one process that forks -----------------------------------------------------------------------------

_lock = threading.Lock()
_servers: list[tuple["subprocess.Popen[bytes]", socket.socket]] = []


def _server() -> tuple["subprocess.Popen[bytes]", socket.socket]:
    """The process that forks, started where there is none."""
    if _servers and _servers[0][0].poll() is None:
        return _servers[0]
    _servers.clear()
    own, its = socket.socketpair()
    with its:
        process = subprocess.Popen(  # noqa: S603
            _COMMAND,
            stdin=its.fileno(),
            stdout=subprocess.DEVNULL,
            cwd=_ROOT,
            env=_environment(),
            start_new_session=True,
        )
    _servers.append((process, own))
    return _servers[0]


def _forked() -> _Process:
    from data.importing.sandbox.server import NUMBER

    for _ in range(2):  # once more, if the process that forks was ended meanwhile
        own, its = socket.socketpair()
        with its, _lock:
            with contextlib.suppress(OSError):
                _, control = _server()
                socket.send_fds(control, [b"f"], [its.fileno()])
                told = control.recv(NUMBER.size, socket.MSG_WAITALL)
                if len(told) == NUMBER.size:
                    break
            _servers.clear()  # it is ending, even if the system does not say yet that it has ended
        own.close()
    else:
        raise UploadRefused(_NO_PROCESS)

    def end() -> None:
        with contextlib.suppress(OSError):
            own.shutdown(socket.SHUT_RDWR)
        with _lock, contextlib.suppress(OSError):
            control.sendall(b"k" + told)

    request, answer = own.makefile("wb"), own.makefile("rb")
    own.close()  # the two hold it
    return _Process(request, answer, end)


# --- a process a file -----------------------------------------------------------------------------------

_spares: list["subprocess.Popen[bytes]"] = []


def _started() -> _Process:
    process = _spare()
    _spares.clear()
    threading.Thread(target=_spare, daemon=True).start()
    windows.bind(process, read_settings(UploadLimits))
    if process.stdin is None or process.stdout is None:
        raise AssertionError("a process without streams")
    try:
        protocol.receive(process.stdout)  # it has loaded what it needs, and its time begins
    except protocol.BrokenAnswer:
        raise UploadRefused(_NO_PROCESS) from None
    return _Process(process.stdin, process.stdout, process.kill)


def _spare() -> "subprocess.Popen[bytes]":
    """A process that waits for a request."""
    with _lock:
        if not _spares:
            process = subprocess.Popen(  # noqa: S603
                [*_COMMAND, "--once"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=_ROOT,
                env=_environment(),
            )
            _spares.append(process)
        return _spares[0]


def _environment() -> dict[str, str]:
    """That of this program, without what it knows of the record and its keys."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SECRET)}
    return kept | dict.fromkeys(_ONE_THREAD, "1")
