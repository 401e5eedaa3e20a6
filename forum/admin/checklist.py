"""What an owner still has to do after the first start, on the first page of the admin. Each line can be dismissed."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from forum.backups.status import last_backup
from forum.boards.models import Board
from forum.mail import domain_records
from forum.mail.domain_records import FOUND, MISSING
from forum.markup import VERSION
from forum.own_pages.models import OwnPage
from forum.rerendering.stored_texts import has_older_posts
from forum.site.models import SiteSettings

DONE, TO_DO, NOT_LOOKED = "done", "todo", "unknown"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
RULES = "rules"
# Who dismisses it is asked again after the next upgrade.
OLDER_POSTS = f"older_posts_{VERSION}"


@dataclass(frozen=True)
class Item:
    name: str
    label: str | Promise
    state: str
    hint: str = ""
    link: str = ""

    @property
    def is_done(self) -> bool:
        return self.state == DONE


@dataclass(frozen=True)
class Checklist:
    items: list[Item]
    dismissed_count: int

    @property
    def done_count(self) -> int:
        return sum(item.is_done for item in self.items)

    @property
    def is_open(self) -> bool:
        """Whether anything is left to do."""
        return self.done_count < len(self.items)


def checklist_of(owner: User, site: SiteSettings) -> Checklist:
    items = [*older_posts(), *(make(owner, site) for make in ITEMS)]
    shown = [item for item in items if item.name not in site.dismissed_checks]
    return Checklist(shown, len(items) - len(shown))


def dismiss(name: str) -> None:
    """Leave a line out from now on. A name that is none changes nothing."""
    _change_dismissed(lambda names: sorted({*names, name} & set(NAMES)))


def show_all() -> None:
    _change_dismissed(lambda names: [])


@transaction.atomic
def _change_dismissed(change: Callable[[list[str]], list[str]]) -> None:
    site, _is_new = SiteSettings.objects.select_for_update().get_or_create(pk=1)
    site.dismissed_checks = change(site.dismissed_checks)
    site.save(update_fields=["dismissed_checks"])


def _item(name: str, is_done: bool, hint: str, link: str) -> Item:
    return Item(name, LABELS[name], DONE if is_done else TO_DO, "" if is_done else hint, link)


def boards(owner: User, site: SiteSettings) -> Item:
    is_done = Board.objects.exists()
    return _item("boards", is_done, _("Choose from three starting sets."), reverse("setup:boards"))


def look(owner: User, site: SiteSettings) -> Item:
    is_done = bool(site.logo or site.icon)
    return _item(
        "look", is_done, _("Shown in the header, in tabs and on phones."), reverse("admin:logo_and_icon")
    )


def address(owner: User, site: SiteSettings) -> Item:
    hint = _(
        "Set FORUM_URL in .env to an address that begins with https://, so that passwords travel encrypted."
    )
    return _item("address", settings.IS_HTTPS, hint, "")


def email(owner: User, site: SiteSettings) -> Item:
    hint = _("Without it nobody can reset a password or be notified by email.")
    return _item("email", settings.HAS_MAIL, hint, reverse("setup:email"))


def spf(owner: User, site: SiteSettings) -> Item:
    domain = domain_records.sender_domain()
    missing = _("Add a TXT record to %(domain)s that your mail provider gives you. It begins with v=spf1.")
    return _record("spf", site, missing % {"domain": domain})


def dmarc(owner: User, site: SiteSettings) -> Item:
    domain = domain_records.sender_domain()
    missing = _("Add a TXT record to _dmarc.%(domain)s, for a start: v=DMARC1; p=none")
    return _record("dmarc", site, missing % {"domain": domain})


def _record(name: str, site: SiteSettings, missing: str) -> Item:
    found = domain_records.state_of(site, name)
    if found == FOUND:
        return Item(name, LABELS[name], DONE)
    if found == MISSING:
        return Item(name, LABELS[name], TO_DO, _("Not found. %(what)s") % {"what": missing})
    if not settings.HAS_MAIL:
        return Item(name, LABELS[name], NOT_LOOKED, _("Not looked up yet: set up email first."))
    if not domain_records.sender_domain():
        return Item(
            name, LABELS[name], NOT_LOOKED, _("Not looked up: the sender’s domain isn’t a public one.")
        )
    return Item(name, LABELS[name], NOT_LOOKED, _("Not looked up yet, or the look-up got no answer."))


def two_factor(owner: User, site: SiteSettings) -> Item:
    is_on = Authenticator.objects.filter(user=owner, type__in=FACTORS).exists()
    hint = _("A stolen password alone is then not enough to take over the forum.")
    return _item("two_factor", is_on, hint, reverse("mfa_index"))


def backup(owner: User, site: SiteSettings) -> Item:
    hint = _("Make one now, and see that a copy is kept on another machine.")
    return _item("backup", last_backup() is not None, hint, reverse("admin:backups_backup_changelist"))


def rules(owner: User, site: SiteSettings) -> Item:
    page = OwnPage.objects.filter(slug_key=RULES).first()
    hint = _("A short text to start from is ready.")
    if page is not None:
        hint = _("Written, but not published yet.")
        link = reverse("admin:own_pages_ownpage_change", args=[page.pk])
    else:
        link = reverse("admin:own_pages_ownpage_add") + f"?start={RULES}"
    return _item("rules", page is not None and page.is_published, hint, link)


def legal(owner: User, site: SiteSettings) -> Item:
    hint = _(
        "People must be able to tell who runs the forum, and to reach them. It stands at the foot of every page."
    )
    link = reverse("admin:site_sitesettings_change", args=[1]) + "#id_legal_name"
    return _item("legal", site.has_legal_identity, hint, link)


def older_posts() -> list[Item]:
    """After an upgrade only: a line while there are posts of an older version."""
    if not has_older_posts():
        return []
    hint = _("They keep their old look until you have them formatted again.")
    return [_item(OLDER_POSTS, False, hint, reverse("admin:older_posts"))]


ITEMS = (boards, look, address, email, spf, dmarc, two_factor, backup, rules, legal)
LABELS: dict[str, Promise] = {
    "boards": gettext_lazy("First boards"),
    "look": gettext_lazy("Logo and icon"),
    "address": gettext_lazy("A public address with https"),
    "email": gettext_lazy("Email"),
    "spf": gettext_lazy("SPF: who may send for your domain"),
    "dmarc": gettext_lazy("DMARC: what others do with forged email"),
    "two_factor": gettext_lazy("Two-factor authentication for you"),
    "backup": gettext_lazy("A first backup"),
    "rules": gettext_lazy("A page with your rules"),
    "legal": gettext_lazy("Who runs the forum, and how to reach you"),
    OLDER_POSTS: gettext_lazy("Posts from before the upgrade"),
}
NAMES = tuple(LABELS)
