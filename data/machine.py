"""Settings of the machine: what stands in the environment, or a sentence that names what cannot be used."""

from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from data.errors import SettingRefused
from data.text import N_
from geo.errors import listed

S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S]) -> S:
    """Settings of a kind, from the environment.

    Raises
    ------
    SettingRefused
        A variable has a value that it cannot have. The value is not told: it may be a secret.
    """
    try:
        return kind()
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)
    prefix = kind.model_config.get("env_prefix", "")
    names = [f"{prefix}{each['loc'][0] if each['loc'] else each['ctx']['setting']}".upper() for each in told]
    message = N_(
        "The value of {names} cannot be used: docs/operations.md says what it may be. Correct it, or take it"
        " out of the environment"
    )
    raise SettingRefused(message, names=listed(names))
