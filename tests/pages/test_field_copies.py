"""Forms about texts copy their fields by a shorter way than Django's, and share no more than there."""

from copy import deepcopy

import pytest
from django import forms

from forum.pages.field_copies import copied
from forum.pages.posts.forms import EditForm, ReplyForm
from forum.site.forum_version import read_version
from forum.site.settings_in_memory import settings_under


class Chosen(forms.Form):
    colour = forms.ChoiceField(choices=[("red", "Red")])
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Words."})
    number = forms.IntegerField(required=False, min_value=1)


@pytest.mark.parametrize("form", [ReplyForm, EditForm, Chosen])
def test_a_copy_of_a_field_is_what_django_makes_of_it(form):
    for field in form.base_fields.values():
        mine, theirs = copied(field), deepcopy(field)
        for one, other in ((mine, theirs), (mine.widget, theirs.widget)):
            assert type(one) is type(other)
            assert vars(one).keys() == vars(other).keys()
        assert mine.widget.attrs == theirs.widget.attrs
        assert mine.error_messages == theirs.error_messages
        assert mine.validators == theirs.validators


@pytest.mark.parametrize("form", [ReplyForm, EditForm])
def test_what_is_changed_in_one_form_stays_in_it(form):
    one, other = form(), form()
    body = one.fields["body"]
    body.widget.attrs["rows"] = 99
    body.error_messages["required"] = "Never."
    body.validators.append(print)
    body.required = False
    del one.fields["body"]
    fresh = other.fields["body"]
    assert fresh.widget.attrs["rows"] != 99
    assert fresh.error_messages["required"] != "Never."
    assert print not in fresh.validators
    assert fresh.required
    assert form().fields["body"].widget.attrs == fresh.widget.attrs


def test_choices_of_a_copy_are_its_own():
    field = Chosen.base_fields["colour"]
    made = copied(field)
    made.choices = [("blue", "Blue")]
    assert field.choices == [("red", "Red")]
    assert field.widget.choices == [("red", "Red")]


@pytest.mark.django_db
def test_settings_in_memory_are_each_callers_own():
    version = read_version()
    one, other = settings_under(version), settings_under(version)
    assert one == other
    one.name = "Elsewhere"
    one._state.adding = not other._state.adding
    assert other.name != "Elsewhere"
    assert other._state.adding == settings_under(version)._state.adding
