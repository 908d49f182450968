"""The counts that every tool must give: those of `watchback inspect --json` that SQL can give too.

A peer answers four small tables (`Tables`). They hold all that was counted over the rows. What is
left is to add up some hundred numbers, which `from_tables` does for every peer alike.
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OFFENCES = ROOT / "src/study/offences/chicago.csv"
DATE_FORMAT = "%m/%d/%Y %I:%M:%S %p"
# Chicago's box (src/study/preset.rs). South and west are inside, north and east are not.
SOUTH, NORTH, WEST, EAST = 41.64, 42.06, -87.88, -87.52
# How many of the points with most rows are named.
MOST_SHARED = 10

Share = list[int]
"""How many rows are so, and of how many."""


@dataclass
class Counts:
    """Everything that is compared."""

    rows_read: int
    rows_kept: int
    duplicates: int
    days: list[str]
    rows_by_day: dict[str, int]
    arrest: Share
    arrests_by_month: dict[str, Share]
    without_place: Share
    without_place_by_month: dict[str, Share]
    inside_box: Share
    at_midnight: int
    at_noon: int
    on_first_of_month: int
    offences: dict[str, list[Any]]
    """By name: class or null, rows, rows without a place."""
    points: int
    on_repeated: int
    most_shared: list[list[float]]
    """Latitude, longitude and rows. Both degrees must agree to the last bit."""


@dataclass
class Tables:
    """What a peer counts."""

    rows: int
    ids: int
    """Different ids."""
    by_day: list[tuple[str, int, int, int, int, int, int]]
    """Day, rows, arrests, rows with a flag, rows without a place, at 00:00, at 12:00."""
    by_offence: list[tuple[str, int, int]]
    """Name, rows, rows without a place."""
    points: int
    on_repeated: int
    inside_box: int
    most_shared: list[tuple[float, float, int]]


def classes() -> dict[str, str]:
    """The class of each offence that has one."""
    with OFFENCES.open(newline="") as file:
        return {row["offence"]: row["class"] for row in csv.DictReader(file)}


def from_tables(tables: Tables) -> Counts:
    """Adds up what a peer counted."""
    class_of = classes()
    days = sorted(tables.by_day)
    arrests: dict[str, Share] = defaultdict(lambda: [0, 0])
    without: dict[str, Share] = defaultdict(lambda: [0, 0])
    for day, rows, arrested, known, placeless, _, _ in days:
        month = day[:7]
        arrests[month] = [arrests[month][0] + arrested, arrests[month][1] + known]
        without[month] = [without[month][0] + placeless, without[month][1] + rows]
    n_without = sum(day[4] for day in days)
    return Counts(
        rows_read=tables.rows,
        rows_kept=tables.ids,
        duplicates=tables.rows - tables.ids,
        days=[days[0][0], days[-1][0]],
        rows_by_day={day[0]: day[1] for day in days},
        arrest=[sum(day[2] for day in days), sum(day[3] for day in days)],
        arrests_by_month=dict(arrests),
        without_place=[n_without, tables.rows],
        without_place_by_month=dict(without),
        inside_box=[tables.inside_box, tables.rows - n_without],
        at_midnight=sum(day[5] for day in days),
        at_noon=sum(day[6] for day in days),
        on_first_of_month=sum(day[1] for day in days if day[0].endswith("-01")),
        offences={
            name: [class_of.get(name), rows, placeless]
            for name, rows, placeless in sorted(tables.by_offence)
        },
        points=tables.points,
        on_repeated=tables.on_repeated,
        most_shared=[list(place) for place in tables.most_shared],
    )


def from_inspect(found: dict[str, Any]) -> Counts:
    """The same counts out of what `watchback inspect --json` printed."""
    report = found["report"]
    calendar = report["calendar"]
    first = datetime.date.fromisoformat(calendar["days"]["first"])

    def share(of: dict[str, int]) -> Share:
        return [of["count"], of["of"]]

    def by_month(months: list[dict[str, Any]]) -> dict[str, Share]:
        return {f"{of['year']:04}-{of['month']:02}": share(of["share"]) for of in months}

    missing = report["missing_places"]
    placeless = {entry["offence"]: entry["share"]["count"] for entry in missing["by_offence"]}
    outside, placed = share(found["outside_box"])
    return Counts(
        rows_read=found["rows_read"],
        rows_kept=found["rows_kept"],
        duplicates=found["duplicates"],
        days=[found["days"]["first"], found["days"]["last"]],
        rows_by_day={
            str(first + datetime.timedelta(days=at)): rows
            for at, rows in enumerate(calendar["rows"])
            if rows > 0
        },
        arrest=share(found["arrest"]),
        arrests_by_month=by_month(report["arrests"]["by_month"]),
        without_place=share(found["without_coordinates"]),
        without_place_by_month=by_month(missing["by_month"]),
        inside_box=[placed - outside, placed],
        at_midnight=found["at_midnight"]["count"],
        at_noon=found["at_noon"]["count"],
        on_first_of_month=found["on_first_of_month"]["count"],
        offences={
            entry["name"]: [entry["class"], entry["count"], placeless.get(entry["name"], 0)]
            for entry in sorted(found["offences"], key=lambda entry: entry["name"])
        },
        points=report["precision"]["points"],
        on_repeated=found["on_repeated_coordinates"]["count"],
        most_shared=[
            [place["latitude"], place["longitude"], place["rows"]]
            for place in report["precision"]["most_shared"]
        ],
    )


def answer(read: Callable[[str], Any], count: Callable[[Any], Tables]) -> None:
    """The main program of a peer: reads the file of the command line, counts, prints the times.

    Importing the peer's package is in none of them.
    """
    # The processor's time is that of all threads.
    started, used_before = time.perf_counter(), time.process_time()
    rows = read(sys.argv[1])
    was_read = time.perf_counter()
    counts = from_tables(count(rows))
    counted = time.perf_counter()
    used = time.process_time() - used_before
    seconds = {"read": was_read - started, "count": counted - was_read, "processor": used}
    json.dump({"seconds": seconds, "counts": asdict(counts)}, sys.stdout)
