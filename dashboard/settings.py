"""Settings of the pages, read once from the environment (``PETITION_MAP_*``)."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION = "0.3.0"


class Settings(BaseSettings):
    """Every setting has a name, a default and a description; ``docs/operations.md`` lists them."""

    model_config = SettingsConfigDict(env_prefix="PETITION_MAP_", frozen=True)

    database: str = Field(
        f"sqlite:///{(Path(__file__).parent.parent / 'var' / 'demo.gpkg').as_posix()}",
        description="SQLAlchemy URL of the record.",
    )
    role: Literal["office", "screen"] | None = Field(
        None,
        description="Role in which everybody sees a record that is not the demo's, until logins exist."
        " Unset: nobody sees anything.",
    )
    suppress_below: int = Field(
        5, ge=1, description="On the screen of a meeting, counts from 1 up to below this are not told apart."
    )


@cache
def settings() -> Settings:
    return Settings()
