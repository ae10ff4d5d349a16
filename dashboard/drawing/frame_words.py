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
    N_("Show password text"),
    N_("Hide password text"),
    N_("Add row"),
    N_("Delete row(s)"),
    N_("Clear selection"),
    N_("Show/hide columns"),
    N_("Search"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Close"),
)
"""As Streamlit 1.67 writes them; what changes with the case has a field.

The button that `page.css` finds by its English words, to hide it, keeps them.
"""


def script(language: str) -> str:
    """The script that says them, and goes on to say them, in a language."""
    english, words = Words("en"), Words(language)
    pairs = [(_pattern(english(each)), words(each)) for each in DRAWN if words(each) != english(each)]
    table = json.dumps(pairs, ensure_ascii=False).replace("<", "\\u003c")  # or Streamlit takes it for a tag
    return f"{SCRIPT}PetitionWords({table});"


def _pattern(sentence: str) -> str:
    """A sentence as the browser looks for it, its fields as named groups."""
    parts = re.split(r"\{(\w+)\}", sentence)
    parts[::2] = [re.sub(r"([.()+/])", r"\\\1", part) for part in parts[::2]]
    parts[1::2] = [f"(?<{name}>.+)" for name in parts[1::2]]
    return f"^{''.join(parts)}$"


SAID = {language: script(language) for language in LANGUAGES}
"""Language -> the script."""
