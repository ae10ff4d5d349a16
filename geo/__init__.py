"""What is computed: arrays and frames in, results out. Opens no file; knows no SQL, no petition's text.

Nothing is imported here, for some of it takes seconds to load.

Places
    crs, shifted        reference frames; the shifted ones of web maps
    locate, nearness    `VillageIndex`: points to one village; how far a point is from an area
    boundaries          repaired with a report, dissolved, simplified as a coverage
    neighbours          who borders on whom
    gazetteer           `Gazetteer`: address text to one village, or candidates

Figures (`statistics`)
    rates               rates and ratios with intervals; fixed classes
    density             kernel surface on a grid
    hotspots            `getis_ord`, `local_moran`: more than chance explains
    emerging            `emerging`: what is new
    scan                `scan`: clusters in space and time

Ways
    roads               `RoadNetwork`: minutes and paths; estimates where there are none
    orienteering        `Problem`, `solve`: the best routes of a day, with their proof
    visits              `plan`, `check_plan`: a leader's day, its judge, and the year

errors                  `Refused` and its kinds: one sentence each, translatable
"""
