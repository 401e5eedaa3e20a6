from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.pages.help import searching_examples
from forum.pages.help.keys import GROUPS
from forum.pages.help.writing_help import good_to_know, rendered_sections
from forum.pages.requests import ForumRequest


@require_safe
def writing(request: ForumRequest) -> HttpResponse:
    options = request.site_settings.markup_options
    context = {"sections": list(rendered_sections(options)), "good_to_know": good_to_know(options)}
    return render(request, "help/writing.html", context)


@require_safe
def keys(request: ForumRequest) -> HttpResponse:
    """The keys that `static/js/keys.js` knows. It shows them from here in a dialog, too."""
    return render(request, "help/keys.html", {"keys": GROUPS})


@require_safe
def searching(request: ForumRequest) -> HttpResponse:
    return render(request, "help/searching.html", {"sections": searching_examples.SECTIONS})
