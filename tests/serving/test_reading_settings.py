"""What an owner may write into the environment, what becomes of it, and what is refused with a sentence."""

import pytest

from forum.environment.environment import SettingError, own_key, read_environment

ADDRESSES = {
    "https://talk.example.org": ("https://talk.example.org", "talk.example.org"),
    "https://talk.example.org/": ("https://talk.example.org", "talk.example.org"),
    " https://talk.example.org ": ("https://talk.example.org", "talk.example.org"),
    "HTTPS://Talk.Example.ORG": ("https://talk.example.org", "talk.example.org"),
    "https://talk.example.org.": ("https://talk.example.org", "talk.example.org"),
    "https://talk.example.org:443": ("https://talk.example.org", "talk.example.org"),
    "http://talk.example.org:80/": ("http://talk.example.org", "talk.example.org"),
    "https://talk.example.org:8443": ("https://talk.example.org:8443", "talk.example.org"),
    "https://f\u00f3rum.example": ("https://xn--frum-qqa.example", "xn--frum-qqa.example"),
    "https://F\u00d3RUM.example": ("https://xn--frum-qqa.example", "xn--frum-qqa.example"),
    "https://stra\u00dfe.example": ("https://xn--strae-oqa.example", "xn--strae-oqa.example"),
    "https://xn--frum-qqa.example": ("https://xn--frum-qqa.example", "xn--frum-qqa.example"),
    "http://[2001:DB8::1]:8000": ("http://[2001:db8::1]:8000", "[2001:db8::1]"),
    "http://192.0.2.7": ("http://192.0.2.7", "192.0.2.7"),
}


@pytest.mark.parametrize("written", ADDRESSES, ids=str)
def test_an_address_is_kept_as_browsers_send_it(written):
    address = read_environment({"FORUM_URL": written}).address
    assert (address.url, address.hosts) == (ADDRESSES[written][0], [ADDRESSES[written][1]])


def test_the_address_of_this_machine_goes_by_all_its_names():
    address = read_environment({"PORT": "8123"}).address
    assert address.url == "http://127.0.0.1:8123"
    assert address.hosts == ["127.0.0.1", "[::1]", "localhost"]


REFUSED = {
    "FORUM_URL": [
        "talk.example.org",
        "ftp://talk.example.org",
        "https://",
        "https://talk.example.org/forum",
        "https://talk.example.org/?a=b",
        "https://talk.example.org#x",
        "https://user:pw@talk.example.org",
        "https://talk.example.org:notaport",
        "https://talk.example.org:70000",
        "https://talk example.org",
        "https://talk..example.org",
        "https://-talk.example.org",
        "https://talk_room.example.org",
        "https://[::g]",
        "https://[::1",
        "https://\u2603\u200b\u2603.\u202e",
        "https://" + "a" * 64 + ".example",
        "https://talk.example.org:0",
        "http://0.0.0.0:8000",
        "http://[::]:8000",
        "http://127.1:8000",
        "http://2130706433",
        "http://0x7f.1",
        "http://[fe80::1%25eth0]:8000",
        "https://\U0001f600.example",
    ],
    "FORUM_TIME_ZONE": ["Nowhere/Land", "../../etc/passwd", "/etc/localtime", "Europe"],
    "FORUM_TRUSTED_PROXIES": ["yes", "-1", "1.5", "\u0663", "9" * 5000],
    "FORUM_WORKERS": ["0", "many", "65"],
    "FORUM_VISITOR_PAGES": ["-1", "all", "1000000"],
    "FORUM_TRAFFIC": ["maybe"],
    "FORUM_VISITOR_SESSIONS": ["0", "all", "10000000"],
    "PORT": ["eighty", "0", "70000"],
    "DEBUG": ["maybe"],
    "STAFF_NEED_TWO_FACTOR": ["soon"],
    "DATABASE_PREPARES": ["once"],
    "HSTS_INCLUDE_SUBDOMAINS": ["2"],
    "HSTS_PRELOAD": ["on"],
    "DATABASE_URL": [
        "oracle://x",
        "please",
        "postgres://u:p#w@127.0.0.1/forum",
        "postgres://u:p@[127.0.0.1/forum",
        "postgres://u:p/w@127.0.0.1/forum",
        "postgres://",
        "postgres://u:p@127.0.0.1",
    ],
    "REDIS_URL": ["127.0.0.1:6379", "http://127.0.0.1", "redis://127.0.0.1:port"],
    "EMAIL_URL": [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org:port",
        "smtps://me@example.org:p#w@mail.example.org:465",
        "smtps://me:p/w@mail.example.org:465",
        "smtps://me@example.org:secret@mail.example.org:465",
        "smtp://mail example.org",
        "smtp://mail..example.org",
        "smtp://me@mail.example.org",
        "smtp+tls://mail.example.org?ssl=True",
    ],
    "EMAIL_FROM": [
        "forum",
        "forum@",
        "@example.org",
        "A Forum <forum@example.org",
        "a@b\r\nBcc: c@d",
        "a b@c.org",
        "forum@example.org'",
        "forum@exam_ple..org",
    ],
    "MAIL_HOOK_SECRET": ["short", "not only letters of \u00e4scii"],
    "MAIL_PROVIDER": ["postmark"],  # without a secret
}


@pytest.mark.parametrize(
    ("name", "written"), [(name, written) for name in REFUSED for written in REFUSED[name]]
)
def test_what_cannot_work_is_refused_with_one_sentence_that_names_the_setting(name, written):
    with pytest.raises(SettingError) as refusal:
        read_environment({name: written})
    sentence = str(refusal.value)
    assert name in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("EMAIL_URL", "smtps://me@example.org:p#w@mail.example.org:465"),
        ("EMAIL_URL", "smtp+tls://me:p/w@mail.example.org"),
        ("DATABASE_URL", "postgres://me:p?w@127.0.0.1/forum"),
        ("REDIS_URL", "redis://:p#w@127.0.0.1:6379"),
    ],
)
def test_a_sign_in_a_password_that_ends_the_address_is_answered_with_how_to_write_it(name, written):
    with pytest.raises(SettingError, match="%23"):
        read_environment({name: written})


def test_a_key_that_could_be_guessed_is_refused_and_none_at_all_is_not():
    with pytest.raises(SettingError, match="SECRET_KEY"):
        own_key("hush")
    assert own_key("") == ""
    assert own_key("k" * 32) == "k" * 32


@pytest.mark.parametrize("name", ["DATABASE_URL", "EMAIL_URL", "REDIS_URL"])
def test_a_password_is_never_repeated(name):
    for written in (f"x://me:hush@{'h' * 3}:port", "smtps://me:hush#w@h", "postgres://me:hush#w@h/f"):
        with pytest.raises(SettingError) as refusal:
            read_environment({name: written})
        assert "hush" not in str(refusal.value)


SENDERS = {
    "forum@example.org": "forum@example.org",
    "Our Forum <forum@example.org>": "Our Forum <forum@example.org>",
    "My Forum, Ltd. <forum@example.org>": '"My Forum, Ltd." <forum@example.org>',
    '"My Forum, Ltd." <forum@example.org>': '"My Forum, Ltd." <forum@example.org>',
    "Caf\u00e9 <forum@example.org>": "=?utf-8?b?Q2Fmw6k=?= <forum@example.org>",
    "forum@f\u00f3rum.example": "forum@xn--frum-qqa.example",
}


@pytest.mark.parametrize("written", SENDERS)
def test_the_sender_may_have_a_name_with_any_sign(written):
    assert read_environment({"EMAIL_FROM": written}).mail_from == SENDERS[written]


def test_the_sender_has_the_forums_own_host_where_nothing_is_said():
    assert (
        read_environment({"FORUM_URL": "https://f\u00f3rum.example"}).mail_from
        == "forum@xn--frum-qqa.example"
    )


SERVERS = {
    "smtp://mail.example.org": ("mail.example.org", 25, None, None, None),
    "smtp+tls://me:p%23w%40x@mail.example.org": ("mail.example.org", 587, True, None, "p#w@x"),
    "smtp+ssl://me:p+w@mail.example.org": ("mail.example.org", 465, None, True, "p+w"),
    "smtps://me:pw@mail.example.org:465": ("mail.example.org", 465, None, True, "pw"),
    "smtps://me:pw@mail.example.org:587": ("mail.example.org", 587, True, None, "pw"),
    "smtp://mail_server:1025": ("mail_server", 1025, None, None, None),
    "smtp://[::1]": ("::1", 25, None, None, None),
    "smtp://m\u00e4il.example": ("xn--mil-qla.example", 25, None, None, None),
}


@pytest.mark.parametrize("written", SERVERS)
def test_a_mail_server_is_understood(written):
    mail = read_environment({"EMAIL_URL": written}).mail
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_PASSWORD")
    assert tuple(mail.get(name) for name in names) == SERVERS[written]


def test_subdomains_and_preload_are_promised_only_when_asked():
    plain = read_environment({"FORUM_URL": "https://talk.example.org"})
    assert (plain.hsts_subdomains, plain.hsts_preload) == (False, False)
    asked = {"HSTS_INCLUDE_SUBDOMAINS": "on", "HSTS_PRELOAD": "on"}
    both = read_environment(asked | {"FORUM_URL": "https://talk.example.org"})
    assert (both.hsts_subdomains, both.hsts_preload) == (True, True)


@pytest.mark.parametrize(
    ("written", "meaning"), [("on", True), ("Yes", True), ("0", False), ("off", False), ("", False)]
)
def test_a_switch_is_on_or_off(written, meaning):
    assert read_environment({"STAFF_NEED_TWO_FACTOR": written}).staff_need_two_factor is meaning


def test_a_mail_provider_is_one_that_anymail_knows():
    secret = {"MAIL_HOOK_SECRET": "s3cret-of-the-hook"}
    read = read_environment(secret | {"MAIL_PROVIDER": "postmark", "ANYMAIL_MAILGUN_API_KEY": "k"})
    assert (read.mail_provider, read.anymail) == ("postmark", {"MAILGUN_API_KEY": "k"})
    for written in ("nobody", "base", "../postmark", "Postmark"):
        with pytest.raises(SettingError, match="MAIL_PROVIDER must be a name like postmark"):
            read_environment(secret | {"MAIL_PROVIDER": written})
