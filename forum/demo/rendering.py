"""The HTML of everything in a plan, made before the transaction that writes it."""

from forum import markup
from forum.demo.quotes import before_edit
from forum.demo.source_files import Unreadable
from forum.demo.timeline import Plan

Key = tuple[str, int | str]


def rendered(plan: Plan) -> dict[Key, markup.Rendered]:
    """By ("post", id), ("old", id) for texts before an edit, ("about", username) and ("site", "welcome")."""
    sources: dict[Key, str] = {("site", "welcome"): plan.community.site["welcome"]}
    sources |= {("about", person.username): person.about for person in plan.community.people if person.about}
    for post in plan.posts:
        sources["post", post.id] = post.source
        if post.said.is_edited:
            sources["old", post.id] = before_edit(post.source)
    members = {person.username.casefold(): person.username for person in plan.community.people}
    jobs = [(key, source, members) for key, source in sources.items()]
    return {key: _accepted(key, made) for key, made in markup.render_many(jobs)}


def _accepted(key: Key, made: markup.Rendered | markup.Refused) -> markup.Rendered:
    if isinstance(made, markup.Refused):
        raise Unreadable(f"{key}: {made}")
    return made
