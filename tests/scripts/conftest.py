"""Commands run as a person or a program runs them."""

import json

import pytest
from typer.testing import CliRunner

from scripts.__main__ import app


@pytest.fixture
def run(tmp_path):
    """Function that runs a command on one database: exit code, JSON or text, stderr."""

    def command(*arguments, as_json=True):
        own = [*map(str, arguments), "--database", str(tmp_path / "county.gpkg"), *["--json"] * as_json]
        result = CliRunner().invoke(app, own)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout) if as_json else result.stdout, result.stderr

    return command
