#!/usr/bin/env python3
"""Kills the program's commands at random moments, runs them again, and looks at what is left.

usage: kills.py AERIAL SCRATCH [--commands NAME,...] [--times N] [--seed N]

For each command a clean run over older outputs says what the new ones are. Then it is killed (SIGKILL) N times at
moments spread at random over the clean run's time, each over the older outputs again:
  mixed      after the kill, outputs are neither the older ones nor the new ones throughout
  lost       after the kill, an older output is gone
  refused    the same command does not run again (with --resume, where the command keeps what it did)
  other      it runs, and its outputs are not the clean run's
  leftover   after it, files are there that a clean run does not leave
and N times ended by SIGINT and SIGTERM in turn:
  late       it has not ended after two seconds, those not counted in which others had the processors
  wordless   it said nothing
Outputs are compared without what changes from run to run (dates). Exit status 1 when there was a fault.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time

from collections import Counter

from commands import Bench, commands, listing, snapshot

def listens(process, sign):
    """Whether a process answers a signal itself."""
    for line in open("/proc/%d/status" % process):
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) >> (sign - 1) & 1)
    return False


def queued(process):
    """Seconds that a process has waited for a processor, which others had: a busy machine makes nobody late."""
    return int(open("/proc/%d/schedstat" % process).read().split()[1]) / 1e9


class Kills(Bench):
    def __init__(self, aerial, scratch, times, seed):
        super().__init__(aerial, scratch)
        self.times, self.random = times, random.Random(seed)

    def kill(self, command, folder, moment, sign):
        """Whether the program answered signals itself by then, its talk, and the seconds from the signal to the end (see `queued`);
        no seconds when the run was over before."""
        # Into a file: what a killed run had started holds a pipe open.
        talk, late, listened = os.path.join(self.scratch, "talk"), None, False
        with open(talk, "w") as stderr:
            run = subprocess.Popen(
                self.line(command.words), cwd=folder, env=self.environment(**self.place(command)), stdout=subprocess.DEVNULL, stderr=stderr,
                start_new_session=True)
        try:
            run.wait(moment)
        except subprocess.TimeoutExpired:
            listened, started, waited = listens(run.pid, sign), time.monotonic(), queued(run.pid)
            run.send_signal(sign)
            os.waitid(os.P_PID, run.pid, os.WEXITED | os.WNOWAIT)
            late = max(0, time.monotonic() - started - queued(run.pid) + waited)
            run.wait()
        return listened, open(talk, errors="replace").read(), late

    def timed(self, command, folder):
        started = time.monotonic()
        status, talk = self.run(command.words, folder, **self.place(command))
        return status, talk, time.monotonic() - started

    def hold(self, command):
        base, work = os.path.join(self.scratch, "base"), os.path.join(self.scratch, "work")
        self.prepare(command, base)
        old = self.state(command, base)
        new, names, (_, _, seconds) = self.clean(command, base, work, lambda: self.timed(command, work))
        untouched = snapshot(base)
        faults, tried, killed, kinds_seen, early = [], Counter(), Counter(), Counter(), 0
        for sign in [signal.SIGKILL, (signal.SIGINT, signal.SIGTERM)]:
            for time_ in range(self.times):
                self.fresh(base, work)
                moment = self.random.uniform(0.02, seconds)
                which = sign if sign == signal.SIGKILL else sign[time_ % 2]
                listened, talk, late = self.kill(command, work, moment, which)
                tried[which.name] += 1
                killed[which.name] += late is not None
                kinds, found = [], self.state(command, work)
                if any(found[o] is None and old[o] is not None for o in found):
                    kinds.append("lost")
                elif not self.is_whole(command, found, old, new):
                    kinds.append("mixed")
                if which != signal.SIGKILL and late is not None:
                    if late > 2:
                        kinds.append("late: %.1f s" % late)
                    # While its libraries load there is nothing to keep, and nobody to say so.
                    early += not listened
                    if listened and not talk.strip():
                        kinds.append("wordless")
                # Where it has not touched a file, it runs as the clean run did.
                status, words, extra = 0, "", set()
                if snapshot(work) != untouched:
                    status, words = self.again(command, work)
                    if status not in (0, 3):
                        kinds.append("refused")
                    elif self.state(command, work) != new:
                        kinds.append("other")
                    extra = listing(work) - names
                if extra:
                    kinds.append("leftover")
                if kinds:
                    kinds_seen.update(k.split(":")[0] for k in kinds)
                    faults.append((which.name, moment, kinds, (words if "refused" in kinds else talk).strip()[-200:], sorted(extra)[:3]))
        hit = ", ".join("%d of %d %s" % (killed[s], tried[s], s) for s in tried)
        print("%-16s %5.1f s, while it ran: %s (%d before it listened); %d faults%s" % (
            command.name, seconds, hit, early, len(faults), "".join(", %d %s" % (n, k) for k, n in kinds_seen.items())), flush=True)
        for fault in faults:
            print("    %s after %.2f s: %s; %r %s" % (fault[0], fault[1], ", ".join(fault[2]), fault[3], fault[4] or ""), flush=True)
        return 2 * self.times, len(faults)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("aerial")
    parser.add_argument("scratch")
    parser.add_argument("--commands")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    kills = Kills(options.aerial, options.scratch, options.times, options.seed)
    wanted = options.commands.split(",") if options.commands else None
    total = [kills.hold(c) for c in commands() if not wanted or c.name in wanted]
    print("all: %d runs, %d faults" % (sum(t[0] for t in total), sum(t[1] for t in total)))
    return 1 if any(t[1] for t in total) else 0


sys.exit(main())
