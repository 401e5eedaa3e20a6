import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import FormerUsername, User
from accounts.names import name_key
from forum import limits, markup
from forum.boards.group_mentions import SIGN, GroupMention
from forum.markup.unicode_text import is_empty
from forum.posts.rendering_turns import SOON, Busy, Share, rendering_turn
from forum.refusals import Refusal
from forum.site.models import SiteSettings

# Signs that only Markdown sees leave nothing to read: **, or a link around a blank. A picture or a line is something.
SHOWS_WITHOUT_WORDS = re.compile('<(?:img|hr|input)|class="remote-picture"')


class TextRefused(Refusal):
    """The text cannot become a post. The sentence says why."""

    status = 422
    code = "text"
    sentence = _("Write something first.")
    field = "body"  # beside which it is said


# What each returns is read instead of what was typed. Doing it twice must be doing it once.
CHANGES: list[Callable[[str], str]] = []


def changed(source: str) -> str:
    for change in CHANGES:
        source = change(source)
    return source


@dataclass(frozen=True)
class PostText:
    """A text and what was made of it, before the transaction that saves it."""

    source: str
    rendered: markup.Rendered


def render_text(
    source: str,
    by: User | None = None,
    options: markup.Options | None = None,
    *,
    is_preview: bool = False,
    author: User | None = None,
    before: str = "",
) -> PostText:
    """Render a text, linking the members it mentions, and the groups that its author may mention.

    It may take a second: call it outside transactions. The author is `by` if not given. Groups that the HTML `before`
    mentions outside quotations stay mentioned, whoever edits. `options` are those of the site's settings if not given.
    Raise TextRefused; and LimitExceeded if the member `by` has had too much rendered, or nobody is free to render it.
    A preview has a share of its own, does not wait for another text, and leaves a renderer to those who post.
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    # What was kept already, and is rendered for nobody, went through it when it was written.
    source = changed(source) if by else source
    options = options or SiteSettings.current().markup_options
    names = mentioned_names(source, author or by, before)
    try:
        rendered = (
            _render_for(by, source, names, options, "preview" if is_preview else "render")
            if by
            else markup.render(source, names, options=options)
        )
    except markup.Refused as refused:
        raise TextRefused(refused.message) from refused
    if is_empty(rendered.text) and not SHOWS_WITHOUT_WORDS.search(rendered.html):
        raise TextRefused
    return PostText(source, rendered)


def _render_for(
    member: User, source: str, names: Mapping[str, str], options: markup.Options, share: Share
) -> markup.Rendered:
    if markup.is_cheap(source, options):
        # Sixty of these a minute are all there may be, and take less than the share of one member.
        limits.enforce(share, member.pk)
        return markup.render(source, names, options=options)
    with rendering_turn(member, len(source), share) as is_dear:
        # Counted under the turn, so that those who are refused it write nothing.
        limits.enforce(share, member.pk)
        try:
            rendered = markup.render(source, names, options=options, is_dear=is_dear)
        except markup.Busy as busy:
            raise Busy(SOON) from busy
        limits.charge(f"{share}-time", member.pk, rendered.cost)
    return rendered


def mentioned_names(source: str, author: User | None, before: str = "") -> dict[str, str]:
    """Return the usernames of those who are mentioned, by the name as written, in small letters; groups with an @."""
    wanted = {name: name_key(name) for name in markup.mentioned(source)}
    if not wanted:
        return {}
    keys = set(wanted.values())
    members = User.objects.filter(username_key__in=keys, is_active=True, closed_at=None)
    usernames = dict(members.values_list("username_key", "username"))
    if unknown := keys - usernames.keys():
        former = FormerUsername.objects.kept().filter(
            key__in=unknown, member__is_active=True, member__closed_at=None
        )
        usernames |= dict(former.values_list("key", "member__username"))
    if author and (groups := GroupMention.objects.filter(name_key__in=keys)):
        usernames |= {group.name_key: str(group) for group in groups.open_to(author)}
    names = {name: usernames[key] for name, key in wanted.items() if key in usernames}
    return names | {name: group for name, group in _staying_groups(before).items() if name in wanted}


def _staying_groups(before: str) -> dict[str, str]:
    """The groups that an earlier text mentioned. One in its quotations was not notified, and would be if taken out."""
    told, _quotes = markup.addressees(before)
    return {
        name: group
        for name, group in markup.linked_members(before).items()
        if group in told and group.startswith(SIGN)
    }
