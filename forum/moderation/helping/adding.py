"""Adding a member, also while sign-up is closed: they choose their password by a link."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import renaming
from accounts.models import User
from forum.moderation.acts import Act
from forum.moderation.helping import telling
from forum.moderation.helping.targets import HELPED

added = Act(
    name="add",
    on=HELPED,
    label=gettext_lazy("Add member"),
    restricts=False,
    log_words=gettext_lazy("added the member"),
    is_for_admin=True,
)


@transaction.atomic
def add(by: User, username: str, address: str) -> User:
    """Make the account and mail the link, where it can be mailed. Raise NameTaken if name or address is taken."""
    try:
        with transaction.atomic():
            member = User.objects.create_user(username, address or None)
            if address:
                EmailAddress.objects.create(user=member, email=address, primary=True, verified=False)
    except IntegrityError as error:
        raise renaming.NameTaken from error
    renaming.check_not_kept(member)
    added.log(by, member, "")
    if telling.is_mailed(member):
        invite(by, member)
    return member


def invite(by: User, member: User) -> None:
    forum = telling.forum_name()
    telling.write(
        member.email,
        _("Your account on %(forum)s") % {"forum": forum},
        _("%(admin)s made an account for you on %(forum)s. Your username is “%(member)s”.")
        % {"admin": by.full_name, "forum": forum, "member": member.username},
        f"{_('Choose a password and sign in:')}\n{telling.reset_link(member)}",
        _("The link works for three days. If you don’t want an account there, ignore this email."),
    )
