"""What renders the same for all is rendered once; what differs by language, or by what is shown, is not."""

import pytest
from django.template import Context, engines
from django.utils import translation

from forum.pages.constant_nodes import ConstantNode, fold

HEAD = "{% load i18n static icons %}"


def folded(text):
    template = engines["django"].engine.from_string(HEAD + text)
    fold(template.nodelist)
    return template


def constants(template):
    return [node for node in template.nodelist if isinstance(node, ConstantNode)]


@pytest.mark.parametrize(
    "text",
    [
        "<b>{% translate 'Home' %}</b>",
        "{% url 'home' %}",
        "{% static 'js/page.js' %}",
        "{% icon 'search' %}",
        "{% blocktranslate %}Home{% endblocktranslate %}",
    ],
)
def test_what_depends_on_nothing_is_one_node(text):
    template = folded(text)
    assert len(template.nodelist) == len(constants(template)) == 1
    anew = engines["django"].engine.from_string(HEAD + text)
    assert template.render(Context()) == template.render(Context()) == anew.render(Context())


@pytest.mark.parametrize(
    "text",
    [
        "{{ name }}",
        "{% translate name %}",
        "{% translate 'Home' as word %}{{ word }}",
        "{% url 'member' name %}",
        "{% url 'home' as address %}{{ address }}",
        "{% static name %}",
        "{% blocktranslate %}Home of {{ name }}{% endblocktranslate %}",
        "{% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}",
        "{% if name == 'ada' %}a{% else %}b{% endif %}",
    ],
)
def test_what_depends_on_what_is_shown_is_rendered_each_time(text):
    template = folded(text)
    assert constants(template) == []
    anew = engines["django"].engine.from_string(HEAD + text)
    for facts in ({"name": "ada", "n": 1}, {"name": "ben", "n": 2}):
        assert template.render(Context(facts)) == anew.render(Context(facts))


def test_each_language_has_its_own():
    template = folded("{% translate 'Home' %}")
    said = []
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            said.append(template.render(Context()))
    assert said == ["Home", "Start", "Home", "Start"]


def test_what_stands_inside_of_others_is_found():
    template = folded("{% if yes %}{% for n in many %}<i>{% translate 'Home' %}</i>{% endfor %}{% endif %}")
    [condition] = template.nodelist
    assert len(condition.nodelist[0].nodelist_loop) == 1
    assert template.render(Context({"yes": True, "many": "ab"})) == "<i>Home</i><i>Home</i>"
    assert template.render(Context({"yes": False, "many": "ab"})) == ""
