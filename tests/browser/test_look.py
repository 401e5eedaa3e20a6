"""Every page in both themes, on a desk and on the smallest phone: axe finds nothing, nothing overflows."""

import gzip

import pytest
from django.conf import settings
from django.utils import timezone

from forum.follows import following
from forum.follows.models import Follow
from forum.mail.unsubscribe import token_for
from forum.moderation import post_acts, topic_acts
from forum.moderation.models import LogEntry
from forum.notifications.models import Delivery, Notification
from forum.site.models import SiteSettings
from forum.site.style_sheets import style_sheet
from forum.topics.models import Tag
from tests.conftest import join
from tests.plumbing.browser import CONTRAST, axe_findings, looked_at, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

RICH = """# A heading

Some **bold**, *italic*, `code`, ~~gone~~ and a [link](https://example.org/). :smile: 😀

> @ada [wrote](/p/1/):
>
> A quote

- one
    - deeper
- [x] done
- [ ] not yet

| Part | Price | A rather long column heading | Another of them | And one more |
|:-----|------:|------------------------------|-----------------|--------------|
| Zip  | 3.40  | unbreakablewordswithoutspaces | x | y |

```python
def mend(thing: str) -> str:  # a comment long enough to need a scroll bar on any telephone in the world
    return f"{thing}, mended at {len(thing) * 3.5}"
```

/// details | Folded
Inside.
///

مرحبا 刺し子 averyveryveryveryveryveryveryveryveryveryveryveryveryveryverylongword
"""

VISITOR = [
    "/",
    "/latest/",
    "/b/general/?sort=replies",
    "/latest/?tag=glue",
    "/latest/?board=general&tag=glue",
    "/new/",
    "/top/",
    "/unanswered/",
    "/b/general/",
    "/t/{topic}/",
    "/t/{topic}-{slug}/followers/",
    "/t/{topic}-{slug}/follow-by-mail/",
    "/tags/",
    "/boards/",
    "/tag/glue/",
    "/mail/stop/{stop}/",
    "/mail/level/{stop}/",
    "/u/ada/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/help/writing/",
    "/nowhere/",
]
MEMBER = [
    "/",
    "/t/{topic}/",
    "/t/{topic}-{slug}/?quote={post}",
    "/b/general/new/",
    "/start/",
    "/p/{post}/edit/",
    "/p/{post}/history/",
    "/p/{post}/remove/",
    "/t/{topic}-{slug}/move/",
    "/t/{topic}-{slug}/remove/",
    "/t/{topic}-{slug}/lock/",
    "/moderate/",
    "/moderate/log/",
    "/moderate/log/?act=fly",
    "/moderate/removed/",
    "/moderate/removed/?show=posts",
    "/acts/{told}/",
    "/settings/",
    "/settings/picture/",
    "/settings/reading/",
    "/settings/notifications/",
    "/settings/account/",
    "/settings/privacy/",
    "/notifications/",
    "/following/",
    "/following/?kind=muted",
    "/unread/",
    "/unread/away/",
    "/mine/?show=replied",
    "/u/ada/",
]


@pytest.fixture
def stage(settings, ada, mod, root, board, start, say, as_):
    settings.HAS_MAIL = True  # so that following by email is offered
    SiteSettings.objects.update_or_create(
        pk=1,
        defaults={
            "tagline": "A place",
            "welcome_html": "<p>Welcome.</p>",
            "reads_bbcode": True,
            "reads_maths": True,
        },
    )
    topic = start(ada, board, title="A title " + "that goes on " * 8, body=RICH)
    post = topic.posts.get()
    as_(ada).post(f"/p/{post.pk}/edit/", {"body": RICH + "\n\nMore.", "base": 1, "title": topic.title})
    answer = say(mod, topic, "An answer.", reply_to=post)
    gone = say(mod, topic, "A slip.")
    post_acts.remove(mod, gone, "A slip")
    topic_acts.pin(mod, topic)
    topic_acts.lock(mod, start(ada, board, title="Locked one"))
    follow = told(ada, mod, topic, board, start)
    topic_acts.remove(root, start(mod, board, title="Mine, and gone"), "Off topic")
    return {
        "topic": topic.pk,
        "told": LogEntry.objects.order_by("-pk")[0].pk,
        "slug": topic.slug,
        "post": post.pk,
        "answer": answer.pk,
        "stop": token_for(Delivery(member=mod, follow=follow, kind="reply")),
    }


def told(ada, mod, topic, board, start):
    """The moderator follows, ignores and has muted something, and has notifications read and unread."""
    tag = Tag.objects.create(name="Glue", slug="glue", description="What holds things together.")
    topic.tags.add(tag)
    for thing in (topic, board, tag, ada):
        following.follow(mod, thing)
    following.mute(mod, join("pest"))
    following.mute(mod, start(ada, board, title="A muted one"))
    for number, kind in enumerate(("reply", "mention", "followed", "security")):
        Notification.objects.create(
            member=mod, kind=kind, matter=str(number), topic=topic if number < 2 else None, actor=ada, count=number + 1,
            detail={"event": "password_changed"}, read_at=timezone.now() if number % 2 else None,
        )  # fmt: skip
    return Follow.objects.of(topic).get(member=mod)


def look_at(page, addresses, stage):
    found = []
    for address in addresses:
        page.goto(address.format(**stage))
        found += looked_at(page)
    return found


def test_what_a_visitor_sees_is_whole_and_accessible(open_context, stage):
    assert look_at(open_context().new_page(), VISITOR, stage) == []


def test_what_a_member_sees_is_whole_and_accessible(open_context, stage):
    page = open_context().new_page()
    sign_in(page, "mod")
    assert look_at(page, MEMBER, stage) == []


def test_open_menus_are_accessible_too(open_context, stage):
    for theme in ("light", "dark"):
        page = open_context(viewport={"width": 320, "height": 800}, color_scheme=theme).new_page()
        page.goto(f"/t/{stage['topic']}/")
        page.get_by_role("link", name="Share post 1", exact=True).click()
        page.get_by_label("Link to this post").wait_for()
        assert axe_findings(page, CONTRAST if theme == "dark" else {}) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0


def test_a_readers_own_theme_outweighs_the_devices(open_context, ada, db):
    ada.theme = "dark"
    ada.save()
    page = open_context(color_scheme="light").new_page()
    page.goto("/accounts/login/")
    light = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    sign_in(page, "ada")
    page.goto("/settings/")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


def test_nothing_moves_while_a_topic_loads(open_context, stage):
    page = open_context(viewport={"width": 390, "height": 800}).new_page()
    page.add_init_script(
        "window.shift = 0;"
        "new PerformanceObserver(list => { for (const e of list.getEntries()) window.shift += e.value })"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(f"/t/{stage['topic']}/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shift") < 0.02


def as_collected(route):
    """Tests collect no static files, which puts the parts of a style sheet into it."""
    name = route.request.url.rpartition("/")[2]
    route.fulfill(content_type="text/css", body=style_sheet(settings.BASE_DIR / "static" / "css" / name))


@pytest.mark.parametrize("member", [None, "eve"])
def test_a_topic_of_twenty_posts_keeps_within_its_weight(member, open_context, eve, long_topic):
    """The budget: HTML 40 KB, styles 20 KB, scripts 15 KB when compressed, 8 requests."""
    topic, weights, count = long_topic(20), {}, 0

    def note(response):
        nonlocal count
        count += 1
        kind = response.headers.get("content-type", "").split(";")[0].split("/")[-1]
        weights[kind] = weights.get(kind, 0) + len(gzip.compress(response.body()))

    page = open_context().new_page()
    if member:
        sign_in(page, member)
    page.on("response", note)
    page.route("**/static/css/*.css", as_collected)
    page.goto(topic.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert weights["html"] < 40_000
    assert weights["css"] < 20_000
    assert weights["javascript"] < 15_000
    assert count <= 8


def test_a_table_has_the_ground_that_it_stands_on(page, board):
    table = '<div class="table-scroll"><table><tbody><tr><td>1</td></tr></tbody></table></div>'
    SiteSettings.objects.update_or_create(pk=1, defaults={"welcome_html": table})
    page.goto("/")
    grounds = [
        page.locator(selector).evaluate("element => getComputedStyle(element).backgroundColor")
        for selector in (".welcome", ".welcome .table-scroll")
    ]
    assert grounds[0] == grounds[1]
