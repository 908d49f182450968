"""DuckDB's counts of one Chicago file: `python by_duckdb.py FILE [guess]`.

With `guess` it finds the file's form and its columns' types itself, as Watchback does. Without, it
is told all of that.
"""

from __future__ import annotations

import sys

import duckdb

from counts import DATE_FORMAT, EAST, MOST_SHARED, NORTH, SOUTH, WEST, Tables, answer

TYPES = {
    "ID": "UBIGINT",
    "Date": "TIMESTAMP",
    "Primary Type": "VARCHAR",
    "Arrest": "BOOLEAN",
    "Latitude": "DOUBLE",
    "Longitude": "DOUBLE",
}


def read(path: str) -> duckdb.DuckDBPyConnection:
    """The columns that are counted, typed, in memory. A value that is none of its type fails."""
    form = ""
    if sys.argv[2:] != ["guess"]:
        with open(path) as file:
            names = file.readline().rstrip("\r\n").split(",")
        columns = {name: TYPES.get(name, "VARCHAR") for name in names}
        form = f""", auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
            columns = {columns}, timestampformat = '{DATE_FORMAT}'"""
    # In no order it reads faster.
    connection = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    connection.execute(
        f"""
        CREATE TEMP TABLE events AS
        SELECT ID AS id, Date AS date, "Primary Type" AS offence, Arrest AS arrest,
            Latitude AS latitude, Longitude AS longitude,
            Latitude IS NULL OR Longitude IS NULL AS is_placeless
        FROM read_csv(?{form})
        """,
        [path],
    )
    return connection


def count(connection: duckdb.DuckDBPyConnection) -> Tables:
    def rows_of(query: str) -> list[tuple]:
        return connection.execute(query).fetchall()

    [(rows, ids)] = rows_of("SELECT count(*), count(DISTINCT id) FROM events")
    by_day = rows_of(
        """
        SELECT date::DATE AS day, count(*), count_if(arrest), count(arrest), count_if(is_placeless),
            count_if(hour(date) = 0 AND minute(date) = 0),
            count_if(hour(date) = 12 AND minute(date) = 0)
        FROM events GROUP BY day
        """
    )
    by_offence = rows_of("SELECT offence, count(*), count_if(is_placeless) FROM events GROUP BY 1")
    connection.execute(
        """
        CREATE TEMP TABLE places AS
        SELECT latitude, longitude, count(*) AS n FROM events WHERE NOT is_placeless GROUP BY ALL
        """
    )
    [(points, on_repeated, inside_box)] = rows_of(
        f"""
        SELECT count(*), (sum(n) FILTER (n > 1))::BIGINT, (sum(n) FILTER (
            latitude >= {SOUTH} AND latitude < {NORTH}
            AND longitude >= {WEST} AND longitude < {EAST}
        ))::BIGINT
        FROM places
        """
    )
    most_shared = rows_of(
        f"FROM places WHERE n > 1 ORDER BY n DESC, latitude, longitude LIMIT {MOST_SHARED}"
    )
    return Tables(
        rows=rows,
        ids=ids,
        by_day=[(day.isoformat(), *numbers) for day, *numbers in by_day],
        by_offence=by_offence,
        points=points,
        on_repeated=on_repeated,
        inside_box=inside_box,
        most_shared=most_shared,
    )


if __name__ == "__main__":
    answer(read, count)
