"""Runs a scoring command and watches it: tiles a second in each tenth of the run, memory at the end of each, and its peak.

usage: steady.py TILES OUT COMMAND...      OUT: the command's --out; its ledger beside it tells how far the run is
"""
import bisect
import os
import statistics
import subprocess
import sys
import time


def resident(process):
    """Resident memory of a process in MiB, now and at its peak."""
    try:
        with open(f"/proc/{process}/status") as file:
            lines = dict(line.split(":", 1) for line in file)
        return [int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")]
    except (FileNotFoundError, KeyError, ProcessLookupError):
        return None


def main():
    tiles, out, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    ledger = os.path.join(os.path.dirname(out) or ".", f".{os.path.basename(out)}.ledger")
    process = subprocess.Popen(command)
    times, sizes, memory, peak = [], [], [], 0
    while process.poll() is None:
        now = resident(process.pid)
        try:
            size = os.path.getsize(ledger)
        except FileNotFoundError:
            size = 0
        if now and size:
            times.append(time.monotonic())
            sizes.append(size)
            memory.append(now[0])
            peak = max(peak, now[1])
        time.sleep(0.1)
    if process.returncode not in (0, 3):
        sys.exit(f"the command ended with {process.returncode}")
    # A ledger's records are of one size where all tiles are scored; what comes before them is the plan.
    first, last = sizes[0], sizes[-1]
    marks = [first + (last - first) * tenth / 10 for tenth in range(11)]
    places = [min(bisect.bisect_left(sizes, mark), len(sizes) - 1) for mark in marks]
    rates = [tiles / 10 / (times[end] - times[start]) for start, end in zip(places, places[1:])]
    print("| tenth | tiles/s | memory, MiB |\n|---|---|---|")
    for number, (rate, end) in enumerate(zip(rates, places[1:]), 1):
        print(f"| {number} | {rate:.0f} | {memory[end]:.0f} |")
    print(f"\n{tiles} tiles, peak {peak:.0f} MiB, {tiles / (times[-1] - times[0]):.0f} tiles/s; the last tenth at "
          f"{100 * rates[-1] / rates[0]:.1f} % of the first, the median tenth {statistics.median(rates):.0f} tiles/s")


if __name__ == "__main__":
    main()
