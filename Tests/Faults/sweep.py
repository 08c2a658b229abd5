#!/usr/bin/env python3
"""Fails every write, fsync, rename, mkdir and open of the program's commands, one at a time, and looks at what is left.

usage: sweep.py AERIAL SCRATCH [--commands NAME,...] [--most N] [--errors ENOSPC,EIO]

For each command a clean run over older outputs says what the new ones are and how many calls there are to fail. Then
each call fails alone (all of them, or N spread evenly), over the older outputs again:
  mixed     outputs are neither the older ones nor the new ones throughout
  lost      an older output is gone
  silent    exit status 0, and outputs that are not the clean run's
  signal    the program ended by a signal
  wordless  it failed without a sentence that names a place
  hidden    its sentence names the hidden place in which the output was made
  stuck     of a command that keeps what it made: the next clean run does not make the rest
  leftover  the next clean run leaves files that were not there after the first
Outputs are compared without what changes from run to run (dates). Exit status 1 when there was a fault.
"""

import argparse
import errno
import os
import re
import subprocess
import sys

from commands import Bench, commands, listing

HERE = os.path.dirname(os.path.abspath(__file__))


class Sweep(Bench):
    def __init__(self, aerial, scratch, shim, most, errors):
        super().__init__(aerial, scratch)
        self.shim, self.most, self.errors = shim, most, errors

    def fail(self, command, folder, fault, error=errno.ENOSPC):
        """A run whose call number `fault` fails; 0 counts the calls alone. Status, talk, calls and the call that failed."""
        count, log = os.path.join(self.scratch, "count"), os.path.join(self.scratch, "log")
        for path in (count, log):
            if os.path.exists(path):
                os.remove(path)
        status, talk = self.run(
            command.words, folder, **self.place(command), LD_PRELOAD=self.shim, FAULT_N=str(fault), FAULT_ERRNO=str(error), FAULT_COUNT=count, FAULT_LOG=log)
        read = lambda path: open(path).read().strip() if os.path.exists(path) else ""
        return status, talk, read(count).split("\n")[-1], read(log)

    def sweep(self, command):
        base, work = os.path.join(self.scratch, "base"), os.path.join(self.scratch, "work")
        self.prepare(command, base)
        old = self.state(command, base)
        new, names, (_, _, calls, _) = self.clean(command, base, work, lambda: self.fail(command, work, 0))
        calls = int(calls)
        points = range(1, calls + 1)
        if self.most and calls > self.most:
            points = sorted({1 + round(i * (calls - 1) / (self.most - 1)) for i in range(self.most)})
        faults = []
        for error in self.errors:
            for point in points:
                self.fresh(base, work)
                status, talk, _, log = self.fail(command, work, point, error)
                found = self.state(command, work)
                kinds = []
                is_new = found == new
                if any(found[o] is None and old[o] is not None for o in found):
                    kinds.append("lost")
                elif not self.is_whole(command, found, old, new):
                    kinds.append("mixed")
                if status == 0 and not is_new:
                    kinds.append("silent")
                if status < 0 or status > 128:
                    kinds.append("signal")
                if status not in (0, 3) and not re.search(r"(cannot|could not|no room|[Nn]o space|full|fail)", talk):
                    kinds.append("wordless")
                if ".partial-" in talk:
                    kinds.append("hidden")
                # Only what lies there can be left over.
                extra = listing(work) - names
                if extra or command.keeps:
                    self.again(command, work)
                    if command.keeps and self.state(command, work) != new:
                        kinds.append("stuck")
                    extra = listing(work) - names
                if extra:
                    kinds.append("leftover")
                if kinds:
                    faults.append((errno.errorcode[error], log, kinds, talk.strip()[-200:], sorted(extra)[:3]))
        print("%-16s %5d calls, %4d points tried, %3d faults" % (command.name, calls, len(points) * len(self.errors), len(faults)), flush=True)
        for fault in faults:
            print("    %s at %s: %s; %r %s" % (fault[0], fault[1], ",".join(fault[2]), fault[3], fault[4] or ""), flush=True)
        return len(points) * len(self.errors), len(faults)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("aerial")
    parser.add_argument("scratch")
    parser.add_argument("--commands")
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--errors", default="ENOSPC,EIO")
    options = parser.parse_args()
    os.makedirs(options.scratch, exist_ok=True)
    shim = os.path.abspath(os.path.join(options.scratch, "faults.so"))
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", shim, os.path.join(HERE, "faults.c"), "-ldl"], check=True)
    sweep = Sweep(options.aerial, options.scratch, shim, options.most, [getattr(errno, e) for e in options.errors.split(",")])
    wanted = options.commands.split(",") if options.commands else None
    total = [sweep.sweep(c) for c in commands() if not wanted or c.name in wanted]
    print("all: %d points, %d faults" % (sum(t[0] for t in total), sum(t[1] for t in total)))
    return 1 if any(t[1] for t in total) else 0


sys.exit(main())
