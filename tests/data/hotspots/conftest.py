"""Eighty villages for simulated records."""

import geopandas
import pytest
import shapely

from data.divisions.land import Land


@pytest.fixture(scope="module")
def land():
    """Eighty villages in eight townships, every fifth a community."""
    rows = [
        {
            "code": f"3307261{at // 10:02d}{'1' if at % 5 == 0 else '2'}{at % 10:02d}",
            "name": f"v{at}",
            "parent_code": f"3307261{at // 10:02d}",
            "residents": 900 + 37 * at,
            "geometry": shapely.box(
                119.8 + at % 10 * 0.02,
                29.3 + at // 10 * 0.02,
                119.82 + at % 10 * 0.02,
                29.32 + at // 10 * 0.02,
            ),
        }
        for at in range(80)
    ]
    villages = geopandas.GeoDataFrame(rows, crs="EPSG:4326")
    towns = villages.dissolve("parent_code").reset_index()
    return Land(villages, towns.assign(code=towns["parent_code"], name=towns["parent_code"]))
