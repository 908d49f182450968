#!/usr/bin/env python3
"""Counts what the files of real data hold, apart from the program: the numbers that tests/city_files.rs asserts.

    python3 tests/independent/count_events.py [DATA]

DATA is the folder of real data (default: WATCHBACK_DATA, else ../shared/data). Python 3 alone, no packages. Nothing of the program is
run or read but the tables of offences (src/study/offences), which say what is violent and what property.

The rules, written anew from docs/cities.md, not translated from the program:
- A row has as many fields as the header. A blank line is no row.
- Its number, where the layout has one, is of digits (decimals must be zeros).
- Its date is one of the years 1900 to 2099, and its time of day, where it has a column of its own, is one; 24:00 ends its day. A time
  that is missing is the day's beginning.
- A coordinate is a number in range, or missing (nothing, NULL, NA). 0, 0 and -1, -1 and 90 north are placeholders: missing too.
- A flag is true, false or missing. A word of outcome is an arrest if it is one of the layout's, and unknown if missing.
A row that breaks one of these is dropped, for the first that it breaks in this order. Of rows with one number, or equal in all fields where
there is none, all but one are duplicates.
"""

import collections
import csv
import datetime
import gzip
import io
import json
import os
import re
import struct
import sys
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")


class Bad(Exception):
    """Why a row is dropped."""


def missing(text):
    return text.strip().lower() in ("", "null", "na", "n/a")


def day(year, month, date):
    if not 1900 <= year <= 2099:
        raise Bad("date")
    try:
        return datetime.date(year, month, date)
    except ValueError:
        raise Bad("date") from None


def month_first(text):
    """M/D/YYYY or M/D/YY, with or without a time behind a blank."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?: (.+))?", text)
    if not found:
        raise Bad("date")
    month, date, year, time = found.groups()
    year = int(year)
    if year < 100:
        year += 1900 if year >= 70 else 2000
    return day(year, int(month), int(date)), time


def year_first(text):
    """YYYY-MM-DD or YYYYMMDD, with or without a time behind a blank or a T."""
    found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](.+))?", text) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})()", text
    )
    if not found:
        raise Bad("date")
    year, month, date, time = found.groups()
    return day(int(year), int(month), int(date)), time or None


def minute(text):
    """Minutes of the day: H:MM, H:MM:SS, with AM or PM, or digits alone."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ([AP])M)?", text)
    if found:
        hour, past, second, half = found.groups()
        hour, past = int(hour), int(past)
        if half:
            if not 1 <= hour <= 12:
                raise Bad("date")
            hour = hour % 12 + (12 if half == "P" else 0)
        if int(second or 0) > 59:
            raise Bad("date")
    elif re.fullmatch(r"\d{1,4}", text):
        hour, past = divmod(int(text), 100)
    else:
        raise Bad("date")
    if (hour, past) == (24, 0):
        return 1439
    if hour > 23 or past > 59:
        raise Bad("date")
    return 60 * hour + past


def degrees(text, limit):
    if missing(text):
        return None
    try:
        number = float(text)
    except ValueError:
        raise Bad("coordinate") from None
    if not -limit <= number <= limit:
        raise Bad("coordinate")
    return number


# Columns by what they hold. `arrest`: a column, and the words that mean one (None: a flag); `places`: limits of its two columns.
DEGREES = (90.0, 180.0)
LAYOUTS = {
    "chicago": dict(
        city="chicago", id="ID", date="Date", order=month_first, place=("Latitude", "Longitude"), offence="Primary Type",
        arrest=("Arrest", None),
    ),
    "philadelphia": dict(
        city="philadelphia", id="dc_key", date="dispatch_date", order=year_first, time="dispatch_time",
        place=("point_y", "point_x"), offence="text_general_code",
    ),
    "los-angeles": dict(
        city="los-angeles", id="DR_NO", date="DATE OCC", order=month_first, time="TIME OCC", place=("LAT", "LON"),
        offence="Crm Cd Desc", arrest=("Status", ("AA", "JA")),
    ),
    "atlanta-2019": dict(
        city="atlanta", date="Occur Date", order=month_first, time="Occur Time", place=("Latitude", "Longitude"),
        offence="UCR Literal",
    ),
    "atlanta-2020": dict(
        city="atlanta", date="occur_date", order=month_first, time="occur_time", place=("lat", "long"), offence="UC2_Literal",
    ),
    "atlanta-nibrs": dict(
        city="atlanta", date="Offense Start Date", order=month_first, place=("Latitude", "Longitude"), offence="NIBRS Code Name",
    ),
    "austin": dict(
        city="austin", id="incident_report_number", date="occ_date", order=year_first, time="occ_time",
        place=("latitude", "longitude"), offence="crime_type", arrest=("clearance_status", ("C",)),
    ),
    "san-francisco": dict(
        city="san-francisco", date="Dates", order=year_first, place=("Y", "X"), offence="Category",
        arrest=("Resolution", ("ARREST*", "JUVENILE BOOKED", "JUVENILE CITED")),
    ),
    # State plane, international feet: any number is in range.
    "portland": dict(
        city="portland", date="occ_date", order=year_first, place=("y_coordinate", "x_coordinate"), places=(1e9, 1e9),
        offence="CATEGORY",
    ),
    "portland-shapefile": dict(
        city="portland", date="occ_date", order=year_first, place=("y_coordina", "x_coordina"), places=(1e9, 1e9),
        offence="CATEGORY",
    ),
}

FILES = [
    ("events/chicago_crimes_2012_10cols.csv.gz", "chicago"),
    ("events/chicago_crimes_2013_10cols.csv.gz", "chicago"),
    ("events/chicago_crimes_2014.csv.gz", "chicago"),
    ("events/chicago_crimes_2015.csv.gz", "chicago"),
    ("events/chicago_crimes_2016.csv.gz", "chicago"),
    ("events/chicago_crimes_2017.csv.gz", "chicago"),
    ("samples/chicago_2014_excerpt.csv", "chicago"),
    ("events/philadelphia_incidents_2016.csv.gz", "philadelphia"),
    ("events/philadelphia_incidents_2017.csv.gz", "philadelphia"),
    ("events/philadelphia_incidents_2018.csv.gz", "philadelphia"),
    ("events/philadelphia_incidents_2019.csv.gz", "philadelphia"),
    ("samples/philadelphia_2016_01_excerpt.csv", "philadelphia"),
    ("events/la_west_la_area_2020-03_2021-07.csv.gz", "los-angeles"),
    ("samples/la_crime_2020_present_west_la_excerpt.csv", "los-angeles"),
    ("events/atlanta_cobra_2019_jan01-sep.csv.gz", "atlanta-2019"),
    ("samples/atlanta_cobra_2019_excerpt.csv", "atlanta-2019"),
    ("events/atlanta_cobra_2020_old_rms_jan01-sep29.csv.gz", "atlanta-2020"),
    ("events/atlanta_cobra_2020_new_rms_sep30-dec31.csv.gz", "atlanta-2020"),
    ("samples/atlanta_cobra_2020_new_rms_excerpt.csv", "atlanta-2020"),
    ("samples/atlanta_nibrs_2022plus_excerpt.csv", "atlanta-nibrs"),
    ("samples/austin_crime_reports_soda_sample.json", "austin"),
    ("events/sf_incidents_kaggle_train_2011-2015.csv.gz", "san-francisco"),
    ("events/portland_nij_cfs_2012-03_2017-02.csv.gz", "portland"),
    ("samples/portland_NIJ2017_FEB22_FEB26_shapefile.zip", "portland-shapefile"),
]


def csv_rows(stream):
    reader = csv.reader(io.TextIOWrapper(stream, encoding="utf-8-sig", newline=""))
    header = next(reader)
    for fields in reader:
        if fields:
            yield header, fields


def json_rows(stream):
    rows = json.load(stream)
    header = sorted({name for row in rows for name in row})
    for row in rows:
        values = [row.get(name, "") for name in header]
        yield header, ["" if value is None else str(value) for value in values]


def dbf_rows(stream):
    """The table of a shapefile: records and fields of fixed length (dBASE III)."""
    data = stream.read()
    n_records, header_bytes, record_bytes = struct.unpack("<IHH", data[4:12])
    header, lengths, at = [], [], 32
    while data[at] != 0x0D:
        header.append(data[at : at + 11].split(b"\0")[0].decode("ascii"))
        lengths.append(data[at + 16])
        at += 32
    for number in range(n_records):
        record = data[header_bytes + number * record_bytes :][:record_bytes]
        if record[:1] == b"*":
            continue
        fields, at = [], 1
        for length in lengths:
            fields.append(record[at : at + length].decode("utf-8").strip())
            at += length
        yield header, fields


def rows_of(path):
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".dbf"))
            with archive.open(name) as stream:
                yield from dbf_rows(stream)
        return
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as stream:
        yield from json_rows(stream) if path.endswith(".json") else csv_rows(stream)


def classes_of(city):
    with open(os.path.join(ROOT, "src/study/offences", city + ".csv"), encoding="utf-8", newline="") as table:
        return {row["offence"].lower(): row["class"] for row in csv.DictReader(table)}


def arrest_of(layout, value):
    column = layout.get("arrest")
    if column is None or missing(value):
        return None
    words = column[1]
    if words is None:
        known = {"true": True, "false": False, "y": True, "n": False}
        if value.lower() not in known:
            raise Bad("arrest flag")
        return known[value.lower()]
    begins = tuple(word[:-1] for word in words if word.endswith("*"))
    return value in words or value.startswith(begins or ("\0",))


def event(layout, header, fields, at):
    if len(fields) != len(header):
        raise Bad("fields")
    number = tuple(fields)
    if "id" in layout:
        number = fields[at[layout["id"]]]
        if not re.fullmatch(r"\d+(\.0+)?", number):
            raise Bad("id")
        number = int(number.split(".")[0])
    date, time = layout["order"](fields[at[layout["date"]]])
    own = fields[at[layout["time"]]] if "time" in layout else None
    if own is not None:
        past = None if missing(own) else minute(own)
    else:
        past = minute(time) if time else None
    limits = layout.get("places", DEGREES)
    place = [degrees(fields[at[column]], limit) for column, limit in zip(layout["place"], limits)]
    arrest = arrest_of(layout, fields[at[layout["arrest"][0]]] if "arrest" in layout else "")
    return number, date, past, place, fields[at[layout["offence"]]].strip(), arrest


def count(path, layout):
    classes = classes_of(layout["city"])
    counts, dropped, names, numbers = collections.Counter(), collections.Counter(), collections.Counter(), set()
    first, last, at, header_of = None, None, None, None
    for header, fields in rows_of(path):
        counts["rows"] += 1
        if at is None or header is not header_of:
            header_of = header
            # The first of columns of one name.
            at = {name: place for place, name in reversed(list(enumerate(header)))}
        try:
            number, date, past, place, offence, arrest = event(layout, header, fields, at)
        except Bad as reason:
            dropped[str(reason)] += 1
            continue
        counts["kept"] += 1
        counts["without time"] += past is None
        placeholder = place in ([0.0, 0.0], [-1.0, -1.0]) or place[0] == 90.0
        counts["placeholders"] += placeholder
        counts["without place"] += placeholder or None in place
        counts[classes.get(offence.lower(), "other")] += 1
        names[offence] += 1
        counts["arrests"] += arrest is True
        counts["arrest known"] += arrest is not None
        counts["duplicates"] += number in numbers
        numbers.add(number)
        first = date if first is None else min(first, date)
        last = date if last is None else max(last, date)
    return counts, dropped, names, first, last


COLUMNS = ["rows", "kept", "without place", "placeholders", "violent", "property", "arrests", "arrest known", "duplicates"]


def main():
    default = os.environ.get("WATCHBACK_DATA", os.path.join(ROOT, "../shared/data"))
    data = sys.argv[1] if len(sys.argv) > 1 else default
    only = sys.argv[2:]
    print("file; " + ", ".join(COLUMNS) + "; first..last; offences; dropped; without time")
    for name, layout in FILES:
        if only and not any(part in name for part in only):
            continue
        counts, dropped, names, first, last = count(os.path.join(data, name), LAYOUTS[layout])
        numbers = ", ".join(f"{counts[column]:_}" for column in COLUMNS)
        print(f"{name}; {numbers}; {first}..{last}; {len(names)}; {dict(dropped)}; {counts['without time']}", flush=True)


if __name__ == "__main__":
    main()
