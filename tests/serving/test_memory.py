"""What a photo takes of the memory of the processes that answer pages, beyond what they take at rest."""

import http.client
import re
import secrets
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from PIL import Image

from tests.plumbing.environment import PLAIN

MEGABYTE = 1024 * 1024
MOST = 60 * MEGABYTE
HOST = urlsplit(PLAIN["FORUM_URL"]).netloc


class Visitor:
    """Somebody at a browser, as far as signing in and sending a file need one."""

    def __init__(self, port: int):
        self.port, self.cookies = port, {}

    def ask(self, method, path, body=b"", kind="application/x-www-form-urlencoded"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": HOST, "Cookie": cookies, "Content-Type": kind, "Origin": PLAIN["FORUM_URL"]}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for cookie in answer.msg.get_all("Set-Cookie", ()):
            name, value = cookie.partition(";")[0].split("=", 1)
            self.cookies[name] = value
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def token(self, path):
        _status, page = self.ask("GET", path)
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]


def form(fields, content):
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="photo.jpg"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


def photo():
    """As large as one may be: 24 megapixels of noise, which no JPEG makes small."""
    file = BytesIO()
    Image.frombytes("RGB", (1024, 1024), secrets.token_bytes(3 * MEGABYTE)).resize((6000, 4000)).save(
        file, "JPEG"
    )
    assert file.tell() < 25 * MEGABYTE
    return file.getvalue() + bytes(25 * MEGABYTE - file.tell())


def in_bytes(process, name):
    words = Path(f"/proc/{process}/status").read_text()
    return int(re.search(rf"{name}:\s+(\d+)", words)[1]) * 1024


def with_a_board(forum):
    """Of its own the forum begins with none, and nothing can be attached anywhere."""
    made = "from forum.boards.models import Board; Board.objects.create(name='General', slug='general')"
    words = [sys.executable, *forum.program, "shell", "--no-imports", "-c", made]
    subprocess.run(words, env=forum.environment, check=True, capture_output=True)
    return forum


def signed_in(forum, password):
    visitor = Visitor(forum.port)
    login = {"csrfmiddlewaretoken": visitor.token("/accounts/login/"), "login": "admin", "password": password}
    status, page = visitor.ask("POST", "/accounts/login/", urlencode(login))
    assert status in (302, 303), page
    return visitor


@pytest.mark.slow
@pytest.mark.usefixtures("ready")
def test_a_photo_of_25_megabytes_takes_at_most_60_of_each_process(serve, first_start):
    forum = with_a_board(serve("--no-worker").arrived())
    member = signed_in(forum, re.search(r"^ +admin +(\S+)", first_start.output, re.MULTILINE)[1])
    token = member.token("/settings/")
    at_rest = {process: in_bytes(process, "VmRSS") for process in forum.running()}
    for process in at_rest:
        Path(f"/proc/{process}/clear_refs").write_text("5")  # the peak counts from here
    body, kind = form([("csrfmiddlewaretoken", token), ("place", "start")], photo())
    status, page = member.ask("POST", "/files/", body, kind)
    assert status == 201, page
    grown = {process: in_bytes(process, "VmHWM") - rest for process, rest in at_rest.items()}
    assert max(grown.values()) < MOST, grown
