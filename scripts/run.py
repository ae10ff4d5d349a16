"""Serve the map: ``python scripts/run.py``. Makes everything it needs on the first start.

On a record without accounts it tells a one-time code for the first administrator. With a command, as in
``python scripts/run.py import-petitions ...``, it does that instead.

Standard library only, so that it runs on a machine that has nothing but Python.
"""

import argparse
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import environment, service

DEMO = environment.ROOT / "var" / "demo.gpkg"


LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 what the office asks for is listened on


def main() -> int:
    environment.speak_plainly()
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        return _command(sys.argv[1:])
    options = _options()
    for path in filter(None, (options.certificate, options.key)):
        if not Path(path).is_file():
            print(f"没有这个文件 / There is no such file: {path}", file=sys.stderr)
            return 2
    python = str(environment.make("requirements.txt"))
    given = options.database or os.environ.get("PETITION_MAP_DATABASE")
    if given and "://" not in given:
        given = str(Path(given).resolve())
    url = given or f"sqlite:///{DEMO.as_posix()}"
    settings = dict(os.environ, PETITION_MAP_DATABASE=url, PETITION_MAP_HOSTS=",".join(_hosts(options)))
    settings["PETITION_MAP_BASE_PATH"] = options.base_path
    settings["FORWARDED_ALLOW_IPS"] = os.environ.get("PETITION_MAP_PROXIES", "")
    checked = [python, "-m", "dashboard.settings"]
    code = subprocess.run(checked, cwd=environment.ROOT, env=settings, check=False).returncode
    if code:
        return code
    if not given and not _has_county(DEMO):
        print("正在生成演示县 / Making the demo county ...", flush=True)
        made = [python, "-m", "scripts", "demo", "--database", url]
        code = subprocess.run(made, cwd=environment.ROOT, env=settings, check=False).returncode
        if code:
            return code
    if options.install_service:
        return service.install(environment.ROOT, Path(python), sys.argv[1:], url, options.service_user)
    if options.setup_only:
        return 0
    if given:
        first = [python, "-m", "scripts.first", url, _address(options)]
        subprocess.run(
            first, cwd=environment.ROOT, env=settings, check=False
        )  # refused: the pages say so too
    print(_address(options), flush=True)
    try:
        serve = [python, *_server(options)]
        return subprocess.run(serve, cwd=environment.ROOT, env=settings, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _command(words: list[str]) -> int:
    """Any command, on a machine that has nothing but Python; paths are where the caller stands."""
    python = str(environment.make("requirements.txt"))
    places = os.pathsep.join(filter(None, [str(environment.ROOT), os.environ.get("PYTHONPATH")]))
    settings = dict(os.environ, PYTHONPATH=places)
    return subprocess.run([python, "-m", "scripts", *words], env=settings, check=False).returncode


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="启动信访地图 / Serve the petition map.",
        epilog="其他命令：run.py 命令 参数 / Any other command stands first: run.py COMMAND ...",
    )
    parser.add_argument("--port", type=int, default=8501, help="端口，默认 8501 / port")
    parser.add_argument(
        "--address",
        default="127.0.0.1",
        help="监听地址，默认仅本机 / address to listen on; 0.0.0.0 for the whole network",
    )
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="浏览器里用的主机名，可多次 / host name under which it is opened; may be repeated",
    )
    parser.add_argument(
        "--base-path",
        metavar="PATH",
        default=os.environ.get("PETITION_MAP_BASE_PATH", ""),
        help="代理在此路径下提供本程序，如 petitions / path under which a proxy has the program",
    )
    parser.add_argument(
        "--certificate",
        metavar="FILE",
        default=os.environ.get("PETITION_MAP_CERTIFICATE"),
        help="TLS 证书文件（PEM）/ TLS certificate",
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        default=os.environ.get("PETITION_MAP_CERTIFICATE_KEY"),
        help="证书的私钥文件（PEM）/ its private key",
    )
    parser.add_argument(
        "--database", metavar="URL", help="数据库，默认演示县 / database; default: the demo county"
    )
    parser.add_argument(
        "--install-service",
        action="store_true",
        help="写出开机启动的服务（systemd、计划任务）/ write a service that starts with the machine",
    )
    parser.add_argument("--service-user", metavar="NAME", help="服务的用户 / user of the service")
    parser.add_argument("--setup-only", action="store_true", help="只安装，不启动 / set up, do not serve")
    options = parser.parse_args()
    if bool(options.certificate) != bool(options.key):
        parser.error("--certificate 和 --key 须同时给出 / are given together")
    return options


def _hosts(options: argparse.Namespace) -> list[str]:
    """Names under which the program answers, beside this machine's own (`dashboard.access.hosts`)."""
    names = [*os.environ.get("PETITION_MAP_HOSTS", "").split(","), *options.host]
    if options.address not in LOOPBACK:
        names += [socket.gethostname(), socket.getfqdn()]
        names += [] if options.address in EVERY_ADDRESS else [options.address]
    return list(dict.fromkeys(name.strip() for name in names if name.strip()))


def _address(options: argparse.Namespace) -> str:
    host = "localhost" if options.address in (*LOOPBACK, *EVERY_ADDRESS) else options.address
    path = options.base_path.strip().strip("/")
    path = f"/{path}" if path else ""
    return f"{'https' if options.certificate else 'http'}://{host}:{options.port}{path}"


def _server(options: argparse.Namespace) -> list[str]:
    words = ["-m", "streamlit", "run", "dashboard/server.py"]
    words += ["--server.port", str(options.port), "--server.address", options.address]
    if options.certificate:
        words += ["--server.sslCertFile", str(Path(options.certificate).resolve())]
        words += ["--server.sslKeyFile", str(Path(options.key).resolve())]
    return words


def _has_county(path: Path) -> bool:
    """A first start that was cut off leaves a file without a county; then it is made again."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(path)) as connection:
            (counties,) = connection.execute("SELECT count(*) FROM dataset").fetchone()
            return bool(counties)
    except sqlite3.DatabaseError:
        return False


if __name__ == "__main__":
    sys.exit(main())
