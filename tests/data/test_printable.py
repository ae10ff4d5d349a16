"""What acts instead of being read is taken out of a text, or escaped where the text is JSON."""

import json

from data.text.printable import printable, printable_json

ACTING = "红\u202e\u200b\ufeff\x1b[31m\x9b2J\r\x07\x7f\u2028\ud800镇"


def test_a_text_keeps_what_is_read_and_loses_what_acts():
    assert printable(ACTING) == "红[31m2J镇"
    assert printable("一行\n\t又一行 𠮷👍") == "一行\n\t又一行 𠮷👍"


def test_json_says_the_same_and_prints_as_what_it_is():
    text = printable_json(json.dumps({"name": ACTING, "lines": "a\nb"}, ensure_ascii=False))
    assert json.loads(text) == {"name": ACTING, "lines": "a\nb"}
    assert text == printable(text)
