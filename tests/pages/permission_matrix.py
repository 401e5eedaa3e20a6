"""Who gets what at every address of the forum: the rows stand in `permission_rows`.

A row is a code for GET and one for POST, of a letter for each of ACTORS in their order, and the names of addresses:

    o  answered            r  led elsewhere, or done     w  the form is wrong: nothing was sent in it
    l  asked to sign in    f  forbidden (403)            n  not there (404), or no longer (410)
    t  too many, or not now                              .  not asked

`none` stands for the whole where there is no such method (405).

Forms are sent empty: whoever may not do it at all is refused before anybody looks at the form. What is on a board is
asked for on a public board, which the row speaks of, and on one that only staff may see: there everybody else must be
told that nothing is there, and staff the same as on the public one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver

from forum.admin.admin_permissions import set_jobs
from forum.boards.global_moderators import set_moderates_everywhere
from forum.boards.models import Grant
from forum.boards.presets import Preset
from forum.boards.usual_verbs import MODERATING
from forum.moderation import acts, queue
from tests.conftest import join, opened
from tests.pages import page_kinds

ACTORS = (
    "visitor", "new", "member", "suspended", "silenced", "elsewhere", "moderator", "everywhere", "admin",
)  # fmt: skip
INSIDERS = {"everywhere", "admin"}  # see the board of staff
LETTERS = {200: "o", 204: "o", 206: "o", 301: "r", 302: "r", 303: "r", 400: "w", 422: "w", 403: "f", 404: "n", 410: "n", 405: "m", 409: "w", 413: "w", 415: "w", 429: "t", 503: "t"}  # fmt: skip

# What an address needs where a name alone does not say it: the start of its route, then the value of each part.
ON_BOARDS = ("b/", "t/", "p/", "^t/")
PARTS = {
    "b/": {"slug": "{board}"},
    "t/": {"topic_id": "{topic_id}", "slug": "{topic_slug}", "ending": "md"},
    "^t/": {"topic_id": "{topic_id}", "slug": "{topic_slug}", "ending": "md"},
    "p/": {"post_id": "{post_id}", "number": "1"},
    "tag/": {"slug": "quiet"},
    "pages/": {"slug": "rules"},
    "terms/": {"number": "1"},
    "u/": {"username": "ben"},
    "files/": {"key": "0" * 22, "width": "9", "height": "9", "longest": "640", "name": "x.png"},
    "settings/data/": {"export_id": "1"},
    "^cards/": {"key": "0" * 22},
    "^pictures/": {"key": "0" * 22, "width": "9", "height": "9"},
    "moderate/messages/": {"report_id": "{item_of_messages}"},
    "conversations/": {"topic_id": "{talk_pk}", "slug": "{talk_slug}", "username": "ben"},
    "drafts/": {"draft_id": "{draft}"},
    "waiting/": {"pending_id": "{pending}"},
    "announcements/": {"announcement_id": "{announcement}"},
    "moderate/together/": {"key": "nothing"},
    "moderate/selection/": {"on": "topics"},
    "rejected/": {"rejected_id": "{rejected}"},
    "moderate/": {"username": "ben", "ban_id": "{ban}", "note_id": "{note}", "warning_id": "{warning}"},
    "acts/": {"entry_id": "{entry}"},
    "acts/by-mail/": {"token": "{by_mail_token}"},
    "moderate/appeals/": {"appeal_id": "{appeal}"},
    "following/": {"key": "nothing"},
    "notifications/": {"notification_id": "{notification}"},
    "notices/": {"notification_id": "{notification}"},
    "illegal-content/": {"secret": "{notice}"},
    "illegal-content/confirm/": {"token": "{notice_confirm}"},
    "illegal-content/object/": {"token": "{notice_object}"},
    "moderate/hold/": {"on": "post", "thing_id": "{rich_post}"},
    "mail/stop/": {"token": "{stop}"},
    "mail/level/": {"token": "{stop}"},
    "mail/confirm/": {"token": "{confirm}"},
    "mail/hook/": {"provider": "mailgun"},
    "accounts/": {"key": "x", "token": "x", "uidb36": "1", "pk": "1"},
    "sitemaps/": {"number": "1"},
    "admin/boards/board/": {"board_id": "{board_id}"},
    "settings/claim/": {"member_id": "{row_of_accounts_user}", "token": "x"},
    "settings/invitations/": {"invitation_id": "{invitation_id}"},
    "^invitations/": {"key": "{invitation}"},
    "admin/accounts/user/": {"member_id": "{row_of_accounts_user}"},
    "admin/": {"app_label": "boards", "url": "nowhere"},
}
# Of addresses that have no name, by the start of the route; and of what is given in the query.
WHOLE = {
    r"^t/(?P<topic_id>[1-9][0-9]{0,17})-[^/]*": "/t/{topic_id}-x",
    r"^(?:latest|posts|top": "/latest.rss",
    r"^t/(?:(?P<slug>": "/t/old/777.rss",
    r"^raw/": "/raw/777",
    r"^posts/by_number/": "/posts/by_number/777/1",
    r"^p/(?P<post_id>": "/p/7771/1",
    r"^posts/(?P<post_id>": "/posts/7771.json",
    r"^c/(?P<path>": "/c/backroom/7",
    r"^(?:u|users)/": "/users/ben/summary",
    r"^tags?/": "/tag/quiet/1",
    "p/<id:post_id>/waiting-edit/withdraw/": "{route}",
    "conversations/new/moderators/": "/conversations/new/moderators/?post={post_id}",
    "p/<id:post_id>/waiting-edit/": "/p/{tasks}/waiting-edit/",
    "admin/delete-for-good/": "/admin/delete-for-good/post/?id={post_id}",
    "search/suggestions/": "{route}?q=he",
    "members/suggestions/": "{route}?q=be",
    "completion/people/": "{route}?place=start&q=be",
    "similar-topics/": "{route}?title=Boats",
    "oembed/": "{route}?url=http://127.0.0.1:8000/t/{topic_id}-x/",
}


@dataclass(frozen=True)
class Address:
    row: str  # the name of its row
    name: str  # what a test says of it
    path: str  # with braces for what the stage has made
    is_on_board: bool


def addresses() -> list[Address]:
    """Every address of the URLconf, once; one for each act and decision where its name is a part of it."""
    found: dict[str, Address] = {}
    for name, route in sorted(set(routes())):
        for kind, path in paths(name, route):
            row = name or ("admin:object" if route.endswith("<path:object_id>/") else path)
            label = f"{row}:{kind}" if kind else row
            if row == "admin:object":
                label = path
            is_on_board = route.startswith(ON_BOARDS) and "{" in path
            found.setdefault(label, Address(row, label, path, is_on_board))
    return list(found.values())


def routes(
    resolver: URLResolver | None = None, space: str = "", before: str = ""
) -> Iterator[tuple[str, str]]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space, route)
        elif isinstance(pattern, URLPattern):
            yield (space + pattern.name if pattern.name else ""), route


def paths(name: str, route: str) -> Iterator[tuple[str, str]]:
    if name == "topic-act":
        for act in acts.offered_on("topic"):
            if not act.is_for_admin:
                yield act.name, "/" + plain(route).replace("{act}", act.name)
    elif name == "member-act":
        for act in acts.offered_on("member"):
            if not act.is_for_admin:
                yield act.name, "/" + plain(route).replace("{act}", act.name)
    elif name.startswith("moderate-") and "<slug:source>" in route:
        decisions = [(source.name, one.name) for source in queue.TABLE.values() for one in source.decisions]
        for source, decision in decisions if "decision" in route else [(s, "") for s in queue.TABLE]:
            filled = plain(route).replace("{source}", source).replace("{decision}", decision)
            yield f"{source}:{decision}".strip(":"), "/" + filled.replace("{item}", f"{{item_of_{source}}}")
    else:
        whole = next((path for start, path in WHOLE.items() if route.startswith(start)), "{route}")
        yield "", whole if "{route}" not in whole else whole.replace("{route}", "/" + plain(route))


def plain(route: str) -> str:
    """The route with what is put into it; the parts of a regular expression by their names."""
    values: dict[str, str] = {}
    for start in sorted((start for start in PARTS if route.startswith(start)), key=len):
        values |= PARTS[start]
    if stock := re.match(r"admin/(\w+)/(\w+)/", route):
        values["object_id"] = f"{{row_of_{stock[1]}_{stock[2]}}}"
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", route)
    for sign, means in (("^", ""), ("$", ""), ("\\.", ".")):
        route = route.replace(sign, means)
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda part: values.get(part[1], f"{{{part[1]}}}"), route)


def build(start, say) -> SimpleNamespace:
    """The forum of `page_kinds`, with one member for each of ACTORS."""
    stage = page_kinds.build(start, say)
    general = apps.get_model("boards", "Board").objects.get(slug="general")
    people = cast_of(general)
    users = get_user_model().objects
    rich = apps.get_model("topics", "Topic").objects.get(title="Signs & <wonders>")
    reply = rich.posts.filter(author__username="ben", removed_at=None).order_by("number").last()
    hidden = stage.topic
    apps.get_model("erasing", "ErasureRequest").objects.create(member=users.get(username="ben"))
    numbers = stage.numbers | {
        f"row_of_{model._meta.app_label}_{model._meta.model_name}": first_of(model)
        for model in apps.get_models()
    }
    numbers |= {
        f"item_of_{name}": item_of(source, [users.get(username="mod"), users.get(username="root")])
        for name, source in queue.TABLE.items()
    }
    numbers["row_of_accounts_user"] = users.get(username="ben").pk
    public = {
        "board": "general",
        "board_id": general.pk,
        "topic_id": rich.pk,
        "topic_slug": rich.slug,
        "post_id": reply.pk,
    }
    private = {"board": "backroom", "board_id": hidden.board_id, "topic_id": hidden.pk, "topic_slug": hidden.slug, "post_id": stage.numbers["post"]}  # fmt: skip
    return SimpleNamespace(people=people, public=numbers | public, private=numbers | private)


def first_of(model) -> int | str:
    row = model._base_manager.order_by("pk").first()
    return row.pk if row is not None else 1


def item_of(source: queue.Source, moderators: list[Any]) -> int:
    """The first item that one of them may decide, those before asked first."""
    items = (source.open_to(moderator).order_by("pk").first() for moderator in moderators)
    return next((item.pk for item in items if item), 1)


def cast_of(board) -> dict:
    elsewhere, everywhere = Group.objects.create(name="Elsewhere"), Group.objects.create(name="Everywhere")
    other = opened("Elsewhere", Preset.PUBLIC)
    Grant.objects.create(board=other, audience="group", group=elsewhere, verbs=MODERATING)
    set_moderates_everywhere(everywhere, True)
    set_jobs(everywhere, ["moderate", "suspend"])
    old = {"date_joined": page_kinds.timezone.now() - page_kinds.timedelta(days=30)}
    people = {
        "visitor": None,
        "new": join("newcomer"),
        "member": join("member", **old),
        "suspended": get_user_model().objects.get(username="suspended"),
        "silenced": join("silenced", **old),
        "elsewhere": join("elsewhere", **old),
        "moderator": get_user_model().objects.get(username="mod"),
        "everywhere": join("everywhere", is_staff=True, **old),
        "admin": get_user_model().objects.get(username="root"),
    }
    people["suspended"].suspend(page_kinds.timezone.now() + page_kinds.timedelta(days=9), "Spam.")
    people["silenced"].silence(None, "Loud.")
    people["elsewhere"].groups.add(elsewhere)
    people["everywhere"].groups.add(everywhere)
    return people
