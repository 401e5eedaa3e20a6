"""Legal holds on posts, topics and members: acts of admins alone. Whom they concern is not told, as courts may ask."""

from collections.abc import Callable
from typing import Any, Literal

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Reader, User
from forum.legal_holds import holding
from forum.legal_holds.models import Holdable, LegalHold
from forum.moderation.acts import Act, Detail, Target
from forum.posts.models import Post
from forum.topics.models import Topic

ROWS: dict[str, Any] = {
    "post": Post.objects.on_boards().select_related("topic", "author"),
    "topic": Topic.objects.on_boards(),
    "member": User.objects.all(),
}
PERMISSIONS = {"post": "posts.change_post", "topic": "topics.change_topic", "member": "accounts.change_user"}


def may_hold(by: Reader, thing: Holdable) -> bool:
    return by.is_superuser


def locked(name: str) -> Callable[[User, Any], Any]:
    def lock(by: User, thing: Any) -> Any:
        if not may_hold(by, thing):
            raise PermissionDenied
        return ROWS[name].select_for_update(no_key=True, of=("self",)).get(pk=thing.pk)

    return lock


def begin(by: User, thing: Holdable, reason: str) -> Detail | Literal[False]:
    return {} if holding.hold(by, thing, reason) else False


def end(by: User, thing: Holdable, reason: str) -> Detail | Literal[False]:
    return {} if holding.lift(by, thing) else False


def is_on_hold(thing: Holdable) -> bool:
    return LegalHold.objects.active().on(thing).exists()


def acts_on(name: str) -> tuple[Act[Any], Act[Any]]:
    target: Target[Any] = Target(
        name, PERMISSIONS[name], may_hold, locked(name), is_on_board=name != "member"
    )
    hold: Act[Any] = Act(
        name="hold",
        on=target,
        opposite="lift-hold",
        label=_("Put under legal hold"),
        title=_("Put this under legal hold"),
        effect=_(
            "Nothing of it is deleted, neither by its author nor at night nor with an account, until the hold is "
            "lifted. What it says now is kept as evidence. Its author is not told."
        ),
        button=_("Put under legal hold"),
        done=_("It is under legal hold now."),
        done_to_many=ngettext_lazy(
            "%(count)d is under legal hold now.", "%(count)d are under legal hold now.", "count"
        ),
        restricts=False,
        log_words=_("put under legal hold"),
        needs_reason=True,
        is_for_admin=True,
        is_secret=True,
        is_due=lambda thing: not is_on_hold(thing),
        change=begin,
    )
    lift: Act[Any] = Act(
        name="lift-hold",
        on=target,
        opposite="hold",
        label=_("Lift legal hold"),
        title=_("Lift this legal hold"),
        effect=_("What should have been deleted meanwhile is deleted. The evidence is deleted, too."),
        button=_("Lift legal hold"),
        done=_("The legal hold is lifted."),
        done_to_many=ngettext_lazy("%(count)d legal hold lifted.", "%(count)d legal holds lifted.", "count"),
        restricts=False,
        log_words=_("lifted the legal hold on"),
        needs_reason=True,
        is_for_admin=True,
        is_secret=True,
        is_due=is_on_hold,
        change=end,
    )
    return hold, lift


ACTS = (*acts_on("topic"), *acts_on("post"), *acts_on("member"))
