"""A setting that cannot be used stops the program with a sentence, before anything else is done."""

import pytest

from dashboard import settings


@pytest.fixture(autouse=True)
def anew():
    settings.settings.cache_clear()
    yield
    settings.settings.cache_clear()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PETITION_MAP_BACKUP_HOUR", "25"),
        ("PETITION_MAP_BACKUP_DAYS", "some-secret"),
        ("PETITION_MAP_ROLE", "some-secret"),
        ("PETITION_MAP_SUPPRESS_BELOW", "10"),
        ("PETITION_MAP_OIDC_ISSUER", "http://some-secret.example"),
        ("PETITION_MAP_OIDC_ISSUER", "https://some-secret.example"),
        ("PETITION_MAP_BASE_PATH", "../some-secret"),
        ("PETITION_MAP_UPLOAD_MEMORY_MB", "1"),
    ],
)
def test_a_wrong_setting_is_named_in_both_languages_and_its_value_is_not(monkeypatch, capsys, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="2"):
        settings.check()
    chinese, english = capsys.readouterr().err.splitlines()
    assert chinese.startswith(f"{name} 的值不可用")
    assert english.startswith(f"The value of {name} cannot be used")
    assert "some-secret" not in chinese + english


def test_settings_in_order_stop_nothing(monkeypatch, capsys):
    monkeypatch.setenv("PETITION_MAP_BACKUP_HOUR", "off")
    settings.check()
    assert capsys.readouterr().err == ""
