"""The form above the moderation log that narrows it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.moderation import acts
from forum.moderation.log import is_about
from forum.moderation.models import LogEntry
from forum.pages.addresses import row_number
from forum.pages.date_fields import DayField, midnight
from forum.pages.forms import LineField


def act_choices() -> list[tuple[str, Any]]:
    """One for each name: acts on topics and posts share theirs."""
    words = {act.name: act.label for act in acts.TABLE.values() if not act.is_secret}
    return [("", _("Anything")), *words.items()]


def is_titled(asked: str) -> Q:
    """About a topic, and what is in it, by its number or by words of its title."""
    if number := row_number(asked.removeprefix("#")):
        return Q(topic=number) | Q(post=number)
    title = Q()
    for word in asked.split():
        title &= Q(topic__title__icontains=word)
    return title


def is_written_in(word: str) -> Q:
    return Q(reason__icontains=word) | Q(rule__icontains=word) | Q(staff_note__icontains=word)


class LogFilter(forms.Form):
    act = forms.ChoiceField(label=_("What was done"), required=False, choices=act_choices)
    member = LineField(
        label=_("Username"), required=False, max_length=60, help_text=_("By this member, or about them.")
    )
    about = LineField(
        label=_("Topic"),
        required=False,
        max_length=100,
        help_text=_("Words of its title, or # and its number."),
    )
    words = LineField(
        label=_("Words in the reason"), required=False, max_length=100, help_text=_("Or in a rule or a note.")
    )
    since = DayField(label=_("From"))
    until = DayField(label=_("To"))
    topic = forms.IntegerField(required=False, min_value=1, max_value=10**18, widget=forms.HiddenInput)

    def clean_member(self) -> User | None:
        name = self.cleaned_data["member"].removeprefix("@")
        if not name:
            return None
        member = User.objects.named(name).first()
        if member is None:
            raise forms.ValidationError(_("There is no member with this username."))
        return member

    def narrow(self, entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
        """Return the entries that were asked for; none if the question makes no sense."""
        if not self.is_valid():
            return entries.none()
        asked = self.cleaned_data
        if asked["act"]:
            entries = entries.filter(act=asked["act"])
        if asked["topic"]:
            entries = entries.filter(topic=asked["topic"])
        if asked["about"]:
            entries = entries.filter(is_titled(asked["about"]))
        for word in asked["words"].split():
            entries = entries.filter(is_written_in(word))
        if asked["member"]:
            entries = entries.filter(Q(by=asked["member"]) | is_about(asked["member"]))
        if asked["since"]:
            entries = entries.filter(created_at__gte=midnight(asked["since"]))
        if asked["until"]:
            entries = entries.filter(created_at__lt=midnight(asked["until"] + timedelta(days=1)))
        return entries

    @property
    def query(self) -> str:
        """What was asked, for the links to further pages."""
        return urlencode({name: self.data[name] for name in self.fields if self.data.get(name)})
