"""The project's own environment, made with the standard library alone. For run.py, test.py and the commands.

An office without internet sets pip's own variables (``PIP_NO_INDEX=1``, ``PIP_FIND_LINKS=folder``) to
install from a folder of wheels; ``docs/operations.md`` says how to fill it. Before it there is no catalog to
read (``data/text`` needs babel), so these three files keep their sentences in both languages themselves.
"""

import hashlib
import os
import re
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)


def enter(module: str) -> None:
    """Go on in an environment that has the packages: in this one if it has, else in the project's.

    Makes that first if it must. Then this process becomes ``python -m module`` in it, with the same
    arguments; its exit code is that one's.
    """
    if _has_packages():
        return
    speak_plainly()
    python = str(make("requirements.txt"))
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        return  # what was missing here is installed by now
    command = [python, "-m", module, *sys.argv[1:]]
    if os.name == "nt":  # there a process that is replaced counts as ended
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(python, command)  # noqa: S606 it is our own Python


def make(*requirements: str) -> Path:
    """Make ``.venv`` and install the pinned `requirements` files, unless that is done already.

    What it says goes to stderr: stdout is the commands' own.

    Parameters
    ----------
    *requirements
        Names of requirements files in the project's root.

    Returns
    -------
    Path
        The environment's Python.
    """
    if sys.version_info < OLDEST:
        sys.exit(
            f"需要 Python {OLDEST[0]}.{OLDEST[1]} 或更新版本，当前是 {sys.version.split()[0]}。\n"
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}."
        )
    missing = _missing(requirements)
    if not missing:
        return PYTHON
    if not (PYTHON.exists() and _works("-m", "pip", "--version")):  # cut off halfway, it is made again
        print("正在建立运行环境 / Making the environment ...", file=sys.stderr, flush=True)
        venv.EnvBuilder(with_pip=True, clear=True).create(FOLDER)
        missing = _missing(requirements)
    for name, wanted in missing.items():
        print(f"正在安装 / Installing {name} ...", file=sys.stderr, flush=True)
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([*command, "-r", str(ROOT / name)], stdout=sys.stderr, check=False).returncode:
            sys.exit(
                "安装依赖失败：请检查能否访问软件源，或按 docs/operations.md 准备离线安装包。\n"
                "Installing failed: check that a package index can be reached, or prepare a folder of"
                " wheels as docs/operations.md says."
            )
        _stamp(name).write_text(wanted)
    return PYTHON


def speak_plainly() -> None:
    """Print Chinese where the terminal can, and something rather than an error where it cannot."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _has_packages() -> bool:
    """Whether this Python has every package that the project asks for directly."""
    if sys.version_info < OLDEST:
        return False
    import tomllib  # younger than the oldest Python that should be told that it is too old

    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    try:
        for requirement in asked:
            metadata.version(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])
    except metadata.PackageNotFoundError:
        return False
    return True


def _stamp(name: str) -> Path:
    return FOLDER / f"{name}.sha256"


def _missing(names: tuple[str, ...]) -> dict[str, str]:
    """Requirements files that are not installed as they are now -> their fingerprints."""
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    return {
        name: digest
        for name, digest in wanted.items()
        if not (PYTHON.exists() and _stamp(name).exists() and _stamp(name).read_text() == digest)
    }


def _works(*words: str) -> bool:
    command = [str(PYTHON), *words]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
