"""pandas' counts of one Chicago file: `python by_pandas.py FILE`. It works on one thread."""

from __future__ import annotations

import pandas as pd

from counts import DATE_FORMAT, EAST, MOST_SHARED, NORTH, SOUTH, WEST, Tables, answer

TYPES = {
    "ID": "uint64",
    "Date": "str",
    "Primary Type": "category",
    "Arrest": "boolean",
    "Latitude": "float64",
    "Longitude": "float64",
}


def read(path: str) -> pd.DataFrame:
    """The columns that are counted, typed, in memory. A value that is none of its type fails."""
    rows = pd.read_csv(path, usecols=list(TYPES), dtype=TYPES)
    rows["Date"] = pd.to_datetime(rows["Date"], format=DATE_FORMAT)
    rows["is_placeless"] = rows["Latitude"].isna() | rows["Longitude"].isna()
    return rows


def count(rows: pd.DataFrame) -> Tables:
    date = rows["Date"].dt
    # The first minute of the day, and that of noon.
    rows["is_midnight"] = (date.hour == 0) & (date.minute == 0)
    rows["is_noon"] = (date.hour == 12) & (date.minute == 0)
    days = rows.groupby(date.normalize()).agg(
        n=("ID", "size"),
        arrests=("Arrest", "sum"),
        known=("Arrest", "count"),
        placeless=("is_placeless", "sum"),
        midnight=("is_midnight", "sum"),
        noon=("is_noon", "sum"),
    )
    by_offence = rows.groupby("Primary Type", observed=True)["is_placeless"].agg(["size", "sum"])
    placed = rows[~rows["is_placeless"]]
    places = placed.groupby(["Latitude", "Longitude"], sort=False).size().reset_index(name="n")
    latitude, longitude = places["Latitude"], places["Longitude"]
    inside = (
        (latitude >= SOUTH) & (latitude < NORTH) & (longitude >= WEST) & (longitude < EAST)
    )
    order = ["n", "Latitude", "Longitude"]
    repeated = places[places["n"] > 1]
    shared = repeated.nlargest(MOST_SHARED, "n", keep="all")
    shared = shared.sort_values(order, ascending=[False, True, True]).head(MOST_SHARED)
    numbers = days.astype("int64").itertuples(index=True, name=None)
    return Tables(
        rows=len(rows),
        ids=int(rows["ID"].nunique()),
        by_day=[(day.date().isoformat(), *counted) for day, *counted in numbers],
        by_offence=list(by_offence.astype("int64").itertuples(index=True, name=None)),
        points=len(places),
        on_repeated=int(repeated["n"].sum()),
        inside_box=int(places["n"][inside].sum()),
        most_shared=list(shared[["Latitude", "Longitude", "n"]].itertuples(index=False, name=None)),
    )


if __name__ == "__main__":
    answer(read, count)
