"""The process in which files are opened: it holds the readers ready, and forks for each file.

``python -m data.importing.sandbox.server`` is started by `client` with a socket as its standard input. For
each letter ``f`` that comes with a socket of its own, it forks and answers with the number of the fork, which
reads one request from that socket and answers it. Letter ``k`` and a number: end that fork and all that it
started. With ``--once`` it answers one request of standard input to standard output, and ends.
"""

import contextlib
import logging
import os
import signal
import socket
import struct
import sys
import traceback
from pathlib import Path
from typing import IO

from data.importing.sandbox import limits, protocol
from data.importing.sandbox.limits import UploadLimits
from data.importing.sandbox.operations import OPERATIONS
from geo.errors import Refused

NUMBER = struct.Struct("!i")


def main() -> None:
    if "--once" in sys.argv:
        protocol.send(sys.stdout.buffer, protocol.READY)
        answer(sys.stdin.buffer, sys.stdout.buffer)
    elif sys.platform != "win32":
        _serve(socket.socket(fileno=0))


def _serve(control: socket.socket) -> None:
    forks: set[int] = set()
    while True:
        letter, sockets, _, _ = socket.recv_fds(control, 1, 1)
        _bury(forks)
        if not letter:
            break
        if letter == b"k":
            (number,) = NUMBER.unpack(control.recv(NUMBER.size, socket.MSG_WAITALL))
            if number in forks:
                _end(number)
            continue
        number = os.fork()
        if not number:
            control.close()
            _fork(sockets[0])
        forks.add(number)
        os.close(sockets[0])
        control.sendall(NUMBER.pack(number))
    for number in forks:
        _end(number)


def _fork(descriptor: int) -> None:
    """Answer one request, in a group of its own, and never return."""
    try:
        os.setsid()
        empty = os.open(os.devnull, os.O_RDWR)
        os.dup2(empty, 0)
        os.dup2(empty, 1)
        own = socket.socket(fileno=descriptor)
        answer(own.makefile("rb"), own.makefile("wb"))
    finally:
        os._exit(0)


def _bury(forks: set[int]) -> None:
    """Take leave of forks that have ended, with whatever they started."""
    while forks:
        with contextlib.suppress(ChildProcessError):
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT | os.WNOHANG)
            if ended is not None:
                _end(ended.si_pid)  # its number is nobody else's before it is waited for
                os.waitpid(ended.si_pid, 0)
                forks.discard(ended.si_pid)
                continue
        break


def _end(number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(number, signal.SIGKILL)


def answer(request: IO[bytes], stream: IO[bytes]) -> None:
    """Read a request, do what it asks within its limits, and send what came of it."""
    try:
        _, content = protocol.receive(request)
        asked = protocol.text(content)
        limits.apply(UploadLimits(**asked["limits"]))
        sys.dont_write_bytecode = True
        for part in OPERATIONS[asked["operation"]](Path(asked["path"]), **asked["options"]):
            if isinstance(part, bytes):
                protocol.send(stream, protocol.BYTES, part)
            else:
                protocol.send_json(stream, part)
        protocol.send(stream, protocol.END)
    except (BrokenPipeError, ConnectionError, protocol.BrokenAnswer):
        pass  # nobody waits any longer
    except Refused as refusal:
        told = {"kind": type(refusal).__name__, "message": refusal.message, "values": refusal.values}
        protocol.send_json(stream, told, protocol.REFUSED)
    except MemoryError:
        protocol.send(stream, protocol.MEMORY)
    except Exception as error:  # whatever it is, the one who asked is told that the file fails its reader
        where = traceback.extract_tb(error.__traceback__)[-1]
        logging.warning("%s in %s:%s", type(error).__name__, Path(where.filename).name, where.lineno)
        protocol.send(stream, protocol.FAILED)


if __name__ == "__main__":
    main()
