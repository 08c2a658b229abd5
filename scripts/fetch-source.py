"""Fetches the source archive of one Python package, checked by its hash, and unpacks some of its folders.

usage: fetch-source.py PACKAGE VERSION SHA256 DESTINATION FOLDER...

pip's public commands run a source package's code even for a download, so this uses the parts of pip that find and
transfer files (the same in pip 22 to 26). Nothing of the package is installed or run.
"""

import hashlib
import os
import shutil
import sys
import tarfile

from pip._internal.commands import create_command

MOST_BYTES = 2 << 30


def download(session, url, path, checksum):
    digest = hashlib.sha256()
    count = 0
    headers = {"Accept-Encoding": "identity"}
    with session.get(url, headers=headers, stream=True) as response, open(path, "wb") as file:
        response.raise_for_status()
        for block in response.iter_content(1 << 20):
            count += len(block)
            if count > MOST_BYTES:
                raise ValueError("it has more than 2 GiB")
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != checksum:
        raise ValueError("it has the hash %s, not %s" % (digest.hexdigest(), checksum))


def find(session, command, options, package, version, checksum):
    finder = command._build_package_finder(options, session)
    links = [
        candidate.link
        for candidate in finder.find_all_candidates(package)
        if str(candidate.version) == version and candidate.link.filename.endswith(".tar.gz")
    ]
    if not links:
        raise ValueError("no index that pip knows has its sources")
    return next((link for link in links if link.hash == checksum), links[0])


def unpack(archive, destination, folders):
    """Regular files below FOLDER of the package come to lie below DESTINATION under the folder's last name."""
    prefixes = {folder: os.path.basename(folder) for folder in folders}
    with tarfile.open(archive, "r|gz") as tar:
        for member in tar:
            path = os.path.normpath(member.name).partition("/")[2]
            if not member.isfile() or ".." in path.split("/"):
                continue
            for folder, name in prefixes.items():
                if path.startswith(folder + "/"):
                    place = os.path.join(destination, name, path[len(folder) + 1 :])
                    os.makedirs(os.path.dirname(place), exist_ok=True)
                    with tar.extractfile(member) as source, open(place, "wb") as file:
                        shutil.copyfileobj(source, file, 1 << 20)
                    os.chmod(place, 0o755 if member.mode & 0o100 else 0o644)


def main(package, version, checksum, destination, *folders):
    command = create_command("download")
    options, _ = command.parse_args(["--quiet", "--no-deps", "--no-binary", ":all:", "x"])
    os.makedirs(destination, exist_ok=True)
    archive = os.path.join(destination, "archive.tar.gz")
    with command.main_context():
        session = command.get_default_session(options)
        session.auth.prompting = False
        link = find(session, command, options, package, version, checksum)
        download(session, link.url_without_fragment, archive, checksum)
    unpack(archive, destination, folders)
    os.remove(archive)


try:
    main(*sys.argv[1:])
except Exception as error:
    sys.exit("%s" % (error,))
