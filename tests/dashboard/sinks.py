"""Where a page gives words to be read as Markdown or as HTML: there, a word from outside is only a word."""

import re

from markdown_it import MarkdownIt

READ_AS_MARKDOWN = ("label", "help", "body", "text")
"""Fields of Streamlit's messages, as far as they are no `html`, no `exception` and no `text`."""
PLAIN_TEXT = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}
DIRECTIVE = re.compile(r":[\w+/-]+:")
"""Icons and faces are looked for in the text that an escape has left."""


def check(page):
    """Whether nothing of `tests.hostile` is drawn by a page; how many texts with such words it has."""
    texts = list(_read(page))
    for text in texts:
        assert _kinds(text) <= PLAIN_TEXT, text
        assert not DIRECTIVE.search(text), text
        assert not re.search(r"(?<!\\)[$\[\]`<]", text), text
    for part in page.html:
        for tag in ("<b>重", "<img src=x", "</script><script>window"):
            assert tag not in part.value, part.value
    return len(texts)


def _read(page):
    """What a page gives to be read as Markdown, where a word from outside is in it."""
    for part in page:
        proto = getattr(part, "proto", None)
        if proto is None or type(part).__name__ in ("Html", "Exception", "Text"):
            continue
        for name in READ_AS_MARKDOWN:
            text = getattr(proto, name, "")
            if isinstance(text, str) and "example" in text:
                yield text


def _kinds(text):
    tokens = MarkdownIt("commonmark").parse(text)
    return {token.type for top in tokens for token in (top, *(top.children or ()))}
