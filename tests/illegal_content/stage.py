"""What the tests of notices have in common: a form that is filled in, and a way to send it as a visitor's browser does."""

from django.test import Client

from forum.illegal_content import notifying
from forum.illegal_content.categories import categories_offered
from forum.illegal_content.models import Notice
from forum.illegal_content.notifying import Said

CHILD_ABUSE, TERROR, HATE, COPYRIGHT = (
    "Sexual abuse of children", "Terrorism", "Hate or threats", "Copyright or trademarks",
)  # fmt: skip
FILLED_IN = {
    "category": HATE, "explanation": "It calls for violence.", "name": "Pat Doe", "email": "pat@example.net", "good_faith": "on",
}  # fmt: skip


def visitor(number=1, **headers):
    """A browser of somebody signed out, in a network of their own, whose requests come from our pages."""
    address = f"203.{number // 200}.{number % 200}.7"
    sent = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"} | headers
    return Client(enforce_csrf_checks=True, REMOTE_ADDR=address, **sent)


def notice_of(thing, *, by=None, number=1, words="It is against the law.", category=HATE, email="", key=""):
    """Sent by the act itself; the number stands for a network."""
    network = f"{10 + number // 250}.{number % 250}.0.1"
    said = Said(
        category=categories_offered()[category], explanation=words, address="http://testserver/p/1/",
        name="Pat", email=email, key=key, network=network,
    )  # fmt: skip
    return notifying.send(by, thing, said)


def last_notice():
    return Notice.objects.latest("pk")
