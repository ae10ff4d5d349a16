"""Files that reports are written to."""

from pathlib import Path

from data.errors import PlanRefused


def check_path(path: Path, *suffixes: str) -> None:
    """See that a report can go to a path, before anything is computed for it.

    Raises
    ------
    PlanRefused
        The name ends otherwise than the suffixes say, or there is no such folder.
    """
    if path.suffix.lower() not in suffixes or not path.parent.is_dir() or path.is_dir():
        raise PlanRefused(
            "Nothing can be written to {file}: name a file that ends in {suffix}, in a folder that exists",
            file=str(path),
            suffix=" / ".join(suffixes),
        )


def keep(path: Path, content: bytes) -> None:
    """Write a report.

    Raises
    ------
    PlanRefused
        The file cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise PlanRefused(
            "The file {file} cannot be written: see that no other program has it open and that the folder"
            " may be written to",
            file=str(path),
        ) from error
