"""A county hands its record on to the province: facts of its petitions, through the gate."""

from itertools import chain

import geopandas as gpd

from data.divisions.land import Land, land
from data.errors import ProvinceRefused
from data.petitions.disclosure import insiders
from data.petitions.facts import facts, without_accusations
from data.province.county import CountyNote
from data.province.places import Place
from data.province.schema import rows_by_month
from data.reader import Writer
from data.rules import rules
from data.scope import is_office


def hand_on(writer: Writer, place: Place, city: str = "") -> CountyNote:
    """Put the county's record as it stands into a province, in the place of an earlier one; logged before.

    Reports and accusations stay in the county, and so do points, persons, texts and numbers: a row has
    the day, codes, and how many people.

    Parameters
    ----------
    writer
        The petition office.
    place
        Of the petition office of the province (`data.province.places`).
    city
        Name of the city above the county.

    Raises
    ------
    ProvinceRefused
        The scope is not the petition office's, or there are no villages with outlines.
    """
    if not is_office(writer.scope):
        raise ProvinceRefused("Only the petition office hands its record on to the province")
    whole, county = land(writer.store, writer.today), rules(writer.store, writer.today)
    if whole.villages.empty:
        raise ProvinceRefused("There are no villages with boundaries on record: import them first.")
    dataset = writer.store.dataset()
    counted = without_accusations(facts(writer))
    note = CountyNote(
        code=dataset.county_code,
        name=dataset.county_name,
        city=city,
        synthetic=dataset.synthetic,
        last_day=dataset.as_of or writer.today,
        rows=len(counted),
        least=county.privacy.suppress_below,
        first_days=county.cases.first_days,
        leaders=tuple(sorted(tuple(sorted(part)) for part in insiders(writer, writer.today))),
        hotspots=county.hotspots,
    )
    months = rows_by_month(counted)
    with writer.write("hand on record", dataset.county_code, rows=len(counted), months=len(months)):
        pass
    place.keep_record(note, _villages(whole, note.code), chain(months.items()))
    return note


def _villages(whole: Land, county: str) -> gpd.GeoDataFrame:
    frame = whole.villages[["code", "name", "parent_code", "residents", "geometry"]]
    return frame.assign(
        residents=whole.residents,
        township=[name or None for name in whole.townships_of],
        county=county,
    )
