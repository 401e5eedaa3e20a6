"""What one can type to search, as examples."""

from django.utils.translation import gettext_lazy as _

from forum.pages.help.writing_examples import Example, Section

WORDS = Section(
    "words",
    _("Words"),
    (
        Example(
            _("squeaky brakes"),
            _(
                "Posts that have both words, in any form: “brake” is found too. Accents and capitals don’t matter."
            ),
        ),
        Example(_("“squeaky brakes”"), _("Posts that have these words side by side, in this order.")),
        Example(_("brakes -disc"), _("Posts that have “brakes”, but not “disc”.")),
        Example(
            "C++ .NET snake_case setup.cfg 3.12.1 0x80070005",
            _("Names, file names, versions and error codes are found as you type them."),
        ),
    ),
)

PLACES = Section(
    "places",
    _("Where, by whom and when"),
    (
        Example(
            "author:ada",
            _("Posts by this member. Type the username, with or without @, or the whole name in quotes."),
        ),
        Example(
            "board:bicycles",
            _(
                "Posts on this board and the boards below it. Type the end of its web address, or its name in quotes."
            ),
        ),
        Example("tag:tools", _("Posts in topics with this tag. With two tags, topics need both.")),
        Example(_("brakes in:title"), _("Only titles of topics are searched.")),
        Example(
            "after:2026-01-31",
            _("Posts from this day on. A year or a month will do: after:2026, after:2026-01."),
        ),
        Example("before:2026-01-31", _("Posts from before this day.")),
    ),
)

KINDS = Section(
    "kinds",
    _("What kind"),
    (
        Example("has:code has:link has:image", _("Posts with code, a link or a picture.")),
        Example("is:solved", _("Posts in topics that are solved; is:locked and is:pinned likewise.")),
        Example(
            "is:unread is:followed",
            _("Posts you haven’t read, or in topics you follow. You have to be signed in."),
        ),
    ),
)

TOGETHER = Section(
    "together",
    _("Together"),
    (
        Example(
            _("brakes author:ada after:2026 has:image"),
            _("Everything can be combined. Each part narrows the search."),
        ),
    ),
)

SECTIONS = (WORDS, PLACES, KINDS, TOGETHER)
