"""Settings of the pages, read once from the environment (``PETITION_MAP_*``).

``python -m dashboard.settings`` checks them: exit code 2 and a sentence where one cannot be used.
"""

import re
import sys
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from data import VERSION
from data.errors import SettingRefused
from data.importing.sandbox.limits import UploadLimits
from data.machine import read_settings
from data.text import in_both

__all__ = ["VERSION", "Settings", "check", "settings"]


Names = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, with commas between them."""
_PATH = re.compile(r"(?:/(?!\.+(?:/|$))[\w.~-]+)*", re.ASCII)


class Settings(BaseSettings):
    """Every setting has a name, a default and a description; ``docs/operations.md`` lists them."""

    model_config = SettingsConfigDict(env_prefix="PETITION_MAP_", frozen=True)

    database: str = Field(
        f"sqlite:///{(Path(__file__).parent.parent / 'var' / 'demo.gpkg').as_posix()}",
        description="SQLAlchemy URL of the record.",
    )
    role: Literal["office", "screen"] | None = Field(
        None,
        description="Role in which this machine sees a record that is not the demo's while no account exists."
        " Unset: whoever looks signs in.",
    )
    hosts: Names = Field(
        (),
        description="Names under which the program is opened, beside localhost and the machine's address.",
    )
    origins: Names = Field(
        (), description="Whole origins of its pages, where a proxy serves them under another name or scheme."
    )
    base_path: str = Field(
        "",
        description="Path under which another server has the program, such as `petitions`."
        " Unset: it has its host to itself.",
    )
    backup_hour: int | None = Field(
        2,
        ge=0,
        le=23,
        description="Hour of the nightly backup, 0 to 23; `off`: none. What was missed is made up for.",
    )
    backup_folder: Path | None = Field(
        None, description="Folder of the backups, best on another disk. Default: `backups` beside the record."
    )
    backup_days: int = Field(14, ge=1, description="Of so many days the nightly backup is kept.")
    backup_weeks: int = Field(8, ge=0, description="Of so many weeks the newest nightly backup is kept.")
    backup_months: int = Field(12, ge=0, description="Of so many months the newest nightly backup is kept.")
    briefing_hour: int | None = Field(
        3,
        ge=0,
        le=23,
        description="Hour from which the briefing of the night is made, 0 to 23; `off`: none.",
    )
    oidc_issuer: str | None = Field(
        None,
        description="Address of a sign-on service (OpenID Connect), as it names itself. Unset: none.",
    )
    oidc_client_id: str = Field("", description="Name under which the sign-on service knows this program.")
    oidc_client_secret: SecretStr | None = Field(None, description="What the program proves itself by to it.")
    oidc_client_secret_file: Path | None = Field(None, description="A file that holds the secret instead.")
    oidc_claim: str = Field(
        "preferred_username", description="What of its answer is the name of the account, such as `sub`."
    )
    province: Path | None = Field(
        None,
        description="Folder of a province whose counts are shown beside the county's. Unset: no such page.",
    )
    suppress_below: None = Field(
        None,
        description="No longer read: the office sets it in the record, by the page of the rules or by"
        " `rules --set privacy.suppress_below=5`. A value is refused, so that nobody relies on it.",
    )

    @field_validator("hosts", "origins", mode="before")
    @classmethod
    def _between_commas(cls, value: object) -> object:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("base_path")
    @classmethod
    def _is_a_path(cls, value: str) -> str:
        path = f"/{value.strip().strip('/')}".rstrip("/")
        if not _PATH.fullmatch(path):
            raise ValueError(cls.model_fields["base_path"].description)
        return path

    @field_validator("backup_hour", "briefing_hour", mode="before")
    @classmethod
    def _off(cls, value: object) -> object:
        return None if value == "off" else value

    @model_validator(mode="after")
    def _is_whole(self) -> "Settings":
        if self.oidc_issuer:
            parts = urlsplit(self.oidc_issuer)
            if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
                raise _wrong_issuer("PETITION_MAP_OIDC_ISSUER must be an https address")
            if not self.oidc_client_id or not (self.oidc_client_secret or self.oidc_client_secret_file):
                raise _wrong_issuer(
                    "PETITION_MAP_OIDC_ISSUER needs _CLIENT_ID, and _CLIENT_SECRET or its _FILE"
                )
        return self

    def oidc_secret(self) -> str:
        """What the program proves itself by to the sign-on service."""
        if self.oidc_client_secret_file:
            return self.oidc_client_secret_file.read_text(encoding="utf-8").strip()
        return self.oidc_client_secret.get_secret_value() if self.oidc_client_secret else ""

    @field_validator("suppress_below", mode="before")
    @classmethod
    def _stands_in_the_record(cls, value: object) -> None:
        if value is not None:
            raise ValueError(cls.model_fields["suppress_below"].description)


def _wrong_issuer(message: str) -> PydanticCustomError:
    """What is wrong with several settings at once, and which one to look at."""
    return PydanticCustomError("setting", message, {"setting": "oidc_issuer"})


@cache
def settings() -> Settings:
    """The settings of this machine.

    Raises
    ------
    SettingRefused
        One of them cannot be used.
    """
    return read_settings(Settings)


def check() -> None:
    """End the program, with a sentence and exit code 2, where a setting cannot be used."""
    try:
        settings()
        read_settings(UploadLimits)
    except SettingRefused as error:
        sys.stderr.writelines([in_both(error.message, "\n", **error.values), "\n"])
        sys.exit(2)


if __name__ == "__main__":
    check()
