"""The map as one file: opened from disk, without any network, it shows what the page shows."""

from playwright.sync_api import expect

from tests.browser.conftest import painted_map, quiet


def test_the_file_shows_the_figures_of_the_page_without_any_network(
    demo_server, open_page, chromium, tmp_path
):
    page = open_page(f"{demo_server}/map?show=rate&span=3")
    drawn = painted_map(page)
    quiet(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="导出地图网页").click()
    download.value.save_as(file := tmp_path / "map.html")
    words = drawn.evaluate("map => map.petitionMap.words")
    colours = drawn.locator("path.pm-village").evaluate_all(
        "all => all.map(path => path.getAttribute('fill'))"
    )
    sentence = page.locator("h1").first.inner_text()
    context = chromium.new_context(offline=True)
    try:
        alone, asked = context.new_page(), []
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("pageerror", lambda error: asked.append(str(error)))
        alone.goto(file.as_uri())
        shapes = alone.locator("path.leaflet-interactive[fill-opacity]:not(.pm-file-over)")
        expect(shapes).to_have_count(len(words))
        assert shapes.evaluate_all("all => all.map(path => path.getAttribute('fill'))") == colours
        rows = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        assert alone.locator("tr").evaluate_all(rows) == words
        expect(alone.locator("h1")).to_have_text(sentence.replace("\u2060", ""))
        expect(alone.locator(".pm-file-legend")).to_contain_text("2026-11-24")
        assert asked == [file.as_uri()]
    finally:
        context.close()
