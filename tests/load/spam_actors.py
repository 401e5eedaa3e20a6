"""Who comes to the forum on the simulated day: spammers and honest newcomers. Each yields how many seconds pass.

All of it goes through the pages that people use. A half of the spammers are people with a browser, the other half
are programs, which fill in whatever text field they find, and wait for nothing.
"""

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from accounts.models import User
from forum.posts.models import Post
from tests.load.first_posts import RealText
from tests.load.page_forms import PageForm, form_with
from tests.load.spam_texts import COPY, PROFILE, Spam

Passing = Generator[float, None, None]
PASSWORD = "a-long-enough-phrase-42"
FIVE_MINUTES, TEN_MINUTES = 300.0, 600.0
FEWER_LINKS = (
    5,
    3,
)  # as many as a newcomer may post; what is linked without its scheme is seen at the second try
# As a link behind words, or as it stands.
ADDRESS = re.compile(r"(?P<words>\])\([^()\s]*\)|(?:https?://|www\.)[^\s<>()\[\]]+", re.IGNORECASE)


def browser(ip: str) -> Client:
    """One in which the forum is at its own address."""
    return Client(REMOTE_ADDR=ip, HTTP_HOST=urlsplit(settings.FORUM_URL).netloc)


@dataclass
class Outcome:
    """What became of one of them."""

    is_spam: bool
    kind: str
    name: str
    did: list[str] = field(default_factory=list)
    is_visible: bool = False  # the advertisement 5 minutes later, or the honest post within 10
    has_any_post: bool = False  # whatever it says


@dataclass
class Visitor:
    """Somebody with a browser, or a program, in a network of their own."""

    number: int
    name: str
    is_program: bool

    def __post_init__(self) -> None:
        ip = f"{20 + self.number // 60_000}.{self.number // 240 % 250}.{self.number % 240 + 1}.9"
        self.client = browser(ip)

    def send(self, form: PageForm | None, address: str, **typed: str) -> int:
        if form is None:
            return 0
        fields = dict(form.fields)
        if self.is_program:
            fields |= {name: f"{self.name} {name}" for name in form.empty if name not in typed}
        return self.client.post((form.action or address).partition("#")[0], fields | typed).status_code

    def fill_in(self, address: str, has: str, seconds: float, **typed: str) -> Generator[float, None, int]:
        form = form_with(self.client.get(address).text, has)
        yield 1.0 if self.is_program else seconds
        return self.send(form, address, **typed)

    def sign_up(self, email: str, seconds: float) -> Generator[float, None, bool]:
        typed = {"username": self.name, "email": email, "password1": PASSWORD}
        yield from self.fill_in("/accounts/signup/", "username", seconds, **typed)
        return User.objects.filter(username=self.name).exists()

    def write(
        self, place: str, title: str, text: str, starts_topic: bool, seconds: float
    ) -> Generator[float, None, int]:
        if starts_topic:
            return (
                yield from self.fill_in("/b/questions/new/", "title", seconds, title=title[:90], body=text)
            )
        form = form_with(self.client.get(place).text, "body")
        yield 1.0 if self.is_program else seconds
        return self.send(form, f"{place}reply/", body=text)

    def posts(self) -> list[Post]:
        return list(Post.objects.filter(author__username=self.name).select_related("topic"))


def spammer(spam: Spam, visitor: Visitor, place: str, outcome: Outcome) -> Passing:
    if not (yield from visitor.sign_up(spam.email, 25)):
        return
    outcome.did.append("signed up")
    yield 5
    status = yield from visitor.write(place, spam.title, spam.text, spam.starts_topic, 30)
    outcome.did.append(f"wrote: {status}")
    if spam.profile_text:
        yield 20
        status = yield from visitor.fill_in("/settings/", "about", 20, about=spam.profile_text)
        outcome.did.append(f"profile: {status}")
    if spam.later_text:
        yield spam.minutes_until_later * 60
        for post in visitor.posts():
            status = yield from visitor.fill_in(f"/p/{post.pk}/edit/", "body", 20, body=spam.later_text)
            outcome.did.append(f"edited: {status}")
    yield FIVE_MINUTES
    outcome.is_visible = advertises(spam, visitor)
    outcome.has_any_post = any(is_shown(post) for post in visitor.posts())


def honest(real: RealText, visitor: Visitor, place: str, outcome: Outcome) -> Passing:
    if not (yield from visitor.sign_up(f"{visitor.name}@example.org", 60)):
        return
    outcome.did.append("signed up")
    yield 60
    status = yield from visitor.write(place, real.title, real.text, real.starts_topic, 240)
    outcome.did.append(f"wrote: {status}")
    for most in FEWER_LINKS:
        if status not in {413, 422}:
            break
        # The form says that a newcomer may post so many links and pictures, and how many it found: they take some out.
        status = yield from visitor.write(
            place, real.title, with_fewer_links(real.text, most), real.starts_topic, 60
        )
        outcome.did.append(f"wrote again: {status}")
    yield TEN_MINUTES
    outcome.is_visible = any(is_shown(post) for post in visitor.posts())


def with_fewer_links(text: str, most: int) -> str:
    """The text without pictures, and without the addresses that it links after so many."""
    links = count()

    def kept(found: re.Match[str]) -> str:
        return found[0] if next(links) < most else found["words"] or ""

    return ADDRESS.sub(kept, re.sub(r"!\[", "[", text))


def shown_post(post: Post) -> str:
    """What a visitor gets of the post; "" if nothing."""
    page = browser("127.0.0.9").get(post.address().partition("#")[0]).text
    _before, sign, rest = page.partition(f'id="post-{post.pk}"')
    return rest.partition('id="post-')[0] if sign else ""


def is_shown(post: Post) -> bool:
    return post.removed_at is None and bool(shown_post(post))


def advertises(spam: Spam, visitor: Visitor) -> bool:
    """Whether a visitor sees what the spammer came for: in a post, in a title, or on their page."""
    sign = re.compile(re.escape(spam.payload) + r"(?!\d)")
    pages = [shown_post(post) for post in visitor.posts() if post.removed_at is None]
    if spam.kind == COPY:
        return any(" ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split()) for page in pages)
    if spam.kind == PROFILE or spam.profile_text:
        pages.append(browser("127.0.0.9").get(f"/u/{visitor.name}/").text)
    return any(sign.search(page) for page in pages)
