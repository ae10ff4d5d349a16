"""Which division the rows of a register are about, and whether their points lie in it."""

import datetime as dt
from collections.abc import Collection, Mapping
from functools import partial

import numpy as np
import pandas as pd

from data.divisions.reading import Bools, Codes, WordReader, any_of, read_names
from data.divisions.reads import divisions
from data.importing.petitions.checks import Faults
from data.importing.petitions.frame_fit import FrameFit
from data.importing.petitions.points import Points
from data.importing.report import Notice, Notices
from data.petitions.placing import Places
from data.store import Store
from data.terms import Level
from data.text import N_
from geo.gazetteer import Gazetteer
from geo.gazetteer.names import bare_county, plain

BEYOND = 5.0
"""Kilometres outside the county's extent from which a point is rejected; nearer, it is only told."""
_SHOWN = 20  # characters of a cell that a sentence repeats
_COUNTY = ("县级", "县本级", "本级", "county")  # what the county is called beside its own name


class Finder:
    """Codes and names of the divisions valid on a day.

    Parameters
    ----------
    former
        Former and learned names count, and former villages' codes.
    """

    def __init__(self, store: Store, on: dt.date, former: bool = True) -> None:
        dataset = store.dataset()
        villages, townships = (divisions(store, level, on) for level in (Level.VILLAGE, Level.TOWNSHIP))
        self._townships = dict(zip(townships["code"], townships["name"], strict=True))
        self._above: dict[str, str | None] = dict(zip(villages["code"], villages["parent_code"], strict=True))
        self._county, county = dataset.county_code, plain(dataset.county_name)
        self._counties = {*_COUNTY, dataset.county_code, county, bare_county(county)}
        self.names = {dataset.county_code: dataset.county_name, **self._townships}
        self.names |= dict(zip(villages["code"], villages["name"], strict=True))
        if former:
            self._read = WordReader(store, on).read
        else:
            named = {Level.VILLAGE: villages, Level.TOWNSHIP: townships}
            frame = pd.concat([own.assign(level=level.value) for level, own in named.items()])
            names = Gazetteer(frame.rename(columns={"parent_code": "parent"}))
            self._read = partial(read_names, names=names, villages=self._above, townships=self._townships)

    def find(
        self,
        township: list[str],
        village: list[str],
        levels: Collection[Level],
        faults: Faults,
    ) -> list[str | None]:
        """Code of the place of each row.

        Parameters
        ----------
        township, village
            Names or codes, '' where there is none.
        levels
            What the place may be. A village goes before its township.
        faults
            Takes up what names no such place, or more than one.
        """
        words = pd.DataFrame(
            {"township": map(_tidied, township), "village": map(_tidied, village)}, dtype="str"
        )
        words["address"] = ""
        if Level.TOWNSHIP in levels:  # a township alone may stand in the other column as well
            known = {*self._townships, *map(plain, self._townships.values())}
            alone = words["village"].isin(known) & (words["township"] == "")
            words.loc[alone, "township"], words.loc[alone, "village"] = words["village"][alone], ""
        stated, asked = (words[name].to_numpy(dtype=object) for name in ("township", "village"))
        above = self._read(words.assign(village=""))
        found = above.township
        found[pd.notna(above.village)] = None
        if Level.COUNTY in levels:
            found[words["township"].isin(self._counties).to_numpy()] = self._county
        lost = (stated != "") & pd.isna(found)
        faults.add_each(
            lost,
            N_("No township on record is called {name}: give one township, by its full name or 9-digit code"),
            [{"name": name[:_SHOWN]} for name in stated[lost]],
        )
        if Level.VILLAGE not in levels:
            return list(found)
        village_codes = self._villages(words, found, ~lost, faults)
        if Level.TOWNSHIP in levels:
            faults.add((asked == "") & (stated == ""), N_("Neither a township nor a village is named"))
        return list(np.where(asked != "", village_codes, found))

    def _villages(self, words: pd.DataFrame, township: Codes, clear: Bools, faults: Faults) -> Codes:
        """Villages named; `clear` are the rows whose township is no question."""
        named = self._read(words)
        codes, texts = named.village, words["village"].to_numpy(dtype=object)
        parents = np.array([self._above.get(code) for code in codes], dtype=object)
        apart = clear & pd.notna(codes) & pd.notna(township) & (parents != township)
        faults.add_each(
            apart,
            N_("{village} lies in {township}, not in {stated}: correct one of the two"),
            [
                {"village": self.names[code], "township": self._named(parent), "stated": self._named(other)}
                for code, parent, other in zip(codes[apart], parents[apart], township[apart], strict=True)
            ],
        )
        open_ = clear & (texts != "") & pd.isna(codes)
        some = open_ & any_of(named.candidates)
        faults.add_each(
            some,
            N_(
                "{name} names no single village beyond doubt; it may be {candidates}. Give its township and"
                " full name, or its 12-digit code; one village a row"
            ),
            [
                {"name": text[:_SHOWN], "candidates": ", ".join(map(self._placed, own))}
                for text, own in zip(texts[some], named.candidates[some], strict=True)
            ],
        )
        faults.add_each(
            open_ & ~some,
            N_("No village on record is called {name}: correct it, or give its 12-digit code"),
            [{"name": text[:_SHOWN]} for text in texts[open_ & ~some]],
        )
        return codes

    def _named(self, code: str | None) -> str:
        return str(self.names.get(code, code))

    def _placed(self, village: str) -> str:
        """A village with its township and its code."""
        return f"{self._named(self._above.get(village))}{self._named(village)} {village}"


def _tidied(text: str) -> str:
    """A name in plain form, or a code without the zeros that fill it up to a village's length."""
    text = plain(text)
    while len(text) in (9, 12) and text.isdigit() and text.endswith("000"):
        text = text[:-3]
    return text


class Spots:
    """Points of a register, in the frame that was declared, held against the county and their own place.

    Parameters
    ----------
    columns
        Field -> the file's heading.
    county
        Code of the county, in which a point may be anywhere.
    """

    def __init__(
        self, store: Store, on: dt.date, frame: str | None, columns: Mapping[str, str], county: str
    ) -> None:
        self._places, self._county = Places(store, on), county
        self._told = {name: columns[name] for name in ("longitude", "latitude")}
        self._points = Points(frame, self._places.extent)
        self._fit = FrameFit(frame, self._places.fits)

    def take(
        self, x: list[float], y: list[float], places: list[str | None], faults: Faults, notices: Notices
    ) -> list[tuple[float, float]]:
        """Longitude and latitude (WGS 84 degrees) of each row.

        Rows that lie nowhere, or more than `BEYOND` outside the county's extent, become faults; those outside
        their own village or township are told.
        """
        points = np.array([x, y], dtype=np.float64)
        points[:, np.isnan(points).any(axis=0)] = np.nan
        given = ~np.isnan(points[0])
        longitude, latitude = self._points.convert(*points)
        faults.add(
            given & np.isnan(longitude),
            N_("{longitude} and {latitude} are no place in {frame}"),
            **self._told,
            frame=self._points.frame,
        )
        away = np.zeros(len(given))
        if self._places.extent is not None and given.any():
            away[given] = self._points.distances[-1]
        far = away > BEYOND
        faults.add_each(
            far,
            N_("The point lies {distance} km outside the county: check {longitude} and {latitude}"),
            [{**self._told, "distance": round(float(distance))} for distance in away[far]],
        )
        sound = np.flatnonzero(~faults.bad)
        named = np.array([None if code == self._county else code for code in places], dtype=object)
        self._fit.see(points[0][sound], points[1][sound], named[sound])
        inside = self._places.fits(longitude[sound], latitude[sound], named[sound])
        message = N_(
            "{count} points lie outside the place they are of; they were stored, check them (rows {rows})"
        )
        if self._places.extent is None:
            message = N_(
                "{count} points could not be held against their place, for no village boundaries are loaded"
                " (rows {rows})"
            )
        notices.add(message, faults.rows[sound[~inside]])
        return list(zip(longitude.tolist(), latitude.tolist(), strict=True))

    def finish(self) -> list[Notice]:
        """Judge the points as a whole.

        Raises
        ------
        ImportRefused
            Most of them cannot be right (`points.Points.check`).
        """
        self._points.check()
        doubt = self._fit.notice()
        return [doubt] if doubt else []
