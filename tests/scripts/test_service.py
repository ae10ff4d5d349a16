"""The program as a service: written for the system that there is, started by nobody but its administrator."""

import shutil
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from scripts import run, service

ROOT = Path(__file__).resolve().parents[2]
WORDS = [
    "--install-service",
    "--port",
    "8080",
    "--service-user",
    "petition",
    "--database",
    "/srv/data/c.gpkg",
]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Unit and settings, as somebody without administrator's rights gets them."""
    monkeypatch.setattr(service, "UNITS", tmp_path / "none")
    monkeypatch.setenv("PETITION_MAP_KEYS", "/srv/keys")
    monkeypatch.setenv("PETITION_MAP_BACKUP_FOLDER", "/mnt/backups")
    monkeypatch.setenv("PETITION_MAP_SECRET", 'a"b$c')
    database = "sqlite:////srv/data/c.gpkg"
    assert service.install(tmp_path, Path(sys.executable), WORDS, database, "petition") == 0
    return tmp_path / "var" / "petition-map.service", tmp_path / "var" / "petition-map.env"


def test_the_service_starts_the_program_as_its_user_with_its_options(installed, capsys):
    lines = installed[0].read_text(encoding="utf-8").splitlines()
    (start,) = (line for line in lines if line.startswith("ExecStart="))
    assert start.endswith('scripts/run.py" "--port" "8080"')
    assert "User=petition" in lines and "WantedBy=multi-user.target" in lines
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "UMask=0077"} <= set(lines)
    assert 'ReadWritePaths="-/srv/keys" "-/srv/data" "-/mnt/backups"' in lines


def test_settings_that_may_be_secret_are_in_a_file_that_its_owner_alone_reads(installed):
    unit, settings = (path.read_text(encoding="utf-8") for path in installed)
    assert "PETITION_MAP_SECRET" not in unit and r'PETITION_MAP_SECRET="a\"b\$c"' in settings
    assert 'PETITION_MAP_DATABASE="sqlite:////srv/data/c.gpkg"' in settings
    assert stat.S_IMODE(installed[1].stat().st_mode) == 0o600


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_takes_the_unit(installed, tmp_path):
    text = installed[0].read_text(encoding="utf-8").replace("User=petition", "User=root")
    path = tmp_path / "petition-map.service"
    path.write_text(text.replace(service.SETTINGS.as_posix(), str(installed[1])), encoding="utf-8")
    told = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True, check=False)
    assert "petition-map" not in told.stderr, told.stderr


def test_a_service_is_not_run_as_root(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(service, "UNITS", tmp_path / "none")
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "root")
    assert service.install(tmp_path, Path(sys.executable), ["--install-service"], "x.gpkg", None) == 2
    told = capsys.readouterr().err
    assert "服务不应以 root 运行" in told and "is not to run as root" in told
    assert not (tmp_path / "var").exists()


def test_the_task_of_windows_starts_with_the_machine_and_has_no_limit_of_time():
    """Not tried on Windows: that the file is a task of schema 1.2 is all that is known here."""
    words = service._without_flags(WORDS)
    url = "sqlite:///C:/信访/a & b.gpkg"
    text = service.task(Path("C:/map"), Path("C:/map/.venv/pythonw.exe"), words, url, "OFFICE\\map")
    own = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    tree = ET.fromstring(text.encode("utf-16"))  # noqa: S314 our own
    assert tree.find(f".//{own}BootTrigger") is not None
    assert tree.findtext(f".//{own}ExecutionTimeLimit") == "PT0S"
    assert "--port 8080 --database" in tree.findtext(f".//{own}Arguments")
    assert url in tree.findtext(f".//{own}Arguments")


def test_the_record_and_the_service_are_no_arguments_of_what_is_started():
    assert service._without_flags([*WORDS, "--service-user=x", "--host", "map"]) == [
        *("--port", "8080"),
        *("--host", "map"),
    ]


def test_it_is_asked_for_where_the_program_is_started(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["run.py", *WORDS])
    assert run._options().install_service
