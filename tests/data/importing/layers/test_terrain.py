"""Heights become the relief of the map: one small picture around the county, whatever raster they come in."""

import io

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.transform import from_origin
from sqlalchemy import func, select

from data.divisions.relief import LARGEST, relief
from data.importing.layers.terrain import import_terrain
from data.tables import AuditEntry, Relief
from geo.errors import BoundaryError, FrameError, Refused

WEST, NORTH, SIZE, CELLS = 119.8, 29.6, 0.3, 150  # around the small county


def hills(low=100.0, high=400.0):
    row, column = np.mgrid[0:CELLS, 0:CELLS]
    return low + (high - low) * (1 + np.sin(row / 9) * np.cos(column / 7)) / 2


@pytest.fixture
def tiff(tmp_path):
    """Function that writes heights as GeoTIFF."""

    def write(heights, frame="EPSG:4326", west=WEST, **more):
        path = tmp_path / "dem.tif"
        profile = {"driver": "GTiff", "width": CELLS, "height": CELLS, "count": 1, "dtype": "float32"}
        cell = SIZE / CELLS
        where = {"crs": frame, "transform": from_origin(west, NORTH, cell, cell)}
        with rasterio.open(path, "w", **profile | where | more) as raster:
            raster.write(heights.astype("float32"), 1)
        return path

    return write


@pytest.fixture
def grid(tmp_path):
    """Heights as an ASCII grid, which states no frame."""
    head = (
        f"ncols {CELLS}\nnrows {CELLS}\nxllcorner {WEST}\nyllcorner {NORTH - SIZE}\ncellsize {SIZE / CELLS}\n"
    )
    path = tmp_path / "dem.asc"
    with path.open("w") as file:
        file.write(head + "NODATA_value -9999\n")
        np.savetxt(file, hills(), fmt="%.1f")
    return path


def test_a_height_model_becomes_one_small_picture_around_the_county(store, tiff):
    report = import_terrain(store, tiff(hills(), compress="deflate"), source="某测绘院", actor="test")
    kept = relief(store)
    assert (kept.west, kept.south) < (119.9, 29.4) < (120.0, 29.5) < (kept.east, kept.north)
    assert kept.source == "某测绘院"
    assert len(kept.picture) == report.size <= LARGEST
    picture = Image.open(io.BytesIO(kept.picture)).convert("RGBA")
    assert picture.size == (report.width, report.height)
    seen = np.asarray(picture)[..., 3]
    middle, corner = seen[seen.shape[0] // 2], seen[:20, :20]
    assert middle.max() > 60 and corner.max() == 0  # shaded in the county, nothing far from it
    assert (report.lowest, report.highest) == pytest.approx((100, 400), abs=15)
    assert report.known == 1


def test_an_ascii_grid_takes_the_place_of_what_was_there(store, tiff, grid):
    first = import_terrain(store, tiff(hills(0, 50)), actor="test")
    import_terrain(store, grid, frame="EPSG:4490", actor="test")
    with store.read() as connection:
        assert connection.scalar(select(func.count(Relief.id))) == 1
        actions = connection.scalars(select(AuditEntry.action)).all()
    assert actions.count("import terrain") == 2
    assert len(relief(store).picture) != first.size


def test_the_ground_does_not_depend_on_the_frame_that_it_comes_in(store, tiff, grid):
    known = import_terrain(store, tiff(hills()), actor="test").counts()
    same = import_terrain(store, grid, frame="EPSG:4326", actor="test").counts()
    assert known["lowest_m"] == pytest.approx(same["lowest_m"], abs=2)
    assert known["highest_m"] == pytest.approx(same["highest_m"], abs=2)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "file, kind, reason",
    [
        (lambda tiff, grid: tiff(hills() * 1000), BoundaryError, "no heights in metres"),
        (lambda tiff, grid: tiff(hills(), west=80.0), BoundaryError, "no heights where the county is"),
        (lambda tiff, grid: grid, FrameError, "states no reference frame"),
        (lambda tiff, grid: grid.with_name("no.tif"), BoundaryError, "There is no file"),
        (lambda tiff, grid: grid.rename(grid.with_suffix(".img")), BoundaryError, "not from"),
    ],
)
def test_what_is_no_heights_of_this_county_is_refused_by_name(store, tiff, grid, file, kind, reason):
    with pytest.raises(kind, match=reason):
        import_terrain(store, file(tiff, grid), actor="test")
    assert relief(store) is None


@pytest.mark.sqlite
def test_a_file_that_leads_to_others_is_not_opened(store, tmp_path, tiff):
    other = tiff(hills())
    virtual = (
        f'<VRTDataset rasterXSize="9" rasterYSize="9"><SourceFilename>{other}</SourceFilename></VRTDataset>'
    )
    for content in (virtual.encode(), b"II*\x00" + bytes(400)):
        path = tmp_path / "led.tif"
        path.write_bytes(content)
        with pytest.raises(BoundaryError, match="no raster of heights"):
            import_terrain(store, path, frame="EPSG:4326", actor="test")


@pytest.mark.sqlite
def test_a_declared_frame_that_the_file_contradicts_is_refused(store, tiff):
    with pytest.raises(FrameError, match="find out which is true"):
        import_terrain(store, tiff(hills()), frame="EPSG:4549", actor="test")


@pytest.mark.sqlite
def test_without_outlines_there_is_no_relief(empty_store, tiff):
    with pytest.raises(Refused):
        import_terrain(empty_store, tiff(hills()), actor="test")


def test_heights_that_are_only_checked_change_nothing(store, tiff):
    before = store.dataset().version
    report = import_terrain(store, tiff(hills()), actor="test", dry_run=True)
    assert report.known > 0 and relief(store) is None and store.dataset().version == before
