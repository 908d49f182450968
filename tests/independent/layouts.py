#!/usr/bin/env python3
"""What tests/guess.rs expects of the real files, taken without the importer: Python's csv, gzip and datetime alone.

python3 tests/independent/layouts.py ../shared/data
"""
import csv, datetime, gzip, sys

ROOT = sys.argv[1]
MISSING = ("", "NULL", "NA")


def clock(text):
    if ":" in text:
        hour, minute = text.split(":")[:2]
    else:
        number = int(float(text))
        hour, minute = number // 100, number % 100
    hour, minute = int(hour), int(minute)
    if (hour, minute) == (24, 0):
        return 23, 59
    return hour, minute


def date(text, forms):
    for form in forms:
        try:
            moment = datetime.datetime.strptime(text, form)
        except ValueError:
            continue
        if 1900 <= moment.year <= 2099:
            return moment
    return None


US = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d"]
ISO = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d"]
# File, date, time, north, east, offence, formats, arrest column, values that mean it.
FILES = [
    ("events/chicago_crimes_2012_10cols.csv.gz", "Date", None, "Latitude", "Longitude", "Primary Type", US, "Arrest", ["true"]),
    ("events/chicago_crimes_2014.csv.gz", "Date", None, "Latitude", "Longitude", "Primary Type", US, "Arrest", ["true"]),
    ("events/philadelphia_incidents_2016.csv.gz", "dispatch_date", "dispatch_time", "point_y", "point_x", "text_general_code", ISO, None, []),
    ("events/la_west_la_area_2020-03_2021-07.csv.gz", "DATE OCC", "TIME OCC", "LAT", "LON", "Crm Cd Desc", US, "Status", ["AA", "JA"]),
    ("events/atlanta_cobra_2019_jan01-sep.csv.gz", "Occur Date", "Occur Time", "Latitude", "Longitude", "UCR Literal", US, None, []),
    ("events/atlanta_cobra_2020_old_rms_jan01-sep29.csv.gz", "occur_date", "occur_time", "lat", "long", "UC2_Literal", US, None, []),
    ("events/atlanta_cobra_2020_new_rms_sep30-dec31.csv.gz", "occur_date", "occur_time", "lat", "long", "UC2_Literal", US, None, []),
    ("events/sf_incidents_kaggle_train_2011-2015.csv.gz", "Dates", None, "Y", "X", "Category", ISO, "Resolution",
     ["ARREST, BOOKED", "ARREST, CITED", "JUVENILE BOOKED", "JUVENILE CITED"]),
    ("events/portland_nij_cfs_2012-03_2017-02.csv.gz", "occ_date", None, "latitude", "longitude", "CATEGORY", ISO, None, []),
    ("samples/atlanta_cobra_2019_excerpt.csv", "Occur Date", "Occur Time", "Latitude", "Longitude", "UCR Literal", US, None, []),
    ("samples/atlanta_cobra_2020_new_rms_excerpt.csv", "occur_date", "occur_time", "lat", "long", "UC2_Literal", US, None, []),
    ("samples/atlanta_nibrs_2022plus_excerpt.csv", "Offense Start Date", None, "Latitude", "Longitude", "NIBRS Code Name", US, None, []),
    ("samples/chicago_2014_excerpt.csv", "Date", None, "Latitude", "Longitude", "Primary Type", US, "Arrest", ["true"]),
    ("samples/la_crime_2020_present_west_la_excerpt.csv", "DATE OCC", "TIME OCC", "LAT", "LON", "Crm Cd Desc", US, "Status", ["AA", "JA"]),
    ("samples/philadelphia_2016_01_excerpt.csv", "dispatch_date", "dispatch_time", "point_y", "point_x", "text_general_code", ISO, None, []),
]

for name, date_column, time_column, north, east, offence, forms, arrest, values in FILES:
    path = f"{ROOT}/{name}"
    opened = gzip.open(path, "rt", encoding="utf-8-sig", newline="") if name.endswith("gz") else open(path, encoding="utf-8-sig", newline="")
    rows = csv.reader(opened)
    header = [column.strip() for column in next(rows)]
    at = header.index
    read = kept = placeholders = unplaced = arrests = outcomes = 0
    first_day, last_day, first, kinds = None, None, None, set()
    for row in rows:
        if not row:
            continue
        read += 1
        field = lambda column: row[at(column)].strip()
        moment = date(field(date_column), forms)
        if moment is None:
            continue
        if time_column:
            try:
                hour, minute = clock(field(time_column))
                moment = moment.replace(hour=hour, minute=minute)
            except ValueError:
                continue
        kept += 1
        place = [field(north), field(east)]
        if any(part in MISSING for part in place):
            unplaced += 1
            place = None
        elif all(float(part) == 0 for part in place):
            placeholders += 1
            unplaced += 1
            place = None
        kinds.add(field(offence))
        if arrest and field(arrest) not in MISSING:
            outcomes += 1
            arrests += field(arrest) in values
        day = moment.date()
        first_day = min(first_day or day, day)
        last_day = max(last_day or day, day)
        if first is None:
            first = (moment.strftime("%Y-%m-%d %H:%M"), field(offence), place)
    print(f'("{name}", {read}, {kept}, {placeholders}, {unplaced}, {len(kinds)}, {arrests}, {outcomes}, "{first_day}", "{last_day}"),  # {first}')
