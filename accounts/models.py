import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import (
    AbstractBaseUser,
    AnonymousUser,
    Group,
    PermissionsMixin,
    UserManager,
)
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, Q, Subquery
from django.db.models.functions import Cast, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.member_indexes import INDEXES
from accounts.name_beginnings import beginning_keys, begins
from accounts.names import LONGEST_NAME, email_key, flat_key, name_key, normalized_username, validate_username
from accounts.passwords import normalized_password
from accounts.reserved_names import TEAM
from accounts.restrictions import Restrictions
from forum.markup.unicode_text import hides
from forum.site.choices import Density, StartPage, Theme

LONGEST_ABOUT = 2_000  # characters


class Members(UserManager["User"]):
    # Django's own makes the hash without asking the member.
    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        return super().create_user(username, email, password and normalized_password(password), **fields)

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        return super().create_superuser(username, email, password and normalized_password(password), **fields)

    def bulk_create(self, objs: Iterable["User"], *args: Any, **kwargs: Any) -> list["User"]:
        members = list(objs)
        for member in members:
            member.fold_names()
        return super().bulk_create(members, *args, **kwargs)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.named(username or "").get()

    def named(self, username: str) -> models.QuerySet["User"]:
        """Return at most one member: spelt exactly so, else with the same key, else called so within the last year."""
        key = Q(username_key=name_key(username))
        spelling = normalized_username(username[: LONGEST_NAME * 2])
        if hides(spelling):
            return self.filter(key)
        spelt = Q(username=spelling)
        others = self.model._default_manager
        # One row, looked up first: an index can then be used for each of the three.
        former = FormerUsername.objects.kept().filter(key=name_key(username)).values("member")[:1]
        renamed = Q(pk=Subquery(former)) & ~Exists(others.filter(spelt | key))
        return self.filter(spelt | (key & ~Exists(others.filter(spelt))) | renamed)

    def called(self, name: str) -> models.QuerySet["User"]:
        """Return the one whose username this is, else those with this display name, its gaps and capitals aside."""
        named = self.named(name)
        key = flat_key(name.replace("\x00", "")[: LONGEST_NAME * 2])
        if not key or named.exists():
            return named
        return self.filter(display_key=key)

    def beginning_with(self, typed: str) -> models.QuerySet["User"]:
        """Members whose username or display name begins so, with or without `@`; none if no letter is typed."""
        keys = beginning_keys(typed)
        if keys is None:
            return self.none()
        named = begins("username_key", keys[0]) | begins("display_key", keys[1])
        return self.filter(named, closed_at=None, is_active=True, waits_since=None).order_by("username_key")

    def found_by_name(self, typed: str) -> models.QuerySet["User"]:
        """Those of them whom other members may find so."""
        return self.beginning_with(typed).filter(is_found_by_name=True)

    def forum_staff(self) -> models.QuerySet["User"]:
        """Staff, superusers and members of a group that moderates."""
        # SQLite cannot be asked for an item of a list in JSON, but each database for its text.
        granted = Group.objects.annotate(granted=Cast("grants__verbs", models.TextField()))
        moderating = granted.filter(granted__contains='"moderate"').values("pk")
        ids = [
            self.model._default_manager.filter(of_these).values("pk")
            for of_these in (Q(is_staff=True), Q(is_superuser=True), Q(groups__in=moderating))
        ]
        # Each by its own index: a condition with OR reads all members, for every page of a moderator.
        return self.filter(pk__in=ids[0].union(*ids[1:]))


class User(AbstractBaseUser, PermissionsMixin, Restrictions):
    """A member. Names and addresses are compared by their keys, so that look-alikes are one and the same."""

    username = models.CharField(
        _("username"),
        max_length=LONGEST_NAME,
        unique=True,
        validators=[validate_username],
        help_text=_("Up to 30 letters, digits and . - _"),
    )
    username_key = models.CharField(max_length=120, unique=True, editable=False)
    email = models.EmailField(_("email address"), blank=True)
    display_name = models.CharField(_("display name"), max_length=60, blank=True)
    display_key = models.CharField(max_length=120, blank=True, default="", db_index=True, editable=False)
    title = models.CharField(
        _("title"),
        max_length=40,
        blank=True,
        help_text=_("Shown beside their posts, as in “Moderator”."),
    )
    about = models.TextField(_("about"), blank=True, validators=[MaxLengthValidator(LONGEST_ABOUT)])
    about_html = models.TextField(editable=False, blank=True)
    about_version = models.PositiveSmallIntegerField(
        editable=False, default=1
    )  # of `markup` that made the HTML
    # The name of the picture that stands for them, and which part of what they sent it is; see `members.avatars`.
    avatar = models.CharField(max_length=32, blank=True, default="", db_default="", editable=False)
    avatar_cut = models.CharField(max_length=12, blank=True, default="", db_default="", editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, blank=True)
    list_density = models.CharField(_("lists"), max_length=12, choices=Density, blank=True, default="")
    start_page = models.CharField(_("start page"), max_length=12, choices=StartPage, default=StartPage.BOARDS)
    posts_per_page = models.PositiveSmallIntegerField(_("posts per page"), default=20)
    uses_keys = models.BooleanField(_("keyboard shortcuts"), default=True, db_default=True)
    # Written every few minutes at most, and never for somebody who hides it.
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    hides_last_seen = models.BooleanField(_("hides when they were last seen"), default=False)
    is_found_by_name = models.BooleanField(_("can be found by name"), default=True, db_default=True)
    # Of a long absence, for a week after it; shown to nobody but themselves.
    away_from = models.DateTimeField(null=True, blank=True, editable=False)
    away_until = models.DateTimeField(null=True, blank=True, editable=False)

    is_staff = models.BooleanField(_("can use the admin"), default=False)
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_placeholder = models.BooleanField(_("imported, not claimed yet"), default=False)
    # Stays when somebody takes the account over.
    is_imported = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    post_count = models.PositiveIntegerField(_("posts"), default=0, editable=False)
    follower_count = models.PositiveIntegerField(_("followers"), default=0, editable=False)

    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # New, and not approved yet: they can sign in, and read what visitors can.
    waits_since = models.DateTimeField(_("waits for approval since"), null=True, blank=True, editable=False)

    in_teams_name = ""  # of the team's account: who wrote, where those are told who moderate too

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    objects = Members()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        permissions = [("help_member", _("Can help members with their accounts"))]
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="member_email_once"),
        ]
        indexes = INDEXES

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        self.email = email_key(self.email)
        keys = {"username": "username_key", "display_name": "display_key"}
        if fields is None or not keys.keys().isdisjoint(fields):
            self.fold_names()
        if fields is not None:
            kwargs["update_fields"] = {*fields, *(key for name, key in keys.items() if name in fields)}
        super().save(*args, **kwargs)

    def fold_names(self) -> None:
        """Set the keys by which names are compared."""
        self.username_key = name_key(self.username)
        self.display_key = flat_key(self.display_name) if self.display_name else ""

    def clean(self) -> None:
        super().clean()
        self.email = email_key(self.email)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password if raw_password is None else normalized_password(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        if raw_password is None:
            return super().check_password(raw_password)
        return super().check_password(normalized_password(raw_password))

    @property
    def name(self) -> str:
        """The name shown beside their posts."""
        if self.is_team:
            moderators = str(_("Moderators"))
            return f"{moderators} ({self.in_teams_name})" if self.in_teams_name else moderators
        if self.closed_at:
            return str(_("Former member"))
        return self.display_name or self.username

    @property
    def handle(self) -> str:
        """Their @username where they are shown by another name, else empty."""
        if self.closed_at or self.name.casefold() == self.username.casefold():
            return ""
        return f"@{self.username}"

    @property
    def full_name(self) -> str:
        """The name shown, with the @username where it is another."""
        return f"{self.name} ({self.handle})" if self.handle else self.name

    @property
    def is_team(self) -> bool:
        """Whether it is nobody’s account, but the one in whose name moderators write to members."""
        return self.username == TEAM

    @property
    def is_forum_staff(self) -> bool:
        return self.is_staff or self.is_superuser

    @property
    def role(self) -> str:
        """The word beside their posts: their title, or what they may do."""
        if self.closed_at:
            return ""
        if self.title:
            return self.title
        if self.is_superuser:
            return str(_("Administrator"))
        return str(_("Staff") if self.is_staff else _("Member"))

    @property
    def may_be_mailed(self) -> bool:
        """Whether mail may go out. An imported member gets none until they have signed in and so asked for it."""
        has_signed_in = not self.is_imported or self.last_login is not None
        return bool(self.email) and not self.is_placeholder and has_signed_in

    @property
    def zone(self) -> zoneinfo.ZoneInfo | None:
        try:
            return zoneinfo.ZoneInfo(self.time_zone) if self.time_zone else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return None

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.name


Reader = User | AnonymousUser


class AddressReversion(models.Model):
    """A change of address that its member reverted; the changes after it are void as well."""

    member = models.ForeignKey(User, models.CASCADE, related_name="+")
    changed_at = models.DateTimeField()
    reverted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.member)


class FormerUsernames(models.QuerySet["FormerUsername"]):
    def kept(self) -> "FormerUsernames":
        """Those that are still nobody else's."""
        return self.filter(kept_until__gt=timezone.now())


class FormerUsername(models.Model):
    """A username that its member had before. Until `kept_until` it leads to them, and nobody else can have it."""

    key = models.CharField(max_length=120, unique=True)  # as `username_key`
    username = models.CharField(max_length=LONGEST_NAME)
    member = models.ForeignKey(User, models.CASCADE, related_name="former_usernames")
    kept_until = models.DateTimeField(db_index=True)

    objects = FormerUsernames.as_manager()

    class Meta:
        verbose_name = _("former username")
        verbose_name_plural = _("former usernames")

    def __str__(self) -> str:
        return self.username
