"""What anybody reports as illegal: notices of people, and for each thing one case that moderators decide."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Reader, User
from forum.boards.models import permissions_of
from forum.posts.models import Post
from forum.topics.models import Topic
from forum.topics.rules import is_allowed

LONGEST_CATEGORY = 100
LONGEST_EXPLANATION = 5_000
LONGEST_ANSWER = 500
LONGEST_ADDRESS = 500  # of a page
Thing = Post | Topic | User


def new_secret() -> str:
    return get_random_string(32)


class Category(models.Model):
    """What the form offers. Notices keep the words, so that changing this changes no notice."""

    words = models.CharField(_("category"), max_length=LONGEST_CATEGORY, unique=True)
    is_urgent = models.BooleanField(
        _("urgent"),
        default=False,
        help_text=_("These come first in the queue, and someone is emailed at once."),
    )
    is_nameless = models.BooleanField(
        _("without a name"), default=False, help_text=_("Name and email address may be left empty.")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Smaller numbers come first, in the form and in the queue.")
    )

    class Meta:
        verbose_name = _("category of illegal content")
        verbose_name_plural = _("categories of illegal content")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.words


def is_visible_to(reader: Reader, *, sees_members: bool, at: str = "") -> Q:
    """What `visible_to` asks of cases, as a condition on the case to which the path `at` leads."""
    permissions = permissions_of(reader)
    on_boards = is_allowed(permissions, "moderate", f"{at}post__topic__") | is_allowed(
        permissions, "moderate", f"{at}topic__"
    )
    return on_boards | Q(**{f"{at}member__isnull": False}) if sees_members else on_boards


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(decided_at=None)

    def queued(self) -> Self:
        return self.open().exclude(queued_at=None)

    def held_back(self) -> Self:
        return self.open().filter(queued_at=None)

    def about(self, thing: Thing) -> Self:
        return self.filter(**{column_of(thing): thing})

    def visible_to(self, reader: Reader, *, sees_members: bool) -> Self:
        """Those on boards that the reader moderates; those about members if they may see to members."""
        return self.filter(is_visible_to(reader, sees_members=sees_members))


class Case(models.Model):
    """A thing that was reported as illegal, by however many, until it is decided; then what was decided.

    It is in the queue since `queued_at`; without one it is held back, because too many came at once.
    """

    class Lane(models.IntegerChoices):
        """Each has its own share of the queue, so that a flood in one leaves room in the others."""

        OPEN = 0
        URGENT = 1
        PROVEN = 2  # a member, or an address that was confirmed

    class Outcome(models.TextChoices):
        ILLEGAL = "illegal", _("removed as illegal")
        RULES = "rules", _("removed by the rules of the forum")
        NOTHING = "nothing", _("nothing illegal found")

    post = models.ForeignKey(
        Post, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("post")
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("topic")
    )
    member = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("member")
    )
    category = models.CharField(_("category"), max_length=LONGEST_CATEGORY)  # the gravest of its notices
    rank = models.PositiveIntegerField(default=100)  # the smallest position of their categories
    is_urgent = models.BooleanField(_("urgent"), default=False)
    lane = models.PositiveSmallIntegerField(choices=Lane, default=Lane.OPEN)
    opened_at = models.DateTimeField(_("first reported"), default=timezone.now)
    queued_at = models.DateTimeField(_("in the queue since"), null=True)
    # Whether it came in by the shares, and not because a moderator took it in.
    by_share = models.BooleanField(default=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("reason"), max_length=LONGEST_ANSWER, blank=True)
    reopened_at = models.DateTimeField(_("to be decided again since"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of illegal content")
        verbose_name_plural = _("reports of illegal content")
        indexes = [
            models.Index(fields=["opened_at"], name="case_open", condition=Q(decided_at__isnull=True)),
            models.Index(fields=["opened_at", "id"], name="case_opened"),
            models.Index(fields=["queued_at"], name="case_queued"),
            models.Index(fields=["decided_at"], name="case_decided"),
            models.Index(fields=["post"], name="case_of_post"),
            models.Index(fields=["topic"], name="case_of_topic"),
            models.Index(fields=["member"], name="case_of_member"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, topic__isnull=True, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=False, member__isnull=True)
                | Q(post__isnull=True, topic__isnull=True, member__isnull=False),
                name="case_about_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    F(column), condition=Q(decided_at__isnull=True), name=f"case_of_{column}_open_once"
                )
                for column in ("post", "topic", "member")
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing)

    @property
    def thing(self) -> Thing:
        thing = self.post or self.topic or self.member
        if thing is None:
            raise ValueError(f"Case {self.pk} is about nothing.")  # a constraint has it that there is one
        return thing

    @property
    def is_own_decision(self) -> bool:
        """Whether it was about whoever decided it, for nobody else could."""
        thing = self.thing
        return self.decided_by_id == (thing.pk if isinstance(thing, User) else thing.author_id)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def proven(self) -> Self:
        return self.filter(is_proven=True)


class Notice(models.Model):
    """What one person said of it. Who knows the secret reads the receipt."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name=_("report"))
    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    key = models.CharField(max_length=64, blank=True, editable=False)  # of the form, so that it counts once
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", verbose_name=_("member"))
    category = models.CharField(_("category"), max_length=LONGEST_CATEGORY)
    explanation = models.TextField(_("why it is illegal"), max_length=LONGEST_EXPLANATION, blank=True)
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    name = models.CharField(_("name"), max_length=100, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    language = models.CharField(max_length=10, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True)
    # From a member in good standing, or an address that was confirmed.
    is_proven = models.BooleanField(default=False, editable=False)
    is_mailed = models.BooleanField(default=False, editable=False)  # whether a receipt went to the address
    # Hashes of what it has in common with others, for fairness; emptied after some days. See `fairness`.
    marks = models.JSONField(default=list, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of illegal content")
        verbose_name_plural = _("notices of illegal content")
        ordering = ("created_at", "id")
        indexes = [models.Index(fields=["created_at"], name="notice_created")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.created_at:%Y}-{self.pk:06d}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> Self:
        return self.filter(decided_at=None)


class Objection(models.Model):
    """Whoever sent a notice says why the decision is wrong, once."""

    class Outcome(models.TextChoices):
        STANDS = "stands", _("the decision stands")
        AGAIN = "again", _("to be decided again")

    notice = models.OneToOneField(Notice, models.CASCADE, related_name="objection")
    words = models.TextField(_("objection"), max_length=LONGEST_EXPLANATION, blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    is_same_person = models.BooleanField(_("by the same person"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=LONGEST_ANSWER, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        indexes = [
            models.Index(fields=["created_at"], name="objection_open", condition=Q(decided_at__isnull=True))
        ]

    def __str__(self) -> str:
        return self.notice.number


class QueueLock(models.Model):
    """The one row that is locked while cases are let into the queue, so that no two processes fill one place."""

    class Meta:
        verbose_name = verbose_name_plural = _("lock of the queue")

    def __str__(self) -> str:
        return str(self.pk)


def column_of(thing: Thing) -> str:
    """The column of a case that names such a thing."""
    if isinstance(thing, Post):
        return "post"
    return "topic" if isinstance(thing, Topic) else "member"
