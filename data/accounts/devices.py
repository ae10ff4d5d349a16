"""What a browser says of itself, in a few words: for the list of sessions."""

import re

_BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ"),
    ("360SE|QihooBrowser", "360"),
    ("Firefox", "Firefox"),
    ("HeadlessChrome|Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""Sign in the text -> browser; the first that stands there, for many call themselves others as well."""
_SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS|OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST = 100


def described(agent: str) -> str:
    """A browser and its system.

    Examples
    --------
    >>> described("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/128.0")
    'Firefox, Windows'
    """
    if not agent.startswith("Mozilla/"):
        return agent[:_LONGEST]
    known = (
        next((name for sign, name in each if re.search(sign, agent)), "") for each in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, known)) or agent[:_LONGEST]
