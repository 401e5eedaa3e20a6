"""What a visitor wrote or wanted to follow, kept in a session until they have signed in."""

from typing import Any

from django.http import HttpRequest, QueryDict

from accounts.models import User
from forum import limits
from forum.follows import following, rules
from forum.follows.models import Followable
from forum.follows.rules import visible_followables
from forum.pages.client_limits import client_network
from forum.pages.responses import SeeOther, to_sign_in

DRAFTS = "drafts"
FOLLOWS = "follows"
KEPT_FOR = 2 * 24 * 60 * 60  # seconds; signing in makes it a member's session, with a member's time
MOST = 3  # drafts of one visitor; a fourth replaces the oldest
LONGEST = {"title": 200, "body": 100_000, "base": 10, "to": 1_000}  # characters of a field
MOST_TAGS, LONGEST_TAG, LONGEST_BOARD = 20, 60, 80
POLL, MOST_OPTIONS, LONGEST_OF_POLL = "poll_", 20, 200
ANSWER, MOST_ANSWERS, LONGEST_ANSWER = "field_", 20, 10_000  # to what a board asks of new topics


def draft(request: HttpRequest, form: str) -> dict[str, Any]:
    """Return the fields that were kept of a form, which is named as in "reply:12"."""
    fields: dict[str, Any] = request.session.get(DRAFTS, {}).get(form, {})
    return fields


def kept_text(request: HttpRequest, form: str) -> str:
    body: str = draft(request, form).get("body", "")
    return body


def save_draft(request: HttpRequest, form: str) -> None:
    """Keep what was sent; raise LimitExceeded where more is kept from this network than visitors write."""
    count_session(request)
    data = request.POST
    fields: dict[str, str | list[str]] = {
        name: data[name][:longest] for name, longest in LONGEST.items() if name in data
    }
    if "title" in data:
        # Chosen where a topic is started; a reply's board is not the visitor's choice.
        fields["board"] = data.get("board", "")[:LONGEST_BOARD]
        fields["tags"] = [slug[:LONGEST_TAG] for slug in data.getlist("tags")[:MOST_TAGS]]
        fields |= poll_fields(data)
        answers = [name for name in data if name.startswith(ANSWER)][:MOST_ANSWERS]
        fields |= {name[:40]: str(data[name])[:LONGEST_ANSWER] for name in answers}
    others = [(name, draft) for name, draft in request.session.get(DRAFTS, {}).items() if name != form]
    request.session[DRAFTS] = dict([*others, (form, fields)][-MOST:])
    request.session.set_expiry(KEPT_FOR)


def poll_fields(data: QueryDict) -> dict[str, str | list[str]]:
    """What was written of a poll; see `forum.pages.polls.forms`."""
    names = [name for name in data if name.startswith(POLL)][:MOST_OPTIONS]
    fields: dict[str, str | list[str]] = {name[:40]: str(data[name])[:LONGEST_OF_POLL] for name in names}
    if "poll_option" in data:
        options = data.getlist("poll_option")[:MOST_OPTIONS]
        fields["poll_option"] = [option[:LONGEST_OF_POLL] for option in options]
    return fields


def delete_draft(request: HttpRequest, form: str) -> None:
    drafts = request.session.get(DRAFTS, {})
    if form in drafts:
        request.session[DRAFTS] = {name: fields for name, fields in drafts.items() if name != form}


def sign_in_to_go_on(request: HttpRequest, form: str) -> SeeOther:
    """Redirect a visitor who opens or sends a form for members to sign in; what they wrote is kept for then."""
    if request.method == "POST":
        save_draft(request, form)
    return to_sign_in(request.get_full_path())


def save_follow(request: HttpRequest, kind: str, thing: Followable) -> None:
    count_session(request)
    others = [follow for follow in request.session.get(FOLLOWS, []) if follow != [kind, thing.pk]]
    request.session[FOLLOWS] = [*others, [kind, thing.pk]][-MOST:]


def follow_as_saved(request: HttpRequest, member: User) -> list[Followable]:
    """Follow what they wanted to follow before signing in, as far as they may; return what they follow now.

    Called by every way of signing in.
    """
    if request.session.get_expiry_age() == KEPT_FOR:
        request.session.set_expiry(None)
    things = [
        thing
        for kind, pk in request.session.pop(FOLLOWS, [])
        for thing in visible_followables(member, kind, [pk])
        if rules.can_follow(member, thing)
    ]
    for thing in things:
        following.follow(member, thing)
    return things


def count_session(request: HttpRequest) -> None:
    """Each draft leaves a session behind, so a network may make only so many."""
    limits.enforce("visitor-draft", client_network(request))
