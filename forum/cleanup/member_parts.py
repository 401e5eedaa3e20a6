"""What else of a member a clean-up takes away: their profile, picture, reactions and follows, and the way in."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from forum.boards.permissions import Asker
from forum.cleanup.models import CleanedItem, CleanedMember
from forum.cleanup.parts import Facts, Part, as_text
from forum.follows.following import count_followers, lock_thing
from forum.follows.models import Follow
from forum.markup import VERSION
from forum.members import avatars
from forum.moderation.member_acts import present_suspension
from forum.posts.models import Post
from forum.posts.post_text import render_text
from forum.reactions.models import Reaction
from forum.refusals import Refusal
from forum.site.models import SiteSettings

FOR_GOOD = timedelta(days=36_500)
PROFILE_FIELDS = ["display_name", "about", "about_html", "about_version"]


def the_member(member: User, condition: Q) -> QuerySet[User]:
    return User.objects.filter(condition, pk=member.pk, closed_at=None)


def profile(by: Asker, member: User, until: datetime) -> QuerySet[User]:
    return the_member(member, ~Q(about="") | ~Q(display_name=""))


def empty_profile(cleaned: CleanedMember, member: User) -> Facts:
    facts = {"about": member.about, "display_name": member.display_name}
    member.about = member.about_html = member.display_name = ""
    member.save(update_fields=PROFILE_FIELDS)
    SiteSettings.bump()  # visitors' cached pages show the name
    return facts


def restore_profile(by: User, item: CleanedItem) -> None:
    """Bring back what the member has not written anew meanwhile."""
    member = User.objects.filter(pk=item.item, closed_at=None).first()
    if member is None:
        return
    member.display_name = member.display_name or item.facts["display_name"]
    if not member.about and item.facts["about"]:
        try:
            text = render_text(item.facts["about"], options=SiteSettings.current().markup_options)
        except Refusal:
            return
        member.about, member.about_html = item.facts["about"], text.rendered.html
        member.about_version = VERSION
    member.save(update_fields=PROFILE_FIELDS)
    SiteSettings.bump()


def picture(by: Asker, member: User, until: datetime) -> QuerySet[User]:
    return the_member(member, ~Q(avatar=""))


def hide_picture(cleaned: CleanedMember, member: User) -> Facts:
    facts = {"avatar": member.avatar, "avatar_cut": member.avatar_cut}
    avatars.show_stored(member, "", "")
    return facts


def show_picture(by: User, item: CleanedItem) -> None:
    member = User.objects.filter(pk=item.item, avatar="", closed_at=None).first()
    if member is not None:
        avatars.show_stored(member, item.facts["avatar"], item.facts["avatar_cut"])


def kept_pictures(paths: list[str]) -> list[str]:
    """Return those of these paths of files that a member's picture has, shown or brought back by Undo."""
    shown = set(avatars.of_members(paths))
    names = {path: avatars.name_in(path) for path in paths if path not in shown}
    hidden = CleanedItem.objects.filter(part=PICTURE.name, facts__avatar__in=set(names.values()))
    kept = set(hidden.filter(restored_at=None).values_list("facts__avatar", flat=True))
    return [path for path in paths if path in shown or names[path] in kept]


def reactions(by: Asker, member: User, until: datetime) -> QuerySet[Reaction]:
    on_boards = Reaction.objects.filter(post__topic__board__isnull=False)
    return on_boards.filter(member=member, created_at__lte=until)


def take_reaction(cleaned: CleanedMember, reaction: Reaction) -> Facts | None:
    facts = {
        "post": reaction.post_id,
        "emoji": reaction.emoji,
        "created_at": reaction.created_at.isoformat(),
    }
    return facts if Reaction.objects.filter(pk=reaction.pk).delete()[0] else None


def give_reaction(by: User, item: CleanedItem) -> None:
    facts = item.facts
    if not Post.objects.filter(pk=facts["post"]).exists():
        return
    # Its author was told of it then, if at all.
    given = Reaction(
        post_id=facts["post"],
        member_id=item.cleaned_member.member_id,  # of another account, if that was merged since
        emoji=facts["emoji"],
        created_at=datetime.fromisoformat(facts["created_at"]),
        is_gathered=True,
    )
    Reaction.objects.bulk_create([given], ignore_conflicts=True)


def follows(by: Asker, member: User, until: datetime) -> QuerySet[Follow]:
    conversations = Q(topic__isnull=False, topic__board=None)
    return Follow.objects.active().filter(~conversations, member=member, created_at__lte=until)


def stop_following(cleaned: CleanedMember, follow: Follow) -> Facts | None:
    thing = follow.thing
    if not lock_thing(thing):
        return None
    row = Follow.objects.active().filter(pk=follow.pk).first()
    if row is None:
        return None
    row.state = Follow.State.LEFT
    row.save(update_fields=["state"])
    count_followers(thing, -1)
    return {"locks": [row.person_id]} if row.person_id else {}


def follow_again(by: User, item: CleanedItem) -> None:
    row = Follow.objects.filter(pk=item.item, state=Follow.State.LEFT).first()
    if row is None or not lock_thing(row.thing):
        return
    row.state = Follow.State.FOLLOWING
    row.save(update_fields=["state"])
    count_followers(row.thing, +1)


def account(by: Asker, member: User, until: datetime) -> QuerySet[User]:
    """Also if they are suspended for some days: a spammer would be back then."""
    soon = timezone.now() + FOR_GOOD / 2
    return the_member(member, Q(suspended_until=None) | Q(suspended_until__lte=soon))


def keep_out(cleaned: CleanedMember, member: User) -> Facts:
    facts = present_suspension(member)
    member.suspend(timezone.now() + FOR_GOOD, cleaned.cleanup.reason)
    sessions.end_sessions(member)
    return facts | {"suspended_at": as_text(member.suspended_at)}


def let_in(by: User, item: CleanedItem) -> None:
    member = User.objects.filter(pk=item.item).exclude(suspended_at=None).first()
    # Another may have suspended them meanwhile, for something else.
    if member and as_text(member.suspended_at) == item.facts["suspended_at"]:
        until = datetime.fromisoformat(item.facts.get("was_until", item.facts["suspended_at"]))
        if until > timezone.now():
            member.suspend(until, item.facts.get("was_reason", ""))
        else:
            member.lift_suspension()


PROFILE = Part(
    name="profile",
    label=_("Profile text and display name"),
    rows=profile,
    clean=empty_profile,
    restore=restore_profile,
)
PICTURE = Part(
    name="picture",
    label=_("Picture"),
    rows=picture,
    clean=hide_picture,
    restore=show_picture,
)
REACTIONS = Part(
    name="reactions",
    label=_("Reactions to posts"),
    rows=reactions,
    clean=take_reaction,
    restore=give_reaction,
)
FOLLOWS = Part(
    name="follows",
    label=_("What they follow"),
    rows=follows,
    clean=stop_following,
    restore=follow_again,
    also_locks=lambda follow: [follow.person_id] if follow.person_id else [],
)
ACCOUNT = Part(
    name="account",
    label=_("Suspend the account for good"),
    hint=_("They are signed out, and told the reason when they sign in."),
    is_thing=False,
    rows=account,
    clean=keep_out,
    restore=let_in,
)

PARTS = (PROFILE, PICTURE, REACTIONS, FOLLOWS, ACCOUNT)
