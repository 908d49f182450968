"""Reads one plain file by Watchback and by its peers in turn, and prints how long each takes.

    python compare.py WATCHBACK FILE [ROUNDS]

Every run is a process of its own. It fails when two tools count anything differently.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from counts import ROOT, from_inspect

HERE = Path(__file__).resolve().parent
OUT = ROOT / "target/peers"
PEERS = {
    "DuckDB": ["by_duckdb.py"],
    "DuckDB, guessing": ["by_duckdb.py", "guess"],
    "Polars": ["by_polars.py"],
    "pandas": ["by_pandas.py"],
}
ROUNDS = 7
THREADS = 2


@dataclass
class Taken:
    """What the runs of one tool took, seconds; the memory is 10^6 bytes."""

    # Reading and counting: of the peers within the process, of Watchback the whole process.
    inside: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    # Of reading and counting, by all threads.
    processor: list[float] = field(default_factory=list)
    process: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


def run(command: list[str], taken: Taken) -> tuple[str, float]:
    """Runs to the end, and notes what the process took: what it printed, and its processor time."""
    printed = OUT / "printed"
    environment = os.environ | {"POLARS_MAX_THREADS": str(THREADS)}
    with printed.open("wb") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        taken.process.append(time.perf_counter() - started)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"peers: failed with {process.returncode}: {' '.join(command)}")
    # Linux counts it in KiB, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    taken.memory.append(usage.ru_maxrss * unit / 1e6)
    return printed.read_text(), usage.ru_utime + usage.ru_stime


def run_watchback(binary: str, file: str, taken: Taken) -> dict[str, Any]:
    """The counts. The time is that of the whole process, for the output as JSON tells none."""
    printed, processor = run([binary, "inspect", "--json", file], taken)
    counts = asdict(from_inspect(json.loads(printed)))
    taken.inside.append(taken.process[-1])
    taken.processor.append(processor)
    # As text it tells how long the reading took, to a hundredth of a second.
    text, _ = run([binary, "inspect", file], Taken())
    told = re.findall(r"^Reading the files: ([\d.]+) s$", text, re.M)
    if len(told) != 1:
        sys.exit("peers: `watchback inspect` does not tell how long the reading took")
    taken.read.append(float(told[0]))
    return counts


def run_peer(peer: list[str], file: str, taken: Taken) -> dict[str, Any]:
    script, *options = peer
    printed, _ = run([sys.executable, str(HERE / script), file, *options], taken)
    found = json.loads(printed)
    seconds = found["seconds"]
    taken.read.append(seconds["read"])
    taken.inside.append(seconds["read"] + seconds["count"])
    taken.processor.append(seconds["processor"])
    return found["counts"]


def check_same(expected: dict[str, Any], tool: str, found: dict[str, Any]) -> None:
    """Ends the comparison where a count is another than Watchback's."""
    other = [name for name in expected if expected[name] != found.get(name)]
    for name in other:
        print(f"{name}: Watchback {expected[name]}\n  {tool} {found.get(name)}", file=sys.stderr)
    if other:
        sys.exit(f"peers: {tool} counts otherwise than Watchback: {', '.join(other)}")


def spread(numbers: list[float]) -> str:
    if not numbers:
        return "-"
    return f"{statistics.median(numbers):.3f} ({min(numbers):.3f}-{max(numbers):.3f})"


def main() -> None:
    binary, file = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else ROUNDS
    # All tools get the same two cores, so one that starts a thread a core starts two.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])
    OUT.mkdir(parents=True, exist_ok=True)

    taken = {tool: Taken() for tool in ["Watchback", *PEERS]}
    expected: dict[str, Any] = {}
    load_before = os.getloadavg()[0]
    # The first round fills the caches of files, and is not counted.
    for number in range(rounds + 1):
        now = taken if number > 0 else {tool: Taken() for tool in taken}
        expected = run_watchback(binary, file, now["Watchback"])
        for tool, peer in PEERS.items():
            check_same(expected, tool, run_peer(peer, file, now[tool]))

    size = Path(file).stat().st_size
    print(f"{Path(file).name}: {size:,} bytes, {expected['rows_read']:,} rows; ", end="")
    print(f"{rounds} rounds, {THREADS} threads; load {load_before:.1f} to {os.getloadavg()[0]:.1f}")
    print("All tools gave the same counts. Seconds: the median (least-most).\n")
    print("| | read and count | of it reading | its processor time | whole process | memory, MB |")
    print("|---|---|---|---|---|---|")
    for tool, of in taken.items():
        columns = [of.inside, of.read, of.processor, of.process]
        memory = f"{statistics.median(of.memory):.0f}"
        print(f"| {tool} | {' | '.join(map(spread, columns))} | {memory} |")
    watchback = statistics.median(taken["Watchback"].inside)
    medians = {tool: statistics.median(taken[tool].inside) for tool in PEERS}
    shares = [f"{watchback / seconds:.2f} ({tool})" for tool, seconds in medians.items()]
    print(f"\nWatchback's whole process, in times a peer's read and count: {', '.join(shares)}.")


if __name__ == "__main__":
    main()
