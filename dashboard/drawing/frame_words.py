"""The words that Streamlit draws by itself, in the reader's language: it knows English alone."""

import json
import re
from pathlib import Path

from data.text import C_, LANGUAGES, N_, Words

SCRIPT = (Path(__file__).with_name("assets") / "words.js").read_text(encoding="utf-8")

DRAWN = (
    N_("Skip to main content"),
    N_("App pages"),
    N_("Main menu"),
    N_("Theme"),
    N_("System"),
    N_("Light"),
    N_("Dark"),
    N_("Print"),
    N_("Record screen"),
    N_("Made with Streamlit v"),
    N_("Copy version to clipboard"),
    N_("Stop"),
    N_("Running..."),
    N_("Choose an option"),
    N_("Choose options"),
    N_("No results"),
    N_("No options to select"),
    N_("Select all"),
    N_("Select {n} matches"),
    N_("Clear all"),
    N_("Clear value"),
    C_("a control", "Open"),
    N_("Press Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press Ctrl+Enter to submit form"),
    N_("Help for {label}"),
    N_("Link to heading"),
    N_("Upload"),
    N_("file upload"),
    N_("{size}MB per file"),
    N_("Drag and drop a file here"),
    N_("Drag and drop files here"),
    N_("yyyy"),
    N_("mm"),
    N_("dd"),
    N_("Choose date"),
    N_("Clear date"),
    N_("Increment"),
    N_("Decrement"),
    N_("Show password"),
    N_("Hide password"),
    N_("Add row"),
    N_("Delete row(s)"),
    N_("Clear selection"),
    N_("Show/hide columns"),
    N_("Search"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Close"),
    N_("Connecting"),
    N_("Page not found"),
    N_("Copy to clipboard"),
    N_("Download failed"),
    N_("No options to select."),
    N_("Remove {name}"),
    N_("Add: {name}"),
    N_("Add files"),
    N_("View {n} more"),
    N_("View less"),
    N_("Clear entry"),
    N_("Clear time"),
    N_("{type} files are not allowed."),
    N_("File must be {size} or smaller."),
    N_("Only one file is allowed."),
    N_("File size is too small."),
    N_("Use arrow keys to navigate dates. Enter to select. Escape to close."),
    N_("Number is above the allowed range."),
    N_("Number is above the allowed range. Please enter a value less than or equal to {most}."),
    N_("Number is below the allowed range."),
    N_("Number is below the allowed range. Please enter a value greater than or equal to {least}."),
    N_("Number is outside the allowed range. Please enter a value between {least} and {most}."),
    N_("Invalid time format. Please use HH:MM."),
    C_("before what is wrong", "Error"),
)
"""As Streamlit 1.67 writes them; what changes with the case has a field.

The button that `page.css` finds by its English words, to hide it, keeps them.
"""

_LOST = N_(
    "The server does not answer: it may be starting anew, or the network is interrupted. When it answers"
    " again, this page goes on."
)
_NO_PAGE = N_("There is no such page, or your role does not have it. This is the first page.")
_PART = N_("This part could not be loaded")

OURS = {
    "Connection error": N_("No connection to the server"),
    "Connecting to Streamlit server": N_("Connecting to the server"),
    "Unable to connect to Streamlit server": N_("No connection to the server"),
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your"
    " terminal:": _LOST,
    "Streamlit server is not responding. Are you connected to the internet?": _LOST,
    "Connection lost. Please wait for the app to reconnect, then try again.": N_(
        "The connection was interrupted: wait a moment, then try again."
    ),
    "The page that you have requested does not seem to exist. Running the app's main page.": _NO_PAGE,
    "You have requested page /{page}, but no corresponding file was found in the app's pages/ directory."
    " Running the app's main page.": _NO_PAGE,
    "BidiComponent Error": _PART,
    "TypeError": _PART,
    "Failed to {load}": N_("load this page anew"),
}
"""Sentence of Streamlit -> what we say instead, in English too: it speaks of itself to its programmer."""


def script(language: str) -> str:
    """The script that says them, and goes on to say them, in a language."""
    english, words = Words("en"), Words(language)
    pairs = [(_pattern(english(each)), words(each)) for each in DRAWN if words(each) != english(each)]
    pairs += [(_pattern(theirs), words(ours)) for theirs, ours in OURS.items()]
    table = json.dumps(pairs, ensure_ascii=False).replace("<", "\\u003c")  # or Streamlit takes it for a tag
    return f"{SCRIPT}PetitionWords({table});"


def _pattern(sentence: str) -> str:
    """A sentence as the browser looks for it, its fields as named groups; that it is an error goes before."""
    parts = re.split(r"\{(\w+)\}", sentence)
    parts[::2] = [re.sub(r"([.()+/?])", r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [f"(?<{name}>.+)" for name in parts[1::2]]
    return f"^(?:(?:Error)?: )?{''.join(parts)}$"


SAID = {language: script(language) for language in LANGUAGES}
"""Language -> the script."""
