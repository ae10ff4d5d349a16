"""Hot and cold: no wolf cried on maps without a pattern, no fire missed on those with one."""

import shutil
import subprocess
import warnings

import geopandas
import numpy as np
import pytest
import shapely
from libpysal import examples
from libpysal.graph import Graph
from scipy.sparse import coo_array

from geo.neighbours import touching
from geo.statistics.hotspots import Kind, getis_ord, local_moran

ROWS, COLUMNS = 12, 11
VILLAGES = ROWS * COLUMNS
MAPS = 1_000
DENSITIES = (0.1, 0.5, 2, 20)
"""Mean cases a village, from a rare category in a month to all categories in a year."""


@pytest.fixture(scope="module")
def county():
    """Villages on a lattice, neighbours by borders and corners."""
    return touching(
        [
            shapely.box(119.8 + x / 50, 29.3 + y / 50, 119.82 + x / 50, 29.32 + y / 50)
            for y in range(ROWS)
            for x in range(COLUMNS)
        ]
    )


@pytest.fixture(scope="module")
def residents():
    """Between some 300 and 8,000 residents; large villages lie together, as along a valley."""
    y, x = np.mgrid[:ROWS, :COLUMNS]
    return np.round(1_500 * np.exp(1.1 * np.sin(x / 2) * np.cos(y / 3))).ravel()


@pytest.fixture(scope="module")
def columbus():
    """Crime in 49 parts of Columbus, Ohio, 1980 (Anselin 1988), and which share a border or a corner."""
    path = examples.get_path("columbus.shp")
    places = geopandas.read_file(path)
    graph = Graph.build_contiguity(places.geometry.reset_index(drop=True), rook=False)
    return places["CRIME"].to_numpy(), graph, path


def _village(row, column):
    return row * COLUMNS + column


# --- oracles -------------------------------------------------------------------------------------------


def test_the_hot_spots_of_columbus_have_the_z_of_spdep(columbus):
    crime, graph, _ = columbus
    z = getis_ord(crime, graph, permutations=99).z
    # R spdep 1.2-7: localG(CRIME, nb2listw(include.self(poly2nb(queen = TRUE)), style = "B"))
    wanted = [-1.43277965397, -1.34000809746, -0.77199868095, -0.13173336449, 1.28536279844, 0.06864804381]
    assert z[:6] == pytest.approx(wanted, abs=1e-9)
    assert (z.min(), z.max()) == pytest.approx((-2.851023177, 3.475051356), abs=1e-8)


def test_the_local_morans_of_columbus_have_the_z_of_spdep_and_the_p_of_esda(columbus):
    crime, graph, _ = columbus
    found = local_moran(crime, graph, permutations=39_999)
    # R spdep 1.2-7: localmoran(CRIME, nb2listw(poly2nb(queen = TRUE), style = "W")), column Z.Ii
    assert found.z[:3] == pytest.approx([0.9378076510, 0.9856591203, 0.7184189125], abs=1e-8)
    # esda 2.9.0: Moran_Local(CRIME, queen, permutations=99_999, seed=1).p_sim, doubled: no ties in this layer
    wanted = [0.3677, 0.3362, 0.4866, 0.952, 0.2979, 0.6462, 0.0743, 0.3254]
    assert found.p[:8] == pytest.approx(wanted, abs=0.02)


def _r(script, *words):
    """What R prints: rows of numbers."""
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed; Debian: r-base-core r-cran-spdep r-cran-guerry")
    run = subprocess.run(["Rscript", "-e", script, *words], capture_output=True, text=True)
    if "there is no package called" in run.stderr:
        pytest.skip("R has no spdep or no Guerry; Debian: r-cran-spdep r-cran-guerry")
    assert run.returncode == 0, run.stderr
    return np.loadtxt(run.stdout.splitlines())


def test_all_of_columbus_agrees_with_spdep_where_r_is_installed(columbus):
    crime, graph, path = columbus
    script = """
        suppressMessages({library(sf); library(spdep)})
        places <- st_read(commandArgs(TRUE)[1], quiet = TRUE)
        near <- poly2nb(places, queen = TRUE)
        hot <- localG(places$CRIME, nb2listw(include.self(near), style = "B"))
        moran <- localmoran(places$CRIME, nb2listw(near, style = "W"))
        write.table(cbind(as.numeric(hot), moran[, "Z.Ii"]), row.names = FALSE, col.names = FALSE)
    """
    hot, moran = _r(script, path).T
    assert getis_ord(crime, graph, permutations=99).z == pytest.approx(hot, abs=1e-9)
    assert local_moran(crime, graph, permutations=99).z == pytest.approx(moran, abs=1e-9)


def test_the_moral_statistics_of_france_agree_with_spdep_where_r_is_installed(tmp_path):
    """Guerry's five variables in the 85 departments of 1830 (Guerry 1833; Dray and Jombart 2011)."""
    names = ["Crime_pers", "Crime_prop", "Literacy", "Donations", "Suicides"]
    script = """
        suppressMessages({library(sf); library(spdep); library(Guerry)})
        words <- commandArgs(TRUE)
        places <- st_as_sf(gfrance85)
        st_write(places[words[-1]], words[1], quiet = TRUE)
        near <- poly2nb(places, queen = TRUE)
        told <- lapply(words[-1], function(name) {
            values <- as.numeric(places[[name]])
            cbind(as.numeric(localG(values, nb2listw(include.self(near), style = "B"))),
                  localmoran(values, nb2listw(near, style = "W"))[, "Z.Ii"])
        })
        write.table(do.call(cbind, told), row.names = FALSE, col.names = FALSE)
    """
    path = tmp_path / "guerry.gpkg"
    told = _r(script, str(path), *names)
    places = geopandas.read_file(path)
    graph = Graph.build_contiguity(places.geometry, rook=False)
    assert len(places) == 85
    for name, hot, moran in zip(names, told.T[::2], told.T[1::2], strict=True):
        values = places[name].to_numpy(dtype=float)
        assert getis_ord(values, graph, permutations=99).z == pytest.approx(hot, abs=1e-9)
        assert local_moran(values, graph, permutations=99).z == pytest.approx(moran, abs=1e-9)


def test_gi_star_is_the_formula_of_ord_and_getis(county):
    values = np.random.default_rng(1).gamma(2, size=VILLAGES)
    near = county.sparse.toarray() + np.eye(VILLAGES)
    mean, spread, size = values.mean(), values.std(), near.sum(axis=1)
    wanted = (near @ values - size * mean) / (spread * np.sqrt((VILLAGES * size - size**2) / (VILLAGES - 1)))
    found = getis_ord(values, county)
    assert found.z == pytest.approx(wanted)
    assert found.observed == pytest.approx(near @ values)
    assert found.expected == pytest.approx(size * mean)


# --- no pattern, no flag -------------------------------------------------------------------------------


def _tell(capsys, sentence):
    with capsys.disabled():
        print(f"\n{sentence}", end=" ")  # noqa: T201


def _maps_that_raise_a_flag(capsys, test, name, draw, **given):
    """Share of maps without a pattern that raise any flag, overall and by density, printed."""
    rng = np.random.default_rng(2026)
    shares = []
    for mean in DENSITIES:
        maps = draw(rng, mean, MAPS // len(DENSITIES))
        shares.append(test(maps, **given).significant.any(axis=0).mean())
    told = ", ".join(f"{share:.1%} at {mean}" for share, mean in zip(shares, DENSITIES, strict=True))
    _tell(capsys, f"{name}: {np.mean(shares):.1%} of {MAPS} maps without a pattern raise a flag ({told})")
    # Two standard deviations of a true 5 % on so many maps: 1.4 % of 1,000, 2.8 % of 250.
    assert np.mean(shares) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / MAPS)
    assert max(shares) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / (MAPS // len(DENSITIES)))


@pytest.mark.slow
@pytest.mark.parametrize("test", [getis_ord, local_moran])
def test_at_most_one_in_twenty_maps_without_a_pattern_raises_any_flag(test, county, capsys):
    def draw(rng, mean, maps):
        risk = rng.gamma(2, 0.5, (VILLAGES, maps))  # villages differ, but not by place
        return rng.poisson(mean * risk)

    _maps_that_raise_a_flag(capsys, test, test.__name__, draw, graph=county)


@pytest.mark.slow
@pytest.mark.parametrize("test", [getis_ord, local_moran])
@pytest.mark.parametrize("unlike", [0, 0.7])
def test_nor_where_large_villages_lie_together(test, unlike, county, residents, capsys):
    def draw(rng, mean, maps):
        spread = np.sqrt(np.log(1 + unlike**2))
        risk = rng.lognormal(-(spread**2) / 2, spread, (VILLAGES, maps))
        return rng.poisson(mean * risk * residents[:, None] / residents.mean())

    name = f"{test.__name__}, residents from 300 to 8,000, risks differing by {unlike:.0%}"
    _maps_that_raise_a_flag(capsys, test, name, draw, graph=county, residents=residents)


# --- a fire is seen ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "extra", "floor"), [(0.3, 2, 0.4), (2, 5, 0.6), (20, 12, 0.5)])
def test_four_villages_with_many_more_cases_are_found(mean, extra, floor, county, residents, capsys):
    rng = np.random.default_rng(7)
    cluster = [_village(5, 5), _village(5, 6), _village(6, 5), _village(6, 6)]
    maps = rng.poisson(mean * residents[:, None] / residents.mean(), (VILLAGES, 100))
    maps[cluster] += rng.poisson(extra, (4, 100))
    hot = getis_ord(maps, county, residents=residents).kind == Kind.HOT
    near = county.sparse.toarray()[cluster].any(axis=0)
    any_found, each, elsewhere = hot[cluster].any(axis=0), hot[cluster], hot[~near].any(axis=0)
    _tell(
        capsys,
        f"{mean} cases a village, {extra} more in each of 4: cluster seen on {any_found.mean():.0%} of maps, "
        f"{each.mean():.0%} of its villages; a flag away from it on {elsewhere.mean():.0%}",
    )
    assert any_found.mean() >= floor
    assert elsewhere.mean() <= 0.1


def test_three_villages_that_touch_are_enough(county):
    values = np.random.default_rng(3).poisson(0.5, VILLAGES)
    values[[_village(4, 4), _village(4, 5), _village(5, 4)]] = [9, 11, 8]
    assert getis_ord(values, county).kind[_village(4, 4)] == Kind.HOT


def test_where_nobody_complains_among_many_who_do_it_is_cold(county, residents):
    counts = np.random.default_rng(4).poisson(20 * residents / residents.mean())
    block = [_village(row, column) for row in (5, 6, 7) for column in (2, 3, 4)]
    counts[block] //= 8
    found = getis_ord(counts, county, residents=residents)
    assert found.kind[_village(6, 3)] == Kind.COLD
    assert found.observed[_village(6, 3)] == counts[block].sum()
    assert found.expected[_village(6, 3)] > 4 * counts[block].sum()


def test_local_moran_tells_a_village_among_its_like_from_one_among_its_opposites(county, residents):
    rng = np.random.default_rng(5)
    for given in ({}, {"residents": np.full(VILLAGES, 1_000)}):
        values = rng.poisson(10, VILLAGES)
        for row in (1, 2, 3):
            values[[_village(row, column) for column in (1, 2, 3)]] = 25
            values[[_village(row, column) for column in (7, 8, 9)]] = 25
            values[[_village(row + 6, column) for column in range(2, 9)]] = 1
        values[_village(2, 8)], values[_village(8, 4)] = 0, 20
        found = local_moran(values, county, **given)
        assert found.kind[_village(2, 2)] == Kind.HIGH_HIGH
        assert found.kind[_village(2, 8)] == Kind.LOW_HIGH
        assert found.kind[_village(8, 4)] == Kind.HIGH_LOW
        assert found.kind[_village(8, 7)] == Kind.LOW_LOW
        assert found.z[_village(2, 2)] > 0 > found.z[_village(2, 8)]


def test_a_map_of_people_is_no_map_of_hot_spots(county, residents):
    counts = np.random.default_rng(6).poisson(residents / 100)
    assert getis_ord(counts, county).significant.sum() > 20
    assert not getis_ord(counts, county, residents=residents).significant.any()


# --- what cannot be judged -----------------------------------------------------------------------------


@pytest.mark.parametrize("test", [getis_ord, local_moran])
def test_islands_and_unknown_villages_are_not_judged_and_harm_nobody(test, county):
    near = county.sparse.toarray()
    lonely, unknown = _village(3, 3), _village(8, 8)
    near[lonely] = near[:, lonely] = 0
    graph = Graph.from_sparse(coo_array(near))
    values = np.random.default_rng(8).poisson(2, VILLAGES).astype(float)
    values[unknown], values[lonely] = np.nan, 1_000
    found = test(values, graph)
    assert np.flatnonzero(~found.tested).tolist() == [lonely, unknown]
    for part in (found.z, found.p, found.q, found.observed, found.expected):
        assert np.flatnonzero(np.isnan(part)).tolist() == [lonely, unknown]
    assert (found.kind[[lonely, unknown]] == Kind.NONE).all()
    people = np.full(VILLAGES, 900.0)
    people[_village(0, 0)] = np.nan
    assert not test(values, graph, residents=people).tested[_village(0, 0)]


@pytest.mark.parametrize("test", [getis_ord, local_moran])
@pytest.mark.parametrize("people", [None, np.full(VILLAGES, 900.0)])
def test_nothing_to_tell_is_told_without_a_warning(test, people, county):
    nobody_near = Graph.from_sparse(coo_array(np.zeros((VILLAGES, VILLAGES))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for value in (0.0, 3.0):
            found = test(np.full(VILLAGES, value), county, residents=people)
            assert not found.significant.any()
            assert (found.p == 1).all() and (found.z == 0).all()
        assert not test(np.full(VILLAGES, np.nan), county, residents=people).tested.any()
        assert not test(np.arange(VILLAGES), nobody_near, residents=people).tested.any()


@pytest.mark.parametrize("test", [getis_ord, local_moran])
def test_the_same_question_has_the_same_answer(test, county):
    values = np.random.default_rng(9).poisson(1, (VILLAGES, 3))
    first, again = test(values, county, seed=4), test(values, county, seed=4)
    assert (first.p == again.p).all() and (first.kind == again.kind).all()
    assert (test(values[:, 1], county, seed=4).p == first.p[:, 1]).all()


def test_what_does_not_fit_is_refused_in_words(county, residents):
    with pytest.raises(ValueError, match="one row each"):
        getis_ord([1, 2, 3], county)
    with pytest.raises(ValueError, match="one each"):
        getis_ord(np.ones(VILLAGES), county, residents=[1_000])
    with pytest.raises(ValueError, match="whole numbers"):
        getis_ord(np.full(VILLAGES, 0.5), county, residents=residents)


def test_screening_finds_the_same_spots_with_the_same_q_and_asks_for_no_other(county, residents):
    usual = residents / residents.sum() * 900
    usual[[40, 41, 51, 52]] += 25
    for seed in range(4):
        cases = np.random.default_rng(seed).poisson(usual)
        every = getis_ord(cases, county, residents=residents, level=0.01)
        screened = getis_ord(cases, county, residents=residents, level=0.01, screened=True)
        assert every.significant.any() and (every.kind == screened.kind).all()
        hot = every.significant
        assert np.allclose(every.q[hot], screened.q[hot]) and (screened.q[~hot] > 0.01).all()
