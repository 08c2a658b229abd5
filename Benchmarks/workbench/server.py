"""A workbench that is started for a benchmark, and raw requests to it."""

import asyncio
import json
import os
import statistics
import subprocess


class Server:
    def __init__(self, aerial, folder, threads):
        self.process = subprocess.Popen(
            [aerial, "serve", folder, "--port", "0", "--threads", str(threads)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.port = next(int(line.split(":")[2].split("/")[0]) for line in self.process.stdout if "http://127.0.0.1:" in line)
        asyncio.get_running_loop().run_in_executor(None, self.process.stdout.read)

    @property
    def is_alive(self):
        return self.process.poll() is None

    def pids(self):
        """The program and what it has started."""
        found, rest = [], [self.process.pid]
        while rest:
            pid = rest.pop()
            found.append(pid)
            with open(f"/proc/{pid}/task/{pid}/children") as file:
                rest += [int(child) for child in file.read().split()]
        return found

    def cpu_seconds(self):
        ticks = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def mebibytes(self, name="VmRSS"):
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/status") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith(name + ":"))
        return total / 1024

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=20)


class Client:
    """One connection that is kept."""

    def __init__(self, port):
        self.port, self.streams = port, None

    async def request(self, path, body=None, kind="application/json", method=None):
        """Status and body of an answer. A connection that was idle may have been closed: then on a new one."""
        if self.streams:
            try:
                return await self._ask(path, body, kind, method)
            except (ConnectionError, asyncio.IncompleteReadError):
                pass
        self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        return await self._ask(path, body, kind, method)

    async def _ask(self, path, body, kind, method):
        reader, writer = self.streams
        head = f"{method or ('GET' if body is None else 'POST')} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\n"
        if body is not None:
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"\r\n" + (body or b""))
        status, headers = await read_head(reader)
        answer = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            writer.close()
            self.streams = None
        return status, answer

    async def json(self, path):
        return json.loads((await self.request(path))[1])


async def read_head(reader):
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    return int(lines[0].split()[1]), headers


def milliseconds(seconds):
    """How long answers took, as a text."""
    ordered = sorted(seconds)
    at = lambda share: 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
    return f"{1000 * statistics.median(ordered):.0f} ms in the middle, p95 {at(0.95):.0f}, p99 {at(0.99):.0f}, longest {1000 * ordered[-1]:.0f}"
