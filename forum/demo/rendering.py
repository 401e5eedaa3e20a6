from forum import markup
from forum.demo.content_files import ContentError
from forum.demo.dates_and_ids import Plan
from forum.demo.post_texts import text_before_edit
from forum.site.models import SiteSettings

Key = tuple[str, int | str]


def render_texts(plan: Plan) -> dict[Key, markup.Rendered]:
    """By ("post", id), ("revision", id) for texts before an edit, ("about", username) and ("site", "welcome")."""
    community = plan.community
    sources: dict[Key, str] = {("site", "welcome"): community.site["welcome"]}
    sources |= {("about", member.username): member.about for member in community.members if member.about}
    for post in plan.posts:
        sources["post", post.id] = post.source
        if post.content.is_edited:
            sources["revision", post.id] = text_before_edit(post.source)
    usernames = {member.username.casefold(): member.username for member in community.members}
    texts = [(key, source, usernames) for key, source in sources.items()]
    results = markup.render_many(texts, options=SiteSettings.current().markup_options)
    return {key: _require_rendered(key, result) for key, result in results}


def _require_rendered(key: Key, result: markup.Rendered | markup.Refused) -> markup.Rendered:
    if isinstance(result, markup.Refused):
        raise ContentError(f"{key}: {result}")
    return result
