"""Stands between a program and an object store, and refuses, breaks off, holds or delays what a file says.

usage: proxy.py PORT STORE_PORT MOOD_FILE

The mood is a JSON object, read for each request: {"delay": seconds, "methods": ["PUT"], "match": "text in the address",
"skip": requests that pass first, "status": 403, "code": "AccessDenied", "message": "Access Denied", "break": true,
"hold": true}. A request that is held is never answered and does not reach the store: it is broken off with the next mood.
A changed mood counts from the beginning. Each request is a line in MOOD_FILE.log. Google's names of headers become those of S3,
whose dialect they speak otherwise.
"""

import http.client
import json
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

port, store, mood_file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
lock = threading.Lock()
log = open(mood_file + ".log", "a", buffering=1)
seen = {"mood": "", "hits": 0}


def read_mood():
    """The mood, and whether it is one that has just begun."""
    with open(mood_file) as file:
        text = file.read()
    with lock:
        if text != seen["mood"]:
            seen.update(mood=text, hits=0)
    return json.loads(text)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def is_hit(self, mood):
        if self.command not in mood.get("methods", []) or mood.get("match", "") not in self.path:
            return False
        with lock:
            seen["hits"] += 1
            return seen["hits"] > mood.get("skip", 0)

    def answer(self):
        mood = read_mood()
        time.sleep(mood.get("delay", 0))
        length = int(self.headers.get("Content-Length") or 0)
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        body = self.rfile.read(length) if length else None
        if not self.is_hit(mood):
            return self.forward(body)
        log.write(f"{self.command} {self.path} {'held' if mood.get('hold') else 'refused'}\n")
        while mood.get("hold") and read_mood() == mood:
            time.sleep(0.1)
        if mood.get("break") or mood.get("hold"):
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        error = f"<Error><Code>{mood['code']}</Code><Message>{mood['message']}</Message></Error>".encode()
        self.reply(mood["status"], {"Content-Type": "application/xml"}, error)

    def forward(self, body):
        connection = http.client.HTTPConnection("127.0.0.1", store, timeout=120)
        headers = {
            name.lower().replace("x-goog-", "x-amz-"): value
            for name, value in self.headers.items()
            if name.lower() not in ("connection", "expect")
        }
        connection.request(self.command, self.path, body, headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        log.write(f"{self.command} {self.path} {response.status} {len(data)}\n")
        dropped = ("transfer-encoding", "connection", "server", "date", "content-length")
        kept = {name: value for name, value in response.getheaders() if name.lower() not in dropped}
        self.reply(response.status, kept, data, response.getheader("Content-Length"))

    def reply(self, status, headers, data, length=None):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that was killed is no fault of the proxy's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


Server(("127.0.0.1", port), Handler).serve_forever()
