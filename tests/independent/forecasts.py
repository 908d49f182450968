#!/usr/bin/env python3
"""Scores forecasts.csv.gz apart from the program: the mean strict AUC of a column, over streams with at least 5 events and 5 eventless
steps, each by the pairs of an event step and an eventless step, ties half.

    python3 tests/independent/forecasts.py FORECASTS.csv.gz [COLUMN]

Prints the mean with all its digits. Python 3 alone, no packages: docs/results-schema.md has the same in ten lines of pandas.
"""

import csv
import gzip
import sys

LEAST = 5


def auc(rows):
    """The share of pairs in which the event step has the higher probability."""
    ascending = sorted(rows)
    events = sum(event for _, event in rows)
    eventless = len(rows) - events
    if events < LEAST or eventless < LEAST:
        return None
    wins, below, at = 0.0, 0, 0
    while at < len(ascending):
        end = at
        while end < len(ascending) and ascending[end][0] == ascending[at][0]:
            end += 1
        tied = sum(1 - event for _, event in ascending[at:end])
        wins += (end - at - tied) * (below + tied / 2)
        below += tied
        at = end
    return wins / (events * eventless)


def main(path, column="forecast"):
    streams = {}
    with gzip.open(path, "rt", newline="") as file:
        for row in csv.DictReader(file):
            streams.setdefault(row["stream"], []).append((float(row[column]), int(row["event"])))
    aucs = [found for found in map(auc, streams.values()) if found is not None]
    print(repr(sum(aucs) / len(aucs)))


main(*sys.argv[1:])
