"""Every check: ``python scripts/test.py``. Arguments after it go to pytest: ``-k map``, ``-m "not slow"``.

Standard library only. Makes the environment, sees to Chromium, Chinese fonts, GDAL's tools, R's spatial
statistics and a PostgreSQL server (installs them where it may), then runs the linters, the type checker, the
import rules and the tests.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import environment

CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)
WORKERS = "2"
"""Processes that run tests: as many as the cores that must do. A third one made browsers miss their time."""
ORACLE = ("r-base-core", "r-cran-spdep", "r-cran-guerry")
"""R's spatial statistics, and data of its own: what ours are held against; else those tests are skipped."""
SERVER = ("postgresql", "postgresql-postgis")
"""PostgreSQL with PostGIS: the tests of the record run on a file and on it; without it on a file alone."""


def main() -> int:
    environment.speak_plainly()
    with ThreadPoolExecutor(1) as beside:
        system = beside.submit(_see_to_the_system)
        python = environment.make("requirements.txt", "requirements-dev.txt")
        if not system.result():
            return 1
    failed = []
    with ThreadPoolExecutor(2) as workers:
        compiled = workers.submit(_run, python, "python", "-m", "scripts.compile")
        checked = [workers.submit(_run, python, *check) for check in CHECKS]
        for check, done in zip(CHECKS, checked, strict=True):
            print(f"== {' '.join(check)}\n{done.result().stdout}", flush=True)
            if done.result().returncode:
                failed.append(" ".join(check))
        print(compiled.result().stdout, end="", flush=True)
    print("== pytest", flush=True)
    command = [str(python), "-m", "pytest", "-n", WORKERS, *sys.argv[1:]]
    if subprocess.run(command, cwd=environment.ROOT, check=False).returncode:
        failed.append("pytest")
    if failed:
        print(f"未通过 / Failed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def _see_to_the_system() -> bool:
    """Have the system's packages installed; False: the tests cannot do without one that is missing."""
    missing = _missing_packages()
    if missing and not (_apt(missing) and not _missing_packages()):
        print(
            f"缺少系统软件包 / System packages are missing: {' '.join(missing)}\n"
            f"请以管理员身份安装 / Install as administrator: apt-get install {' '.join(missing)}"
        )
        return False
    if not _has_oracle() and not _apt(ORACLE):
        print(
            f"未装独立校验软件，相应测试跳过 / Missing, so tests against it are skipped: {' '.join(ORACLE)}"
        )
    if not _has_server() and not _apt(SERVER):
        print(
            "未装数据库服务器，相应测试跳过 / Missing, so tests of a record on a server are skipped:"
            f" {' '.join(SERVER)}"
        )
    return True


def _run(python: Path, name: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment; what it says comes whole, for another runs beside it."""
    command = [str(python.with_name(name)), *words]
    return subprocess.run(
        command,
        cwd=environment.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _missing_packages() -> list[str]:
    """Debian names of what the tests need from the system and is not there."""
    missing = []
    if not os.environ.get("CHROMIUM") and not (shutil.which("chromium") or shutil.which("chromium-browser")):
        missing.append("chromium")
    if not shutil.which("ogrinfo"):
        missing.append("gdal-bin")
    fonts = shutil.which("fc-list")
    if not fonts or not subprocess.run([fonts, ":lang=zh"], capture_output=True, check=False).stdout.strip():
        missing += ["fontconfig", "fonts-noto-cjk"]
    return missing


def _has_oracle() -> bool:
    """Whether R's spdep is there, and the data that come with it."""
    library = Path("/usr/lib/R/site-library")
    return bool(shutil.which("Rscript")) and all((library / name).is_dir() for name in ("spdep", "Guerry"))


def _has_server() -> bool:
    """Whether PostgreSQL with PostGIS is installed; the tests start it themselves (`tests/server.py`)."""
    return any(Path("/usr/share/postgresql").glob("*/extension/postgis.control"))


def _apt(packages: Iterable[str]) -> bool:
    return _knows_packages() and _ran("install", "-y", "-qq", "--no-install-recommends", *packages)


@cache
def _knows_packages() -> bool:
    """Whether we may install packages, and know which there are by now."""
    may = bool(shutil.which("apt-get")) and os.name != "nt" and os.geteuid() == 0
    return may and _ran("update", "-qq")


def _ran(*words: str) -> bool:
    settings = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", *words]
    return not subprocess.run(command, env=settings, stdout=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
