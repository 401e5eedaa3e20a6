"""The step about email: what is set, what to set, and a test that shows the server's answer."""

import pytest

from forum import limits


def test_without_a_server_it_says_what_to_set(as_, root, settings):
    settings.HAS_MAIL = False
    settings.EMAIL_FILE_PATH = "/data/mail"
    page = as_(root).get("/setup/email/").text
    for words in ("EMAIL_URL=smtp+tls://", "EMAIL_FROM=", "/data/mail", "restart"):
        assert words in page


def test_with_a_server_it_says_which(as_, root, settings, by_smtp):
    settings.HAS_MAIL, settings.EMAIL_HOST_PASSWORD = True, "do-not-show"
    page = as_(root).get("/setup/email/").text
    assert f"port {by_smtp.port}" in page
    assert "EMAIL_URL=" not in page
    assert "do-not-show" not in page


def test_the_test_goes_to_the_owners_address_and_shows_the_answer(as_, root, settings, by_smtp):
    by_smtp.open()
    settings.HAS_MAIL = True
    assert 'value="root@example.org"' in as_(root).get("/setup/email/").text
    page = as_(root).post("/setup/email/", {"address": "root@example.org"})
    assert page.status_code == 200
    assert "The server took the email." in page.text
    assert by_smtp.recipients["root@example.org"] == 1


def test_a_refusal_is_shown_in_the_servers_own_words(as_, root, settings, by_smtp):
    settings.HAS_MAIL = True
    assert "It did not work" in as_(root).post("/setup/email/", {"address": "root@example.org"}).text
    by_smtp.open()
    by_smtp.sink.refused["root@example.org"] = "550 no such <user>"
    page = as_(root).post("/setup/email/", {"address": "root@example.org"}).text
    assert "refuses the recipient: 550 no such &lt;user&gt;" in page


@pytest.mark.parametrize(
    "wrong", ["", "nobody", "a@b", "x" * 300 + "@example.org", "a@example.org\r\nBcc: b@example.org"]
)
def test_what_is_no_address_is_refused(as_, root, wrong):
    assert as_(root).post("/setup/email/", {"address": wrong}).status_code == 422


def test_tests_are_limited(as_, root):
    limits.charge("test-mail", root.pk, 10)
    assert as_(root).post("/setup/email/", {"address": "root@example.org"}).status_code == 429
