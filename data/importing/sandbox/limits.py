"""What the process that opens a file may use."""

import contextlib
import os
import sys
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

WRITTEN = 1_000_000
"""Bytes to which a file may grow: the index beside a GeoPackage that is in use needs some."""


class UploadLimits(BaseSettings):
    """Settings of the machine (``PETITION_MAP_UPLOAD_*``); ``docs/operations.md`` lists them."""

    model_config = SettingsConfigDict(env_prefix="PETITION_MAP_UPLOAD_", frozen=True)

    memory_mb: int = Field(
        2048,
        ge=64,
        description="Megabytes of memory that opening one file may take, beside those of the program.",
    )
    seconds: int = Field(
        120,
        ge=1,
        description="Seconds of computing that opening one file may take, and seconds that each part of it"
        " is waited for.",
    )
    at_once: int = Field(4, ge=1, description="Files that are opened at the same time; others wait.")
    files: int = Field(64, ge=32, description="Files that may be open at once while a file is opened.")


def apply(limits: UploadLimits) -> None:
    """Bind this process, and whatever it starts, to limits; where the system has none (Windows), to none.

    Memory is that beyond what is taken already.
    """
    if sys.platform == "win32":
        return
    import resource

    bounds = {
        resource.RLIMIT_AS: _address_space() + limits.memory_mb * 1_000_000,
        resource.RLIMIT_CPU: limits.seconds,
        resource.RLIMIT_NOFILE: limits.files,
        resource.RLIMIT_FSIZE: WRITTEN,
        resource.RLIMIT_CORE: 0,
    }
    for kind, bound in bounds.items():
        _, hard = resource.getrlimit(kind)
        most = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS knows the name of the first, and refuses it
            resource.setrlimit(kind, (most, most))


def _address_space() -> int:
    """Bytes of address space that this process has now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1 << 30
    return pages * os.sysconf("SC_PAGE_SIZE")
