"""Everything that came back for a user is searched for words that are somebody else's."""

import re
import threading
from collections import Counter
from dataclasses import dataclass, field

from data.scope import Role
from scripts.reliability.town import ADDRESS, NUMBER, WORD, User

_ASKED = re.compile(r"case=(QX\d{4})N")


@dataclass
class Ear:
    """Hears what is sent to one user.

    Parameters
    ----------
    heard
        Bytes.
    own
        Words that were found where they may stand, so often.
    foreign
        Places and words that are not the user's, each once.
    """

    user: User
    heard: int = 0
    own: int = 0
    foreign: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, where: str, sent: bytes) -> None:
        """Search what was sent in answer to an address."""
        found = {word.decode() for word in WORD.findall(sent)}
        foreign = [word for word in found if not self._may_hear(word, where)]
        with self._lock:
            self.heard += len(sent)
            self.own += len(found) - len(foreign)
            self.foreign.update(f"{self.user.role.value} {where}: {word}" for word in foreign)

    def _may_hear(self, word: str, where: str) -> bool:
        if word.startswith("QU"):
            return word == self.user.word or self.user.role is Role.ADMINISTRATOR
        asked = _ASKED.search(where)
        is_asked = asked is not None and word.startswith(asked[1])
        if word[-1] == NUMBER and is_asked:
            return True  # whoever asks for a number reads it again: there is none of that number
        if int(word[2:6]) not in self.user.own:
            return False
        return word[-1] in (NUMBER, ADDRESS) or (self.user.of_the_office and is_asked)
