"""Forms for what has a name: the address made of it, and warnings about members with the same name."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.shown_names import members_mistakable_for, validate_shown_name
from forum.markup.unicode_text import MARKS, slug_of
from forum.site.name_fields import normalized_name


class AddressedForm(forms.ModelForm):
    """For what has an address made of its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            slug = self.fields["slug"]
            slug.label, slug.required = _("Web address"), False
            named = self.instance._meta.get_field("name").verbose_name
            words = _("Optional. If you leave it empty, it is made from the %(name)s.")
            slug.help_text = words % {"name": named}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        own = slug_of(self.cleaned_data.get("name", ""), self.instance._meta.get_field("slug").max_length)
        # The admin's script fills the field while the name is typed, and leaves out all vowel signs.
        is_scripts = self.instance.pk is None and slug == re.sub(f"[{MARKS}]", "", own)
        if not slug and not own:
            raise forms.ValidationError(self.fields["slug"].error_messages["required"], "required")
        return own if is_scripts or not slug else slug


class GroupForm(forms.ModelForm):
    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        return name if name == self.instance.name else normalized_name(name)


def warnings_after_role_change(member: User) -> Iterable[str]:
    """Return warnings for whoever changed the role; clear a shown name that only staff may have."""
    if member.display_name and not member.is_forum_staff:
        try:
            validate_shown_name(member.display_name, member)
        except ValidationError:
            name, member.display_name = member.display_name, ""
            member.save(update_fields=["display_name"])
            sentence = gettext(
                "“%(name)s” is no longer shown for @%(member)s: it is for those who run the forum."
            )
            yield sentence % {"member": member.username, "name": name}
    if User.objects.forum_staff().filter(pk=member.pk).exists():
        yield from _warnings(
            members_mistakable_for([member.username, member.display_name], beside=[member.pk])
        )


def warnings_after_group_rename(group: Group) -> Iterable[str]:
    yield from _warnings(
        members_mistakable_for([group.name], beside=group.user_set.values_list("pk", flat=True))
    )


def _warnings(usernames: list[str]) -> Iterable[str]:
    if usernames:
        names = ", ".join(f"@{username}" for username in usernames)
        yield gettext(
            "Others go by the same name: %(names)s. Ask them for another, or choose another here."
        ) % {"names": names}
