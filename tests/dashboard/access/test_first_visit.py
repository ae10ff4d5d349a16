"""What a browser loads before it shows anything."""

import re
from collections import Counter

from dashboard.access.first_page import without_faces, without_preload
from dashboard.drawing import bundle, icons, maps
from tests.test_architecture import ROOT

DECLARED = re.compile(
    r"^(?:export )?(?:async )?(?:function|class|const|let) ([^=(;]+?)(?: =|\(| \{)", re.MULTILINE
)
MORE = re.compile(r"^const .*$", re.MULTILINE)


def names(script):
    """What a script calls something at its outermost."""
    found = DECLARED.findall(script)
    for line in MORE.findall(script):
        found += re.findall(r", (\w+) = ", re.sub(r"\{.*?\}|\[.*?\]|\(.*?\)|\"[^\"]*\"", "", line))
    return found


def test_the_scripts_of_the_map_are_one_file_in_which_no_two_call_something_alike():
    scripts = [path.read_text(encoding="utf-8") for path in bundle.SCRIPTS.glob("*.js")]
    called = Counter(name for script in scripts for name in names(script))
    assert len(scripts) > 10 and len(called) > 60
    assert [name for name, n in called.items() if n > 1] == []
    whole = bundle.bundled()
    assert re.findall(r"^import .*$", whole, re.MULTILINE) == ['import "../../../leaflet/leaflet.js";']
    assert "export async function drawMap" in whole and "export function takeChoice" in whole


def test_the_server_gives_them_at_once_and_for_ever(demo_door):
    answer = demo_door.ask(f"/assets/own/{maps.VERSION}/{maps.BUNDLE}")
    assert answer.text == bundle.bundled() and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")


def test_a_first_visit_asks_for_no_font(demo_door):
    page = demo_door.ask("/", Accept="text/html").text
    assert 'as="font"' not in page and icons.UNTOLD in page
    packed = demo_door.ask("/", Accept="text/html", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip" and packed.text == page
    whole = demo_door.ask("/", Accept="text/html", Accept_Encoding="identity")
    assert "Content-Encoding" not in whole.headers and whole.text == page
    (sheet,) = set(re.findall(r"static/css/index\.[\w-]+\.css", page))
    faces = re.findall(r"@font-face\{font-family:([^;]*)", demo_door.ask(f"/{sheet}").text)
    assert icons.FONT in faces and not {"Source Sans", "Material Symbols Rounded"} & set(faces)


def test_other_pages_and_answers_are_left_as_they_are():
    page = b'<head><link rel="preload" as="font"></head><form></form>'
    assert without_preload(page) == page
    assert (
        without_faces(b"@font-face{font-family:Other;src:url(a)}")
        == b"@font-face{font-family:Other;src:url(a)}"
    )


def test_every_icon_that_our_pages_name_is_drawn_without_a_font():
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard").rglob("*.py"))
    named = set(re.findall(r"icon=f?\":material/(?:\{.*?\}|(\w+)):\"", written)) - {""}
    assert named and named <= icons.PATHS.keys() and {"person", "tune"} <= icons.PATHS.keys()
    assert all(f'[data-icon="{name}"]{{--drawing' in icons.sheet() for name in icons.PATHS)
