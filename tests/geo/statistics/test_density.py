"""Heat: petitions per square kilometre."""

import numpy as np
import pytest
import shapely
from scipy.stats import gaussian_kde

from geo.roads.estimate import estimated_minutes
from geo.statistics.density import BANDWIDTHS, choose_bandwidth, grid, kernel_surface

WEST, SOUTH = 119.8, 29.4


@pytest.fixture(scope="module")
def county():
    """Two square villages side by side, about 10 km each way."""
    return [
        shapely.box(WEST, SOUTH, WEST + 0.1, SOUTH + 0.1),
        shapely.box(WEST + 0.1, SOUTH, WEST + 0.2, SOUTH + 0.1),
    ]


def _people(surface, region):
    return float(surface[region.inside].sum() * (region.cell / 1000) ** 2)


def test_every_petition_well_inside_the_county_is_on_the_surface(county):
    region = grid(county, cell=100)
    rng = np.random.default_rng(1)
    x, y = rng.uniform(WEST + 0.08, WEST + 0.12, 500), rng.uniform(SOUTH + 0.04, SOUTH + 0.06, 500)
    assert _people(kernel_surface(x, y, region, 500), region) == pytest.approx(500, rel=0.01)


def test_the_surface_agrees_with_scipys_exact_estimator(county):
    region = grid(county, cell=100)
    spread, bandwidth, n = 900.0, 600.0, 800
    cloud = np.random.default_rng(2).normal(size=(2, n))
    cloud -= cloud.mean(axis=1, keepdims=True)  # then scaled to a covariance of spread^2 x identity
    metres = spread * np.linalg.inv(np.linalg.cholesky(np.cov(cloud))) @ cloud
    exact = gaussian_kde(metres, bw_method=bandwidth / spread)
    per_degree = np.radians(1) * 6_378_137.0
    east = per_degree * np.cos(np.radians(SOUTH + 0.05))
    surface = kernel_surface(
        WEST + 0.1 + metres[0] / east, SOUTH + 0.05 + metres[1] / per_degree, region, bandwidth
    )
    west, south, right, north = region.bounds
    rows, columns = region.shape
    x = (west + (np.arange(columns) + 0.5) * (right - west) / columns - WEST - 0.1) * east
    y = (north - (np.arange(rows) + 0.5) * (north - south) / rows - SOUTH - 0.05) * per_degree
    wanted = exact(np.stack(np.meshgrid(x, y)).reshape(2, -1)).reshape(rows, columns) * n * 1e6
    assert np.abs(surface - wanted).max() < 0.01 * wanted.max()  # cells of a sixth of the bandwidth


def test_the_rim_of_the_county_is_not_pale_for_lack_of_neighbours(county):
    region = grid(county, cell=100)
    everywhere = np.bincount(region.areas[region.inside])  # one petition a cell
    inside = kernel_surface([], [], region, 800, spread=everywhere)[region.inside]
    assert inside == pytest.approx(1 / (region.cell / 1000) ** 2, rel=1e-4)


def test_a_surface_is_the_same_when_it_is_drawn_again(county):
    region, other = grid(county, cell=100), grid(county, cell=100)
    first = kernel_surface([WEST + 0.01], [SOUTH + 0.01], region, 700)
    kernel_surface([WEST + 0.05], [SOUTH + 0.05], region, 400)
    assert (kernel_surface([WEST + 0.01], [SOUTH + 0.01], region, 700) == first).all()
    assert (kernel_surface([WEST + 0.01], [SOUTH + 0.01], other, 700) == first).all()


def test_a_petition_known_only_to_its_village_is_spread_over_it_and_not_beyond(county):
    region = grid(county, cell=100)
    surface = kernel_surface([], [], region, 100, spread=[300, 0])
    left = surface[region.areas == 0]
    assert _people(surface, region) == pytest.approx(300, rel=0.02)
    assert left.max() < 1.2 * left.mean()
    assert surface[:, -20:].max() < 0.01


def test_nothing_is_painted_outside_the_county():
    triangle = [shapely.Polygon([(WEST, SOUTH), (WEST + 0.1, SOUTH), (WEST, SOUTH + 0.1)])]
    region = grid(triangle, cell=200)
    surface = kernel_surface([WEST + 0.05], [SOUTH + 0.049], region, 2000)
    assert not region.inside.all()
    assert (surface[~region.inside] == 0).all()


def test_the_automatic_bandwidth_is_the_one_under_which_places_foretell_each_other(county):
    region = grid(county, cell=100)
    rng = np.random.default_rng(4)
    x, y = rng.normal((WEST + 0.1, SOUTH + 0.05), (0.02, 0.01), (120, 2)).T
    per_degree = np.radians(1) * 6_378_137.0
    metres = np.column_stack([x * np.cos(np.radians(SOUTH + 0.05)), y]) * per_degree
    squares = ((metres[:, None] - metres) ** 2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    fit = [
        np.log(
            0.99 * np.exp(-squares / 2 / h**2).sum(axis=1) / (119 * 2 * np.pi * h**2) + 0.01 / 2.15e8
        ).mean()
        for h in BANDWIDTHS
    ]
    assert choose_bandwidth(x, y, region) == BANDWIDTHS[np.argmax(fit)]
    assert BANDWIDTHS[0] < choose_bandwidth(x, y, region) < BANDWIDTHS[-1]


def test_a_hundred_letters_from_one_house_do_not_narrow_the_bandwidth(county):
    region = grid(county, cell=100)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(WEST, WEST + 0.2, 400), rng.uniform(SOUTH, SOUTH + 0.1, 400)
    chosen = choose_bandwidth(x, y, region)
    again = choose_bandwidth(np.append(x, [x[0]] * 100), np.append(y, [y[0]] * 100), region)
    assert chosen == again


def test_a_handful_of_petitions_is_shown_as_vaguely_as_it_is_known(county):
    region = grid(county, cell=100)
    assert choose_bandwidth([WEST + 0.05], [SOUTH + 0.05], region) == BANDWIDTHS[-1]
    assert choose_bandwidth([], [], region) == BANDWIDTHS[-1]


def test_without_roads_travel_is_an_estimate_from_great_circles():
    minutes = estimated_minutes([120.0, 120.0], [29.0, 30.0], detour=1.5, speed=30)
    assert minutes[0, 1] == pytest.approx(111.195 * 1.5 * 2, rel=1e-4)
    assert minutes[0, 0] == 0
    assert (minutes == minutes.T).all()


@pytest.mark.parametrize("bandwidth", [300, 1_000, 3_000])
def test_a_cluster_in_a_corner_shows_all_of_its_petitions(county, bandwidth):
    region = grid(county, cell=100)
    surface = kernel_surface([WEST + 1e-5] * 100, [SOUTH + 1e-5] * 100, region, bandwidth)
    assert _people(surface, region) == pytest.approx(100, rel=1e-3)


def test_the_surface_at_the_rim_is_that_of_a_kernel_scaled_cell_by_cell():
    """Against the whole matrix of kernels, scaled by turns, row by row and column by column."""
    region = grid([shapely.Polygon([(WEST, SOUTH), (WEST + 0.05, SOUTH), (WEST, SOUTH + 0.04)])], cell=250)
    row, column = np.nonzero(region.inside)
    metres = region.cell * np.column_stack([row, column])
    matrix = np.exp(-((metres[:, None] - metres) ** 2).sum(axis=2) / 2 / 900.0**2)
    for _ in range(500):
        matrix /= matrix.sum(axis=0)
        matrix /= matrix.sum(axis=1, keepdims=True)
    x, y = [WEST + 0.002, WEST + 0.03], [SOUTH + 0.002, SOUTH + 0.01]
    mass = np.zeros(region.shape)
    for at in range(2):
        spot = kernel_surface(x[at : at + 1], y[at : at + 1], region, 1.0)
        mass[np.unravel_index(spot.argmax(), region.shape)] += 1
    wanted = matrix.T @ mass[region.inside] / (region.cell / 1000) ** 2
    got = kernel_surface(x, y, region, 900.0)[region.inside]
    assert got == pytest.approx(wanted, abs=0.01 * wanted.max())
