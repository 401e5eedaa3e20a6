from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_RULE = 300


class WordRule(models.Model):
    """What the admin lets be replaced, held or refused wherever members write it."""

    class Kind(models.TextChoices):
        WORDS = "words", _("A word or phrase")
        DOMAIN = "domain", _("Links to a domain")
        PATTERN = "pattern", _("A pattern")

    class Action(models.TextChoices):
        REPLACE = "replace", _("Replace it")
        HOLD = "hold", _("Let the text wait for approval")
        REFUSE = "refuse", _("Refuse the text")

    kind = models.CharField(_("what it is"), max_length=10, choices=Kind, default=Kind.WORDS)
    text = models.CharField(
        _("word, domain or pattern"),
        max_length=LONGEST_RULE,
        help_text=_(
            "Whole words: “cheap watches”; with a star at either end also what goes on there: “casino*”. "
            "A domain: “example.com”, which stands for www.example.com, too. A pattern is a regular expression of RE2."
        ),
    )
    action = models.CharField(_("what happens"), max_length=10, choices=Action, default=Action.HOLD)
    replacement = models.CharField(
        _("replaced by"), max_length=100, blank=True, help_text=_("Left empty, by three black squares.")
    )
    message = models.CharField(
        _("sentence for its author"),
        max_length=200,
        blank=True,
        help_text=_("Said where a text is refused, after what was found in it."),
    )
    is_on = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("word or link")
        verbose_name_plural = _("words and links")
        ordering = ("kind", "text")
        constraints = [models.UniqueConstraint("kind", "text", name="word_rule_once")]

    def __str__(self) -> str:
        return self.text


class FilterDay(models.Model):
    """How often a reason held something on a day, and what became of that. `name` is that of the reason or rule."""

    name = models.CharField(max_length=40)
    day = models.DateField()
    held = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)  # to send it once more
    refused = models.PositiveIntegerField(default=0)
    replaced = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("filter’s day")
        verbose_name_plural = _("filters’ days")
        constraints = [models.UniqueConstraint("name", "day", name="filter_day_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}"


class CopyMark(models.Model):
    """One of a few runs of words of a post, as a number, by which later copies of it are found; see `copies`.

    At most `PLACES` posts stand for the same run: phrases that everybody uses lead to no more.
    """

    run = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mark of a text")
        verbose_name_plural = _("marks of texts")
        constraints = [models.UniqueConstraint("run", "place", name="copy_mark_once")]

    def __str__(self) -> str:
        return f"{self.run}: {self.post_id}"


class PlaceLink(models.Model):
    """A place on the web, and the first post in which one of the regulars linked it; see `known_places`."""

    place = models.CharField(max_length=200, db_index=True)
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("linked place")
        verbose_name_plural = _("linked places")
        constraints = [models.UniqueConstraint("post", "place", name="place_link_once")]

    def __str__(self) -> str:
        return f"{self.place}: {self.post_id}"


class FilterState(models.Model):
    """What the filters have done so far, in one row: number 1."""

    # Posts up to this id have their marks; see `copies`.
    marked_to = models.BigIntegerField(default=0)
    # The places that posts up to this id link are noted; see `known_places`.
    linked_to = models.BigIntegerField(default=0, db_default=0)
    learned_spam = models.PositiveIntegerField(default=0)
    learned_good = models.PositiveIntegerField(default=0)
    secret = models.CharField(max_length=64, default="", editable=False)  # what makes numbers of words

    class Meta:
        verbose_name = verbose_name_plural = _("state of the filters")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="filter_state_one_row")]

    def __str__(self) -> str:
        return "1"


class WordCount(models.Model):
    """In how many texts of either kind a word was, which is kept as a number alone."""

    word = models.BigIntegerField(primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a word")
        verbose_name_plural = _("counts of words")

    def __str__(self) -> str:
        return f"{self.word}: {self.spam}/{self.good}"


class LearnedText(models.Model):
    """A verdict that was learned, to be learned once, and to be taken back. Of the text it has numbers alone."""

    text = models.CharField(max_length=40, unique=True)  # what was judged, such as post:12
    is_spam = models.BooleanField()
    words = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("learned verdict")
        verbose_name_plural = _("learned verdicts")

    def __str__(self) -> str:
        return self.text
