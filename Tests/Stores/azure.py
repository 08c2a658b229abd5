"""Stands in for Azure's blob store: the few calls that GDAL makes, held in memory, with checked signatures.

usage: azure.py PORT ACCOUNT KEY CONTAINER...

Each request is a line on stdout. "Authorization: test KEY" lets a test look at what lies there. What the real store does beyond
these calls, it does not.
"""

import base64
import hashlib
import hmac
import itertools
import re
import sys
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

port, account, key_text, containers = int(sys.argv[1]), sys.argv[2], sys.argv[3], set(sys.argv[4:])
key = base64.b64decode(key_text)
lock = threading.Lock()
blobs, blocks = {}, {}
versions = itertools.count(1)
most_listed = 1000
signed_headers = """Content-Encoding Content-Language Content-Length Content-MD5 Content-Type Date If-Modified-Since If-Match
    If-None-Match If-Unmodified-Since Range""".split()


class Blob:
    def __init__(self, data, kind="BlockBlob"):
        self.data, self.kind = data, kind
        self.tag, self.changed = f"0x{next(versions):015X}", formatdate(usegmt=True)


class Refusal(Exception):
    def __init__(self, status, code, message):
        self.status, self.code, self.message = status, code, message


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *arguments):
        pass

    def answer(self):
        if self.headers.get("Expect") == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        url = urlsplit(self.path)
        self.query = dict(parse_qsl(url.query, keep_blank_values=True))
        try:
            self.check_signature(url.path)
            _, _, container, *name = unquote(url.path).split("/", 3)
            if container not in containers:
                raise Refusal(404, "ContainerNotFound", "The specified container does not exist.")
            with lock:
                if not name or not name[0]:
                    status, headers, data = self.list(container)
                else:
                    status, headers, data = getattr(self, self.command.lower())((container, name[0]), body)
        except Refusal as refusal:
            text = f"<Error><Code>{refusal.code}</Code><Message>{refusal.message}</Message></Error>"
            status, data = refusal.status, f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
            headers = {"Content-Type": "application/xml", "x-ms-error-code": refusal.code}
        sys.stdout.write(f"{self.command} {self.path} {status} {len(data)}\n")
        sys.stdout.flush()
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def check_signature(self, path):
        values = [self.headers.get(name, "") for name in signed_headers]
        if values[2] == "0":
            values[2] = ""
        own = sorted((name.lower(), value) for name, value in self.headers.items() if name.lower().startswith("x-ms-"))
        rest = "".join(f"\n{name.lower()}:{value}" for name, value in sorted(self.query.items()))
        text = "\n".join([self.command, *values, *(f"{name}:{value}" for name, value in own), f"/{account}{path}{rest}"])
        signature = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()
        if self.headers.get("Authorization") not in (f"SharedKey {account}:{signature}", f"test {key_text}"):
            raise Refusal(403, "AuthenticationFailed", "Server failed to authenticate the request.")

    # Containers

    def list(self, container):
        prefix, delimiter = self.query.get("prefix", ""), self.query.get("delimiter", "")
        most = min(int(self.query.get("maxresults", most_listed)), most_listed)
        entries = {}
        for owner, name in sorted(blobs):
            if owner != container or not name.startswith(prefix):
                continue
            end = name.find(delimiter, len(prefix)) if delimiter else -1
            if end >= 0:
                folder = name[: end + 1]
                entries[folder] = f"<BlobPrefix><Name>{escape(folder)}</Name></BlobPrefix>"
                continue
            blob = blobs[owner, name]
            entries[name] = (
                f"<Blob><Name>{escape(name)}</Name><Properties><Last-Modified>{blob.changed}</Last-Modified>"
                f"<Etag>{blob.tag}</Etag><Content-Length>{len(blob.data)}</Content-Length>"
                f"<BlobType>{blob.kind}</BlobType></Properties></Blob>"
            )
        names = [name for name in sorted(entries) if name >= self.query.get("marker", "")]
        page, more = names[:most], names[most:]
        text = (
            f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="{container}">'
            f"<Prefix>{escape(prefix)}</Prefix><Blobs>{''.join(entries[name] for name in page)}</Blobs>"
            f"<NextMarker>{escape(more[0]) if more else ''}</NextMarker></EnumerationResults>"
        )
        return 200, {"Content-Type": "application/xml"}, text.encode()

    # Blobs

    def get(self, place, body):
        if place not in blobs:
            raise Refusal(404, "BlobNotFound", "The specified blob does not exist.")
        blob = blobs[place]
        headers = {"ETag": f'"{blob.tag}"', "Last-Modified": blob.changed, "x-ms-blob-type": blob.kind, "Accept-Ranges": "bytes"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or self.headers.get("x-ms-range") or "")
        if not wanted:
            return 200, headers, blob.data
        size = len(blob.data)
        first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
        if first >= size:
            raise Refusal(416, "InvalidRange", "The range specified is invalid for the current size of the resource.")
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
        return 206, headers, blob.data[first : last + 1]

    head = get

    def put(self, place, body):
        source = self.headers.get("x-ms-copy-source")
        action = self.query.get("comp")
        if source:
            _, _, container, name = unquote(urlsplit(source).path).split("/", 3)
            if (container, name) not in blobs:
                raise Refusal(404, "BlobNotFound", "The specified blob does not exist.")
            blobs[place] = Blob(blobs[container, name].data)
            return 202, {"ETag": f'"{blobs[place].tag}"', "x-ms-copy-status": "success"}, b""
        if action == "block":
            blocks[place, self.query["blockid"]] = body
        elif action == "blocklist":
            blobs[place] = Blob(b"".join(blocks[place, name] for name in re.findall(r"<\w+>([^<]+)</\w+>", body.decode())))
        elif action == "appendblock":
            if place not in blobs:
                raise Refusal(404, "BlobNotFound", "The specified blob does not exist.")
            if int(self.headers.get("x-ms-blob-condition-appendpos", len(blobs[place].data))) != len(blobs[place].data):
                raise Refusal(412, "AppendPositionConditionNotMet", "The append position condition was not met.")
            blobs[place] = Blob(blobs[place].data + body, "AppendBlob")
        elif action is None:
            blobs[place] = Blob(body, self.headers.get("x-ms-blob-type", "BlockBlob"))
        else:
            raise Refusal(400, "UnsupportedQueryParameter", f"comp={escape(action)} is not among the calls of this stand-in.")
        return 201, {}, b""

    def delete(self, place, body):
        if blobs.pop(place, None) is None:
            raise Refusal(404, "BlobNotFound", "The specified blob does not exist.")
        return 202, {}, b""

    do_GET = do_HEAD = do_PUT = do_DELETE = answer


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that was killed is no fault of this server's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


Server(("127.0.0.1", port), Handler).serve_forever()
