"""The map by pointer, keyboard and screen reader; and that it stays as it is until something changes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import becomes, click_village, painted_map, quiet

COUNT = """map => {
  map.changes = 0;
  const watched = {subtree: true, attributes: true, attributeFilter: ["d", "fill"]};
  new MutationObserver(all => { map.changes += all.length })
    .observe(map.querySelector(".leaflet-overlay-pane svg"), watched);
}"""
"""Counts how often a village of the map is drawn or coloured again."""


def focused(page):
    """What the keyboard is on: its role and its name."""
    return page.evaluate("[document.activeElement.getAttribute('role'), document.activeElement.ariaLabel]")


def test_a_click_opens_the_panel_and_paints_nothing_again(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    painted = drawn.get_attribute("data-painted")
    drawn.evaluate(COUNT)
    village = click_village(drawn, 30)
    expect(page.locator(".st-key-body h3").first).to_contain_text(village["name"])
    expect(drawn.locator(".pm-said")).to_contain_text(village["name"])
    expect(drawn.get_by_role("option", selected=True)).to_have_attribute(
        "aria-label", re.compile(village["name"])
    )
    quiet(page)
    assert drawn.evaluate("map => map.changes") == 0
    assert drawn.get_attribute("data-painted") == painted
    page.get_by_role("button", name="关闭").click()
    expect(drawn.locator(".pm-chosen")).to_have_count(0)
    click_village(drawn, 30)
    expect(page.locator(".st-key-body h3").first).to_contain_text(village["name"])


def test_a_click_on_the_map_and_on_a_row_asks_for_the_panel_alone(demo_server, open_page):
    page, told = open_page("about:blank"), []
    page.on("websocket", lambda each: each.on("framereceived", lambda data: told.append(len(data))))
    page.goto(f"{demo_server}/map?span=3")
    drawn = painted_map(page)
    quiet(page)
    page.evaluate("window.stays = true")
    row = page.locator('[data-list="villages"] tr[data-code]').nth(2)
    codes = [
        drawn.evaluate("map => map.petitionMap.outlines.villages[30].code"),
        row.get_attribute("data-code"),
    ]
    for code, opens in zip(codes, (lambda: click_village(drawn, 30), row.click), strict=True):
        told.clear()
        opens()
        expect(page).to_have_url(re.compile(f"span=3.*village={code}"))
        quiet(page)
        assert drawn.evaluate("map => map.petitionMap.selected") == code
        assert 0 < sum(told) < 20_000
    expect(row).to_have_attribute("aria-current", "true")
    page.go_back()
    expect(page).to_have_url(re.compile(f"village={codes[0]}"))
    expect(row).not_to_have_attribute("aria-current", "true")
    assert page.evaluate("window.stays")


AT_ONCE = """map => {
  const state = map.petitionMap, layer = state.villages[30], at = layer.getBounds().getCenter();
  layer.fire("click", {latlng: at, originalEvent: new MouseEvent("click")});
  const told = document.querySelector(".pm-asked"), { name } = state.outlines.villages[30];
  return [name, told.querySelector("h3").textContent, told.textContent, state.selected];
}"""


def test_a_village_is_named_before_the_server_has_heard_of_it(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    name, heading, told, code = drawn.evaluate(AT_ONCE)
    assert heading == name and "在办" in told and code
    expect(page.locator(".st-key-beside > *:visible")).to_have_count(1)
    expect(page.locator(".pm-asked")).to_have_count(0)
    expect(page.locator(".st-key-village h3")).to_contain_text(name)
    drawn.evaluate("map => map.petitionMap.map.fire('click', {latlng: map.petitionMap.map.getCenter()})")
    expect(page.locator(".st-key-village")).to_have_count(0)
    expect(page.locator(".pm-asked")).to_have_count(0)


PRESSED = """async map => {
  const drawn = () => [...map.querySelectorAll("path.pm-circle")].map(each => each.getAttribute("d"));
  const circles = () => drawn().join(), before = circles();
  document.querySelectorAll(".st-key-span button")[0].click();
  await new Promise(requestAnimationFrame);
  return [before !== circles(), map.petitionMap.brush.window];
}"""


def test_a_length_is_painted_before_the_server_has_answered_and_stays(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    page.wait_for_function("document.querySelector('.pm-map').petitionMap.brush.sums")
    changed, window = drawn.evaluate(PRESSED)
    assert changed and window[0] == window[1]
    expect(page).to_have_url(re.compile("span=1"))
    quiet(page)
    assert drawn.evaluate("map => map.petitionMap.brush.window") == window


COVERED = """map => {
  const boxes = where => [...map.querySelectorAll(where)].filter(each => each.getClientRects().length)
    .map(each => each.getBoundingClientRect());
  const names = boxes(".pm-township-name, .pm-village-name, .pm-neighbour-name");
  const over = boxes(".pm-legend, .pm-toolbar, .leaflet-control-scale-line, .pm-sources");
  return [names.length, names.filter(a => over.some(b => a.left < b.right - 1 && b.left < a.right - 1
    && a.top + 3 < b.bottom && b.top < a.bottom - 3)).length];
}"""


@pytest.mark.parametrize("view", ["", "map", "coverage", "hubs", "map?township=330726101"])
def test_no_name_lies_under_the_scale_the_legend_or_a_button(demo_server, open_page, view):
    drawn = painted_map(open_page(f"{demo_server}/{view}"))
    quiet(drawn.page)
    names, covered = drawn.evaluate(COVERED)
    assert names > 2 and covered == 0


def test_the_keyboard_goes_from_village_to_village_and_opens_one(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    assert drawn.locator("[role=option][tabindex='0']").count() == 1
    drawn.locator("[role=option][tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    role, east = focused(page)
    assert role == "option" and re.search(r"，|, ", east)
    expect(drawn.locator(".pm-ring")).to_have_count(1)
    expect(drawn.locator(".pm-tip")).to_contain_text(east.split(",")[0])
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    name = focused(page)[1].split(",")[0]
    assert name != east.split(",")[0]
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-body h3").first).to_contain_text(name)
    expect(drawn.get_by_role("option", selected=True)).to_have_attribute("aria-label", re.compile(name))
    page.keyboard.press("Escape")
    assert focused(page)[0] is None
    expect(drawn.locator(".pm-ring")).to_have_count(0)


def test_a_county_of_many_villages_is_drawn_on_a_canvas_and_used_as_any_other(demo_server, open_page):
    page = open_page("about:blank")

    def many(route):  # what is many elsewhere
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("LARGE = 1000", "LARGE = 100"))

    page.route("**/map/all.js", many)
    page.goto(f"{demo_server}/map?show=rate")
    drawn = painted_map(page)
    quiet(page)
    assert drawn.locator("path.pm-village").count() == 0
    expect(drawn.locator(".leaflet-overlay-pane canvas")).to_have_count(1)
    box = drawn.locator(".pm-canvas").bounding_box()
    at = drawn.evaluate("""map => { const { map: on, outlines } = map.petitionMap;
        return on.latLngToContainerPoint(outlines.villages[30].at); }""")
    name = drawn.evaluate("map => map.petitionMap.outlines.villages[30].name")
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    expect(drawn.locator(".pm-tip .pm-name")).to_have_text(name)
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    expect(page.locator(".st-key-body h3").first).to_contain_text(name)
    option = drawn.get_by_role("option", selected=True)
    expect(option).to_have_attribute("aria-label", re.compile(name))
    drawn.get_by_role("listbox").focus()
    page.keyboard.press("ArrowRight")
    expect(drawn.get_by_role("option")).not_to_have_attribute("aria-label", re.compile(name))
    east = drawn.get_by_role("option").get_attribute("aria-label").split(",")[0]
    expect(drawn.locator(".pm-ring")).to_have_count(1)
    expect(drawn.locator(".pm-tip")).to_contain_text(east)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-body h3").first).to_contain_text(east)
    expect(drawn.get_by_role("option", selected=True)).to_have_attribute("aria-label", re.compile(east))
    page.keyboard.press("Escape")
    expect(drawn.locator(".pm-ring")).to_have_count(0)


def test_the_villages_the_months_and_the_buttons_are_a_stop_of_the_keyboard_each(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    stops = drawn.locator("[tabindex='0'], summary, a[href], input:visible, button:not([tabindex='-1'])")
    assert sorted(stops.evaluate_all("all => all.map(one => one.getAttribute('role') || one.localName)")) == [
        "button",
        "button",
        "option",
        "slider",
        "summary",
    ]
    stops.first.focus()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("!document.activeElement.closest('.pm-map')"):
            break
    assert page.evaluate("!document.activeElement.closest('.pm-map')")


def test_a_map_speaks_the_language_of_its_page(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    names = drawn.get_by_role("button").evaluate_all("all => all.map(one => one.ariaLabel)")
    assert names == ["放大", "缩小", "回到全图", "全屏", "图层", "逐月播放"]
    expect(drawn.locator(".leaflet-control-scale-line")).to_have_text(re.compile("^[0-9]+ (公里|米)$"))
    expect(drawn).to_have_attribute("aria-label", re.compile("村社地图"))
    expect(drawn.locator("[role=option]").first).to_have_attribute(
        "aria-label", re.compile("[0-9]+ 件|无|没有")
    )


def test_months_are_painted_while_the_window_is_dragged_and_the_page_takes_them_over(demo_server, open_page):
    page = open_page(f"{demo_server}/map?span=3&month=2026-09")
    drawn, before = painted_map(page), page.locator("h1").first.inner_text()
    quiet(page)
    page.wait_for_function("() => document.querySelector('.pm-map').petitionMap.brush.sums")
    look = """map => [map.querySelector('.pm-months').textContent.split(' · ')[0],
      [...map.querySelectorAll('path.pm-circle')].map(each => each.getAttribute('d')).sort().join(),
      map.petitionMap.words.map(lines => lines[1].split('，')[0]).join()]"""
    window, month = drawn.locator(".pm-window").bounding_box(), drawn.locator(".pm-track").bounding_box()
    x, y = window["x"] + window["width"] / 2, window["y"] + window["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 3 * month["width"] / 37, y, steps=3)
    becomes(lambda: drawn.evaluate(look)[0], "2026年4月—2026年6月")
    page.wait_for_function("() => document.querySelector('.pm-map').petitionMap.brush.frame === null")
    dragged, painted = drawn.evaluate(look), drawn.get_attribute("data-painted")
    assert page.locator("h1").first.inner_text() == before
    page.mouse.up()
    expect(page.locator("h1").first).to_contain_text("2026年4—6月")
    expect(drawn).not_to_have_attribute("data-painted", painted)
    quiet(page)
    assert drawn.evaluate(look) == dragged
    drawn.get_by_role("slider").press("Shift+ArrowRight")
    expect(page.locator("h1").first).to_contain_text("2026年4—7月")
    expect(page.get_by_text("4 个月", exact=True)).to_be_visible()


def test_home_brings_the_whole_back_and_layers_are_turned_off(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    whole = drawn.evaluate("map => map.petitionMap.map.getZoom()")
    drawn.get_by_role("button", name="放大").click()
    page.wait_for_function(
        "before => document.querySelector('.pm-map').petitionMap.map.getZoom() > before", arg=whole
    )
    drawn.get_by_role("button", name="回到全图").click()
    page.wait_for_function(
        "before => document.querySelector('.pm-map').petitionMap.map.getZoom() === before", arg=whole
    )
    names = drawn.locator(".pm-township-name:visible")
    expect(names).not_to_have_count(0)
    drawn.get_by_role("button", name="图层").click()
    drawn.get_by_label("地名").uncheck()
    expect(names).to_have_count(0)


def test_the_coverage_of_a_team_begins_with_its_own_villages_and_those_around(demo_server, open_page):
    zoom = "map => map.petitionMap.map.getZoom()"
    whole = painted_map(open_page(f"{demo_server}/coverage")).evaluate(zoom)
    own = painted_map(open_page(f"{demo_server}/coverage?role=team"))
    assert own.evaluate(zoom) > whole + 1


def test_villages_are_named_from_nearby_and_no_name_covers_another(demo_server, open_page):
    drawn = painted_map(open_page(f"{demo_server}/coverage"))
    assert drawn.locator(".pm-village-name:visible").count() == 0
    drawn.evaluate("map => map.petitionMap.map.setView([29.46, 119.9], 13, {animate: false})")
    names = drawn.locator(".pm-village-name:visible, .pm-township-name:visible")
    boxes = names.evaluate_all("all => all.map(one => one.getBoundingClientRect().toJSON())")
    assert len(boxes) > 10
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            beside = a["right"] <= b["left"] or b["right"] <= a["left"]
            assert beside or abs(a["y"] - b["y"]) >= 0.7 * a["height"]


@pytest.mark.parametrize(("view", "cursor"), [("", "pointer"), ("plan?plan=county", "grab")])
def test_the_hand_is_shown_where_a_click_does_something(demo_server, open_page, view, cursor):
    drawn = painted_map(open_page(f"{demo_server}/{view}"))
    shown = drawn.locator("path.pm-village").first.evaluate("path => getComputedStyle(path).cursor")
    assert shown == cursor


def test_what_a_village_says_is_never_cut_at_the_edge(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    drawn = painted_map(page)
    quiet(page)
    frame = drawn.locator(".pm-canvas").bounding_box()
    drawn.evaluate("map => map.petitionMap.map.setView([29.46, 119.9], 13, {animate: false})")
    tip = drawn.locator(".pm-tip")
    for x, y in ((0.02, 0.02), (0.5, 0.01), (0.02, 0.9), (0.75, 0.02)):
        page.mouse.move(frame["x"] + frame["width"] * x, frame["y"] + frame["height"] * y)
        expect(tip).to_be_visible()
        box = tip.bounding_box()
        assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert frame["y"] <= box["y"] and box["y"] + box["height"] <= frame["y"] + frame["height"]


def test_stops_lie_above_the_route_and_the_hub_is_a_house_above_the_stop_of_its_village(
    demo_server, open_page
):
    drawn = painted_map(open_page(f"{demo_server}/plan?visit=330726101"))
    expect(drawn.locator("path.pm-casing")).to_have_count(1)
    expect(drawn.locator(".pm-hub svg")).to_have_count(1)
    above = """map => {
      const [hub, stop] = ['.pm-hub', '.pm-stop:not(.pm-hub)'].map(name => map.querySelector(name));
      stop.style.transform = hub.style.transform;
      return [hub, stop].map(each => each.firstChild.getBoundingClientRect().toJSON()); }"""
    hub, stop = drawn.evaluate(above)
    assert hub["bottom"] <= stop["top"] + 1
    depth = "map => ['route', 'stops'].map(name => +map.petitionMap.map.getPane(`pm-${name}`).style.zIndex)"
    route, stops = drawn.evaluate(depth)
    assert route < stops


GROWN = """map => {
  const height = name => map.querySelector(name).getBoundingClientRect().height;
  const names = [".pm-township-name:not([hidden])", ".pm-alert-number > span", ".pm-tool", ".pm-brush"];
  return {...Object.fromEntries(names.map(name => [name, height(name)])), circles: map.petitionMap.scale};
}"""


def test_on_a_screen_of_four_thousand_points_all_of_the_map_grows(demo_server, open_page):
    page = open_page(f"{demo_server}/map")
    here = painted_map(page).evaluate(GROWN)
    page.set_viewport_size({"width": 3840, "height": 2160})

    def small():
        there = painted_map(page).evaluate(GROWN)
        return [name for name in here if there[name] < 1.5 * here[name]]

    becomes(small, [])
    months = page.locator(".pm-months")
    assert months.evaluate("line => line.scrollHeight <= line.clientHeight + 1")


def test_two_maps_on_a_page_keep_apart(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&category=ecology&span=3&beside=year")
    one, other = painted_map(page), painted_map(page, 1)
    assert one.get_attribute("data-painted") != other.get_attribute("data-painted")
    assert one.locator("path.pm-village").count() == other.locator("path.pm-village").count() == 244


def test_two_maps_side_by_side_move_together(demo_server, open_page):
    page = open_page(f"{demo_server}/hotspots?spots=heat&category=ecology&span=3&beside=year")
    one, other = painted_map(page), painted_map(page, 1)
    quiet(page)
    one.get_by_role("button", name="放大").click()
    same = """() => {
      const [one, other] = [...document.querySelectorAll('.pm-map')].map(each => each.petitionMap.map);
      return one.getZoom() > other.getMinZoom() + 1.5 && one.getZoom() === other.getZoom()
        && one.getCenter().distanceTo(other.getCenter()) < 50;
    }"""
    page.wait_for_function(same)
    other.get_by_role("button", name="回到全图").click()
    page.wait_for_function(same.replace("> other.getMinZoom() + 1.5", "< other.getMinZoom() + 1.5"))


def test_on_a_phone_the_legend_is_a_bar_below_the_map(demo_server, open_page):
    drawn = painted_map(open_page(f"{demo_server}/map", 390, 844))
    canvas, legend = drawn.locator(".pm-canvas").bounding_box(), drawn.locator(".pm-legend").bounding_box()
    assert legend["y"] >= canvas["y"] + canvas["height"] - 1 and legend["height"] >= 44
    expect(drawn.locator(".pm-legend-row").first).to_be_hidden()
    drawn.locator(".pm-legend-title").click()
    expect(drawn.locator(".pm-legend-row").first).to_be_visible()


def test_who_wants_no_motion_gets_none(demo_server, open_page):
    for wish, moves in (("reduce", False), ("no-preference", True)):
        drawn = painted_map(open_page(f"{demo_server}/map", reduced_motion=wish))
        assert drawn.evaluate("map => map.petitionMap.map.options.zoomAnimation") is moves
        expect(drawn.locator(".pm-play")).to_have_attribute("aria-label", "逐月播放" if moves else "下一个月")
