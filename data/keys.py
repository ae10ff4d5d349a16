"""The key folder: the secrets that records are sealed with, outside every record.

One file a key, named after its id, readable by its owner alone. A record holds the id and a check value
(`data.sealing`), never the secret; several records, and copies of one, may use the same folder.
"""

import base64
import binascii
import datetime as dt
import json
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from data.errors import KeyRefused

VARIABLE = "PETITION_MAP_KEYS"
SECRET_BYTES = 32
_SUFFIX = ".key"
_ID_BYTES = 4
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Key:
    """A secret and the id by which records name it.

    Parameters
    ----------
    id
        Eight hexadecimal digits, drawn at random.
    secret
        32 random bytes; in no ``repr``.
    made
        When, in the county's local time.
    """

    id: str
    secret: bytes
    made: dt.datetime

    def __repr__(self) -> str:
        return f"Key({self.id!r})"


def folder() -> Path:
    """Where the keys lie: ``PETITION_MAP_KEYS``, else ``keys`` in the user's configuration folder."""
    told = os.environ.get(VARIABLE)
    if told:
        return Path(told)
    return platformdirs.user_config_path("pujiang-petition-map", appauthor=False) / "keys"


def make(at: dt.datetime) -> Key:
    """Draw a key and keep it in the folder.

    Raises
    ------
    KeyRefused
        The folder cannot be written.
    """
    taken = {path.stem for path in _files()}
    while (name := secrets.token_hex(_ID_BYTES)) in taken:
        pass
    key = Key(name, secrets.token_bytes(SECRET_BYTES), at)
    keep(key)
    return key


def discard(name: str) -> None:
    """Remove a key with which nothing was sealed."""
    with suppress(OSError):
        (folder() / f"{name}{_SUFFIX}").unlink()


def keep(key: Key) -> Path:
    """Write a key into the folder; the same key may lie there already.

    Raises
    ------
    KeyRefused
        The folder cannot be written, or holds another key of this id.
    """
    path = folder() / f"{key.id}{_SUFFIX}"
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix" and folder().stat().st_mode & _OTHERS and folder().owner() == _me():
            folder().chmod(0o700)
        if path.exists():
            if read(path).secret != key.secret:
                raise KeyRefused("The key folder holds another key with the id {key}", key=key.id)
            return path
        write(key, path)
    except OSError as error:
        raise KeyRefused(
            "The key folder cannot be written ({reason}): the administrator of the machine says where keys"
            " may be kept",
            reason=type(error).__name__,
            command=VARIABLE,
        ) from None
    return path


def write(key: Key, path: Path) -> None:
    """Write a key to a new file that its owner alone may read.

    Raises
    ------
    OSError
        The file is there already, or cannot be written.
    """
    text = {
        "petition-map-key": 1,
        "id": key.id,
        "made": key.made.isoformat(timespec="seconds"),
        "secret": base64.b64encode(key.secret).decode(),
    }
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(text, indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> Key:
    """The key in a file.

    Raises
    ------
    KeyRefused
        The file cannot be read or is no key.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        secret = base64.b64decode(told["secret"], validate=True)
        key = Key(str(told["id"]), secret, dt.datetime.fromisoformat(told["made"]))
    except (OSError, UnicodeError, ValueError, KeyError, TypeError, binascii.Error):
        raise KeyRefused("{file} is no key of this program, or cannot be read", file=path.name) from None
    if len(secret) != SECRET_BYTES or len(bytes.fromhex(key.id)) != _ID_BYTES:
        raise KeyRefused("{file} is no key of this program, or cannot be read", file=path.name)
    return key


def of(name: str) -> Key | None:
    """The key of an id; None: it is not in the folder, or not for us to read.

    Raises
    ------
    KeyRefused
        Its file cannot be read, or holds another key.
    """
    path = folder() / f"{name}{_SUFFIX}"
    if not os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        return None
    key = read(path)
    if key.id != name:
        raise KeyRefused("{file} is no key of this program, or cannot be read", file=path.name)
    return key


def listed() -> list[Key]:
    """Every key in the folder that can be read, the oldest first."""
    found = []
    for path in _files():
        try:
            found.append(read(path))
        except KeyRefused:
            continue
    return sorted(found, key=lambda key: (key.made, key.id))


def open_to_others() -> list[str]:
    """Names of the folder and of key files that others than their owner may read or write."""
    if os.name != "posix":
        return []
    paths = [folder(), *_files()]
    return [path.name for path in paths if path.exists() and path.stat().st_mode & _OTHERS]


# --- inside -------------------------------------------------------------------------------------------------


def _files() -> list[Path]:
    try:
        return sorted(folder().glob(f"*{_SUFFIX}"))
    except OSError:
        return []


def _me() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name
