"""A mail server that cannot be used is said at the start, and keeps nothing from starting."""

import socket
import threading

import pytest

from forum.serving.mail_server_check import announce_mail_fault
from tests.mail.smtp_server import SmtpServer
from tests.plumbing.postgres import free_port


@pytest.fixture
def said(settings):
    """said(port) → what is said at the start of a forum whose mail server listens there."""

    def ask(port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        lines = []
        announce_mail_fault(lines.append)
        return lines

    return ask


def test_a_mail_server_that_is_not_there_is_said_at_the_start(said):
    port = free_port()
    (line,) = said(port)
    assert "EMAIL_URL" in line
    assert f"127.0.0.1:{port}" in line


def test_a_mail_server_that_turns_us_away_is_quoted(said):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def turn_away():
            caller, _address = server.accept()
            with caller:
                caller.sendall(b"554 No room for you here\r\n")

        thread = threading.Thread(target=turn_away)
        thread.start()
        (line,) = said(server.getsockname()[1])
        thread.join()
    assert "554 No room for you here" in line


def test_nothing_is_said_of_a_server_that_lets_us_in_and_where_there_is_none(said, settings):
    office = SmtpServer().open()
    try:
        assert said(office.port) == []
    finally:
        office.close()
    settings.EMAIL_BACKEND = "forum.site.mail_to_folder.FolderBackend"
    lines = []
    announce_mail_fault(lines.append)
    assert lines == []
