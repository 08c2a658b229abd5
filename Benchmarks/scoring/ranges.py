"""Serves a folder with HTTP ranges, each answer after a wait: ranges.py PORT FOLDER MILLISECONDS

At SIGTERM it prints the requests, the most that were under way at once, and the bytes that it sent.
"""

import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, root, wait = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]) / 1000
lock = threading.Lock()
counts = {"requests": 0, "active": 0, "peak": 0, "bytes": 0}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def answer(self):
        with lock:
            counts["requests"] += 1
            counts["active"] += 1
            counts["peak"] = max(counts["peak"], counts["active"])
        time.sleep(wait)
        try:
            self.send_file()
        finally:
            with lock:
                counts["active"] -= 1

    def send_file(self):
        path = root + self.path.split("?")[0]
        if not os.path.isfile(path):
            self.send_response(404)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        size = os.path.getsize(path)
        first, last = 0, size - 1
        wanted = self.headers.get("Range")
        if wanted:
            start, end = wanted[6:].split("-")
            first, last = int(start), min(int(end), size - 1) if end else size - 1
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        else:
            self.send_response(200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        self.end_headers()
        if self.command == "GET":
            with open(path, "rb") as file:
                file.seek(first)
                data = file.read(last - first + 1)
            with lock:
                counts["bytes"] += len(data)
            self.wfile.write(data)

    do_GET = do_HEAD = answer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def tell(*arguments):
    print(f"{counts['requests']} requests, at most {counts['peak']} at once, {counts['bytes'] / 1e6:.0f} MB sent", flush=True)
    os._exit(0)


signal.signal(signal.SIGTERM, tell)
Server(("127.0.0.1", port), Handler).serve_forever()
