"""Icons of our own in the place of Streamlit's, whose font alone is a quarter of a first visit.

An icon is an element that holds its name as text, set in a font that draws the name as one sign. The script
of the words (``assets/words.js``) writes the name beside it, and this style sheet draws what it knows; a name
that is not here is still drawn by the font, which the browser then fetches.
"""

from functools import cache
from urllib.parse import quote

PATHS = {
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "check_circle": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M8 12.5l3 3 5-6",
    "chevron_left": "m14.5 6-6 6 6 6",
    "chevron_right": "m9.5 6 6 6-6 6",
    "close": "m6 6 12 12M18 6 6 18",
    "contrast": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 3v18M15 4v16M18 6v12",
    "dark_mode": "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5",
    "download": "M12 4v11M7 10.5l5 5 5-5M5 20h14",
    "error": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 7.5v6M12 16.4v.1",
    "expand_less": "m6 15 6-6 6 6",
    "expand_more": "m6 9 6 6 6-6",
    "info": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 11v5.5M12 7.6v.1",
    "keyboard_arrow_down": "m6 9 6 6 6-6",
    "keyboard_arrow_right": "m9.5 6 6 6-6 6",
    "light_mode": "M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4"
    "M5.6 18.4 7 17M17 7l1.4-1.4",
    "logout": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "more_horiz": "M6 12v.1M12 12v.1M18 12v.1",
    "more_vert": "M12 6v.1M12 12v.1M12 18v.1",
    "person": "M15.5 8a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0M5 20c0-4 3-6.5 7-6.5s7 2.5 7 6.5",
    "search": "M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0M15.5 15.5 20.5 20.5",
    "tune": "M4 7h10M18 7h2M4 17h4M12 17h8M16 4.5v5M10 14.5v5",
    "upload": "M12 16V5M7 9.5l5-5 5 5M5 20h14",
    "visibility": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12"
    "M15 12a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
    "visibility_off": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M4 4l16 16",
}
"""Name -> lines in a square of 24."""

FONT = "Petition Icons"
"""What Streamlit's font of icons is called here: under its own name a script of Streamlit's fetches it."""

UNTOLD = '[data-testid="stIconMaterial"]:not([data-icon]){display:none}'
"""Before the script has written the name nothing is drawn."""

_LONGEST = max(map(len, PATHS))
"""No sign of a name is wider than its height, so that all of it lies beside the drawing, and is not seen."""

_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none" stroke="#000"'
    ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@cache
def sheet() -> str:
    """The style sheet that draws them, in the colour of the words around."""
    known = ",".join(f'[data-icon="{name}"]' for name in PATHS)
    rules = [
        UNTOLD,
        f'[data-icon]{{font-family:"{FONT}","Material Symbols Rounded"!important}}',
        f":is({known}){{position:relative;display:inline-block;width:1em;height:1em;overflow:hidden;"
        f"white-space:nowrap;text-indent:-{_LONGEST}em;font-family:inherit!important}}",
        f':is({known})::before{{content:"";position:absolute;inset:0;background:currentcolor;'
        "mask:var(--drawing) center/contain no-repeat}",
    ]
    for name, path in PATHS.items():
        drawing = quote(_DRAWING.format(path=path), safe="/=:,'")
        rules.append(f'[data-icon="{name}"]{{--drawing:url("data:image/svg+xml,{drawing}")}}')
    return "\n".join(rules)
