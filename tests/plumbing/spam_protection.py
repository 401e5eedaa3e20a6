"""Everybody in the tests is new, sends forms at once and without what is in them, and replaces whole texts.

So what protects the forum from such members is off, unless a test asks for the fixture `spam_protection`: then it is as
on a forum whose admin has set nothing.
"""

import pytest

from forum.site.spam_protection import Learning, SpamProtection

OFF = {
    "checks_forms": False,
    "network_posts": 0,
    "first_link_posts": 0,
    "words_per_link": 0,
    "late_link_posts": 0,
    "copy_percent": 0,
    "learning": Learning.OFF,
}
USUAL = {name: SpamProtection._meta.get_field(name).default for name in OFF}


def set_defaults(patch, settings):
    for name, value in settings.items():
        field = SpamProtection._meta.get_field(name)
        patch.setattr(field, "default", value)
        field.__dict__.pop("_get_default", None)  # Django keeps it


@pytest.fixture(autouse=True)
def without_spam_protection():
    # A patch of its own: a test that undoes its own patches leaves this one.
    with pytest.MonkeyPatch.context() as patch:
        set_defaults(patch, OFF)
        yield patch
    forget_kept_defaults()


@pytest.fixture
def spam_protection(without_spam_protection):
    """Switches on what is on by default; called with settings, it saves those."""
    set_defaults(without_spam_protection, USUAL)

    def save(**settings):
        SpamProtection.objects.update_or_create(pk=1, defaults=settings)

    return save


def forget_kept_defaults():
    for name in OFF:
        SpamProtection._meta.get_field(name).__dict__.pop("_get_default", None)
