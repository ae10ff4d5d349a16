"""The program as a service that starts with the machine: ``python scripts/run.py --install-service ...``.

On Linux a unit of systemd, on Windows a task of the Task Scheduler: both come with the system, and nothing
else is needed. The file is written and what is to be done with it is said; nothing is started. Standard
library only.
"""

import getpass
import os
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import escape

NAME = "petition-map"
UNITS = Path("/etc/systemd/system")
SETTINGS = Path("/etc") / f"{NAME}.env"
FLAGS = ("--install-service", "--service-user")


def install(root: Path, python: Path, words: list[str], database: str, user: str | None) -> int:
    """Write the file of the service, and say what is to be done with it.

    Parameters
    ----------
    root
        The program's folder.
    python
        The environment's Python.
    words
        Arguments of ``run.py``, as given; those of the service itself are left out.
    database
        URL of the record.
    user
        Who is to run it; None: who asks, or who has asked for administrator's rights (``sudo``).

    Returns
    -------
    int
        Exit code.
    """
    own = [word for word in _without_flags(words) if word]
    keys = _key_folder(root, python, database)
    if os.name == "nt":
        path = root / "var" / f"{NAME}.xml"
        path.parent.mkdir(exist_ok=True)
        windowless = python.with_name("pythonw.exe")
        path.write_text(task(root, windowless, own, database, user or getpass.getuser()), encoding="utf-16")
        print(
            f"已写入 / Written: {path}\n"
            "请以管理员身份运行 / Run as administrator:\n"
            f'  schtasks /Create /TN {NAME} /XML "{path}" /RU {user or getpass.getuser()} /RP *\n'
            f'  setx /M PETITION_MAP_KEYS "{keys}"\n'
            f"  schtasks /Run /TN {NAME}"
        )
        return 0
    who = user or os.environ.get("SUDO_USER") or getpass.getuser()
    if who == "root":
        print(
            "服务不应以 root 运行：请用 --service-user 指明用户（数据库和密钥文件夹归其所有）。\n"
            "A service is not to run as root: name the user with --service-user, who owns the record and the"
            " key folder.",
            file=sys.stderr,
        )
        return 2
    folder = UNITS if os.access(UNITS, os.W_OK) else root / "var"
    folder.mkdir(parents=True, exist_ok=True)
    path, kept = folder / f"{NAME}.service", (SETTINGS if folder == UNITS else folder / SETTINGS.name)
    path.write_text(unit(root, python, own, who, _writable(database, keys)), encoding="utf-8")
    kept.touch(mode=0o600)
    kept.chmod(0o600)
    kept.write_text(settings(database, keys), encoding="utf-8")
    move = "" if folder == UNITS else f"  sudo cp {path} {UNITS}/\n  sudo install -m 600 {kept} {SETTINGS}\n"
    print(
        f"已写入 / Written: {path}, {kept}\n"
        "请以管理员身份运行 / Run as administrator:\n"
        f"{move}  sudo systemctl daemon-reload\n  sudo systemctl enable --now {NAME}"
    )
    return 0


def settings(database: str, keys: str) -> str:
    """The settings of the machine as they are now, for a file that its administrator alone reads.

    In the unit itself everybody on the machine could read them (``systemd.exec``, ``Environment=``).
    """
    values = {name: value for name, value in os.environ.items() if name.startswith("PETITION_MAP_")}
    values |= {"PETITION_MAP_DATABASE": database, "PETITION_MAP_KEYS": keys}
    lines = []
    for name, value in sorted(values.items()):
        text = value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$").replace("`", "\\`")
        lines.append(f'{name}="{text}"\n')
    return "".join(lines)


def unit(root: Path, python: Path, words: list[str], user: str, writable: list[Path]) -> str:
    """The unit of systemd (``systemd.service``, ``systemd.exec``).

    What the program need not do it may not: it writes only where the record, its backups and its keys are.
    Memory that is written and run stays allowed, for the searches are compiled on the machine.
    """
    paths = " ".join(f'"-{_quoted(str(path))}"' for path in writable)
    command = [str(python), str(root / "scripts" / "run.py"), *words]
    start = " ".join(f'"{_quoted(word)}"' for word in command).replace("$", "$$")
    return f"""[Unit]
Description=Petition map
After=network.target

[Service]
Type=exec
User={user}
WorkingDirectory={str(root).replace("%", "%%")}
EnvironmentFile={SETTINGS}
Environment="NUMBA_CACHE_DIR=%C/{NAME}"
CacheDirectory={NAME}
ExecStart={start}
Restart=on-failure
RestartSec=5
TimeoutStopSec=60
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={paths}
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
"""


def task(root: Path, python: Path, words: list[str], database: str, user: str) -> str:
    """The task of the Task Scheduler (schema 1.2): at the start of the machine, without a limit of time."""
    given = [] if "--database" in words else ["--database", database]
    arguments = subprocess.list2cmdline([str(Path("scripts") / "run.py"), *words, *given])
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Petition map</Description></RegistrationInfo>
  <Triggers><BootTrigger><Enabled>true</Enabled><Delay>PT30S</Delay></BootTrigger></Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{escape(user)}</UserId>
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(str(python))}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(str(root))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def _without_flags(words: list[str]) -> list[str]:
    """Arguments of the service itself: those that only install it, and the record, go elsewhere."""
    own: list[str] = []
    skip = False
    for word in words:
        name, sign, _ = word.partition("=")
        if skip:
            skip = False
        elif name in FLAGS or name == "--database":
            skip = name != "--install-service" and not sign
        else:
            own.append(word)
    return own


def _key_folder(root: Path, python: Path, database: str) -> str:
    """Where the keys of personal data are, for who runs this; named, for the service has another home."""
    if named := os.environ.get("PETITION_MAP_KEYS"):
        return str(Path(named).resolve())
    asked = [str(python), "-c", "from data import keys; print(keys.folder())"]
    done = subprocess.run(asked, cwd=root, capture_output=True, encoding="utf-8", check=False)
    return done.stdout.strip() or str(root / "var" / "keys")


def _writable(database: str, keys: str) -> list[Path]:
    """Folders that the service writes: of the record and its backups, and of the keys."""
    folders = [Path(keys)]
    kind, sign, path = database.partition(":///")
    if sign and kind.startswith("sqlite"):
        folders.append(Path(path.partition("?")[0]).resolve().parent)
    if backups := os.environ.get("PETITION_MAP_BACKUP_FOLDER"):
        folders.append(Path(backups).resolve())
    return folders


def _quoted(text: str) -> str:
    """Text within double quotes of a unit."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
