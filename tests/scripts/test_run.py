"""The program is started under its names, with its certificate; any command is handed over."""

import sys

import pytest

from scripts import environment, run


@pytest.fixture
def started(monkeypatch):
    """Function that starts run.py with some words; what it would run, and under which settings."""
    calls = []
    monkeypatch.setattr(environment, "make", lambda *_: "python")
    monkeypatch.setattr(run, "_has_county", lambda _: True)

    class Done:
        returncode = 0

    def note(words, **how):
        calls.append((words, how["env"]))
        return Done

    monkeypatch.setattr(run.subprocess, "run", note)

    def start(*words):
        monkeypatch.setattr(sys, "argv", ["run.py", *words])
        code = run.main()
        return code or calls[-1]

    return start


def test_a_command_is_handed_over_with_all_its_words(started):
    words, settings = started("import-petitions", "a.xlsx", "--dry-run")
    assert words == ["python", "-m", "scripts", "import-petitions", "a.xlsx", "--dry-run"]
    assert settings["PYTHONPATH"].startswith(str(environment.ROOT))


def test_on_the_network_it_answers_to_the_names_it_was_given(started, monkeypatch):
    monkeypatch.setenv("PETITION_MAP_HOSTS", "map.example, map")
    monkeypatch.setattr(run.socket, "gethostname", lambda: "office")
    monkeypatch.setattr(run.socket, "getfqdn", lambda: "office.lan")
    _, settings = started()
    assert settings["PETITION_MAP_HOSTS"] == "map.example,map"
    _, settings = started("--address", "::", "--host", "other")
    assert settings["PETITION_MAP_HOSTS"] == "map.example,map,other,office,office.lan"


def test_no_proxy_is_believed_that_was_not_named(started, monkeypatch):
    monkeypatch.delenv("PETITION_MAP_PROXIES", raising=False)
    assert started()[1]["FORWARDED_ALLOW_IPS"] == ""
    monkeypatch.setenv("PETITION_MAP_PROXIES", "10.0.0.9")
    assert started()[1]["FORWARDED_ALLOW_IPS"] == "10.0.0.9"


def test_with_a_setting_that_cannot_be_used_no_code_is_told_and_nothing_is_served(monkeypatch, tmp_path):
    calls = []

    def refuse(words, **_):
        calls.append(words)
        return type("Done", (), {"returncode": 2})

    monkeypatch.setattr(environment, "make", lambda *_: "python")
    monkeypatch.setattr(run.subprocess, "run", refuse)
    monkeypatch.setattr(sys, "argv", ["run.py", "--database", str(tmp_path / "county.gpkg")])
    assert run.main() == 2
    assert calls == [["python", "-m", "dashboard.settings"]]


def test_a_certificate_comes_with_its_key(started, tmp_path, capsys):
    certificate, key = tmp_path / "map.pem", tmp_path / "map.key"
    certificate.touch()
    with pytest.raises(SystemExit, match="2"):
        started("--certificate", str(certificate))
    assert started("--certificate", str(certificate), "--key", str(key)) == 2
    key.touch()
    words, _ = started("--certificate", str(certificate), "--key", str(key))
    assert words[-4:] == ["--server.sslCertFile", str(certificate), "--server.sslKeyFile", str(key)]
    assert "https://localhost:8501" in capsys.readouterr().out
