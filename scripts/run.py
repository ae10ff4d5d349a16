"""Serve the map: ``python scripts/run.py``. Makes everything it needs on the first start.

Standard library only, so that it runs on a machine that has nothing but Python.
"""

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts import environment

DEMO = environment.ROOT / "var" / "demo.gpkg"


def main() -> int:
    environment.speak_plainly()
    options = _options()
    python = str(environment.make("requirements.txt"))
    given = options.database or os.environ.get("PETITION_MAP_DATABASE")
    if given and "://" not in given:
        given = str(Path(given).resolve())
    url = given or f"sqlite:///{DEMO.as_posix()}"
    settings = dict(os.environ, PETITION_MAP_DATABASE=url)
    if not given and not _has_county(DEMO):
        print("正在生成演示县 / Making the demo county ...", flush=True)
        made = [python, "-m", "scripts", "demo", "--database", url]
        code = subprocess.run(made, cwd=environment.ROOT, env=settings, check=False).returncode
        if code:
            return code
    if options.setup_only:
        return 0
    print(f"http://localhost:{options.port}", flush=True)
    serve = [python, "-m", "streamlit", "run", "dashboard/server.py"]
    serve += ["--server.port", str(options.port), "--server.address", options.address]
    try:
        return subprocess.run(serve, cwd=environment.ROOT, env=settings, check=False).returncode
    except KeyboardInterrupt:
        return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="启动信访地图 / Serve the petition map.")
    parser.add_argument("--port", type=int, default=8501, help="端口，默认 8501 / port")
    parser.add_argument(
        "--address",
        default="127.0.0.1",
        help="监听地址，默认仅本机 / address to listen on; 0.0.0.0 for the whole network",
    )
    parser.add_argument(
        "--database", metavar="URL", help="数据库，默认演示县 / database; default: the demo county"
    )
    parser.add_argument("--setup-only", action="store_true", help="只安装，不启动 / set up, do not serve")
    return parser.parse_args()


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
