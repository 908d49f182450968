"""Polars' counts of one Chicago file: `python by_polars.py FILE`. POLARS_MAX_THREADS limits it."""

from __future__ import annotations

import polars as pl

from counts import DATE_FORMAT, EAST, MOST_SHARED, NORTH, SOUTH, WEST, Tables, answer

TYPES = {
    "ID": pl.UInt64,
    "Date": pl.String,
    "Primary Type": pl.String,
    "Arrest": pl.Boolean,
    "Latitude": pl.Float64,
    "Longitude": pl.Float64,
}


def read(path: str) -> pl.DataFrame:
    """The columns that are counted, typed, in memory. A value that is none of its type fails."""
    columns = pl.scan_csv(path, schema_overrides=TYPES).select(list(TYPES))
    date = pl.col("Date").str.to_datetime(DATE_FORMAT)
    placeless = pl.col("Latitude").is_null() | pl.col("Longitude").is_null()
    return columns.with_columns(date, placeless.alias("is_placeless")).collect()


def count(rows: pl.DataFrame) -> Tables:
    date, n = pl.col("Date"), pl.len().alias("n")
    # The first minute of the day, and that of noon.
    is_midnight = (date.dt.hour() == 0) & (date.dt.minute() == 0)
    is_noon = (date.dt.hour() == 12) & (date.dt.minute() == 0)
    days = (
        rows.lazy()
        .with_columns(is_midnight.alias("is_midnight"), is_noon.alias("is_noon"))
        .group_by(date.dt.date().alias("day"))
        .agg(
            n,
            pl.col("Arrest").sum().alias("arrests"),
            pl.col("Arrest").count().alias("known"),
            pl.col("is_placeless").sum(),
            pl.col("is_midnight").sum(),
            pl.col("is_noon").sum(),
        )
    )
    offences = rows.lazy().group_by("Primary Type").agg(n, pl.col("is_placeless").sum())
    ids = rows.lazy().select(pl.col("ID").n_unique())
    places = (
        rows.lazy().filter(~pl.col("is_placeless")).group_by("Latitude", "Longitude").agg(n)
    )
    days, offences, ids, places = pl.collect_all([days, offences, ids, places])
    latitude, longitude = pl.col("Latitude"), pl.col("Longitude")
    inside = (
        (latitude >= SOUTH) & (latitude < NORTH) & (longitude >= WEST) & (longitude < EAST)
    )
    order = ["n", "Latitude", "Longitude"]
    repeated = places.filter(pl.col("n") > 1)
    shared = repeated.filter(pl.col("n") >= pl.col("n").top_k(MOST_SHARED).min())
    shared = shared.sort(order, descending=[True, False, False]).head(MOST_SHARED)
    return Tables(
        rows=rows.height,
        ids=ids.item(),
        by_day=[(day.isoformat(), *numbers) for day, *numbers in days.iter_rows()],
        by_offence=offences.rows(),
        points=places.height,
        on_repeated=repeated["n"].sum(),
        inside_box=places.filter(inside)["n"].sum(),
        most_shared=shared.rows(),
    )


if __name__ == "__main__":
    answer(read, count)
