"""Settings of the pages, read once from the environment (``PETITION_MAP_*``)."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from data import VERSION

__all__ = ["VERSION", "Settings", "settings"]


Names = Annotated[tuple[str, ...], NoDecode]
"""Several values in one variable, with commas between them."""


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
    hosts: Names = Field(
        (),
        description="Names under which the program is opened, beside localhost and the machine's address.",
    )
    origins: Names = Field(
        (), description="Whole origins of its pages, where a proxy serves them under another name or scheme."
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

    @field_validator("suppress_below", mode="before")
    @classmethod
    def _stands_in_the_record(cls, value: object) -> None:
        if value is not None:
            raise ValueError(cls.model_fields["suppress_below"].description)


@cache
def settings() -> Settings:
    return Settings()
