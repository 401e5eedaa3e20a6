"""What a visitor wrote or wished, kept in a session on the server until they have signed in."""

from forum.follows import following, rules
from forum.pages.follows.control import in_sight

TEXTS = "parked_texts"
FOLLOWS = "parked_follows"
KEPT_FOR = 2 * 24 * 60 * 60  # seconds; signing in makes it a member's session, with a member's time
MOST = 3  # texts of one visitor; a fourth replaces the oldest


def park(request, place: str, **fields: str | list[str]) -> None:
    """Keep the fields of a form; `place` names the form, as in "reply:12"."""
    texts = {key: value for key, value in request.session.get(TEXTS, {}).items() if key != place}
    while len(texts) >= MOST:
        texts.pop(next(iter(texts)))
    texts[place] = fields
    request.session[TEXTS] = texts
    request.session.set_expiry(KEPT_FOR)


def parked(request, place: str) -> dict:
    return request.session.get(TEXTS, {}).get(place, {})


def forget(request, place: str) -> None:
    texts = request.session.get(TEXTS, {})
    if place in texts:
        request.session[TEXTS] = {key: value for key, value in texts.items() if key != place}


def park_follow(request, kind: str, thing) -> None:
    wishes = [wish for wish in request.session.get(FOLLOWS, []) if wish != [kind, thing.pk]]
    request.session[FOLLOWS] = [*wishes, [kind, thing.pk]][-MOST:]


def claim(request, member) -> None:
    """Do what was wished before signing in, as far as the member may. Called by every way of signing in."""
    request.session.set_expiry(None)
    for wish in request.session.pop(FOLLOWS, []):
        # A wish that was parked before anything but topics could be followed is the number of a topic.
        kind, pk = ("topic", wish) if isinstance(wish, int) else wish
        for thing in in_sight(member, kind, [pk]):
            if rules.can_follow(member, thing):
                following.follow(member, thing)
