"""The name of the forum and what else its owner sets."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.sign_up.mail_domains import domains_in
from accounts.sign_up.question import answers_in
from forum.admin.logo_and_icon import logo_and_icon
from forum.admin.older_posts import older_posts
from forum.admin.save_messages import SaveMessages
from forum.admin.site_links import links
from forum.attachments.kinds import USUAL_ENDINGS, endings_in
from forum.markup import Options
from forum.pages.accent_field import AccentField, adjustment_note
from forum.pages.rendered_field import render_field
from forum.pages.requests import ForumRequest
from forum.rerendering.job import request_pictures
from forum.search.analysis import LANGUAGES
from forum.search.analysis.stemming import NO_STEMMING
from forum.site.choices import RemoteImages
from forum.site.models import SiteSettings
from forum.site.public_facts import LEGAL
from forum.site.reaction_set import normalized_reactions
from forum.site.robots import USUAL, normalized_robots
from forum.site.sign_up_rules import SignUpMode

WRITING = {"reads_bbcode", "reads_smileys", "reads_maths", "remote_images"}
LIMITS = (
    "posts_a_minute",
    "posts_an_hour",
    "longest_run",
    "new_member_links",
    "new_member_pictures",
    "new_member_files",
    "new_member_mentions",
    "new_member_topics",
    "conversations_a_day",
    "messages_after_posts",
)
SIGN_UP = (
    "sign_up",
    "allowed_mail_domains",
    "refused_mail_domains",
    "sign_up_question",
    "sign_up_answers",
    "inviters",
    "invitations_a_month",
)
ABOUT_LIMITS = _("Leave a field empty for no limit.")
WHO_IS_NEW = _("Members are new in their first day, as long as they have fewer than 3 posts.")
ABOUT_LEGAL = _("Shown at the foot of every page.")
HTML = {"welcome": "welcome_html", "foot_text": "foot_html"}


class SettingsForm(forms.ModelForm):
    accent = AccentField()
    search_language = forms.ChoiceField(
        label=_("Language"),
        choices=[
            *((name, name.capitalize()) for name in LANGUAGES),
            (NO_STEMMING, _("None: words as they are")),
        ],
        help_text=_(
            "A search for one form of a word finds its other forms too, by the rules of this language. After a change "
            "all posts are indexed again in the background."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_member_links"].help_text = WHO_IS_NEW
        # Shown to be changed, but kept only if they are: the usual ones go with the version of the forum.
        self.initial["robots"] = self.initial.get("robots") or USUAL
        self.initial["attachment_endings"] = self.initial.get("attachment_endings") or USUAL_ENDINGS

    def clean_robots(self) -> str:
        return normalized_robots(self.cleaned_data["robots"])

    def clean_attachment_endings(self) -> str:
        endings = " ".join(endings_in(self.cleaned_data["attachment_endings"]))
        return "" if endings == USUAL_ENDINGS else endings

    def clean_reactions(self) -> str:
        return normalized_reactions(self.cleaned_data["reactions"])

    def clean_allowed_mail_domains(self) -> str:
        return "\n".join(domains_in(self.cleaned_data["allowed_mail_domains"]))

    def clean_refused_mail_domains(self) -> str:
        return "\n".join(domains_in(self.cleaned_data["refused_mail_domains"]))

    def clean_sign_up_answers(self) -> str:
        return "\n".join(answers_in(self.cleaned_data["sign_up_answers"]))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_asked_in_vain = cleaned.get("sign_up_question") and not cleaned.get("sign_up_answers")
        if is_asked_in_vain and cleaned.get("sign_up") != SignUpMode.APPROVAL:
            self.add_error(
                "sign_up_answers", _("Write the right answers, or let moderators approve new members.")
            )
        # As they are chosen in this very form.
        options = Options(
            bbcode=cleaned["reads_bbcode"],
            smileys=cleaned["reads_smileys"],
            maths=cleaned["reads_maths"],
            remote_images=cleaned.get("remote_images") == RemoteImages.LOADED,
            copied_images=cleaned.get("remote_images") == RemoteImages.COPIED,
        )
        for name, html in HTML.items():
            if name in cleaned:
                try:
                    render_field(self, name, html, options)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return cleaned


@admin.register(SiteSettings)
class SiteSettingsAdmin(SaveMessages):
    """The one row, which the admin shows even before it has been saved."""

    form = SettingsForm
    change_form_template = "admin/site_settings/change_form.html"
    fieldsets = (
        (_("Name and look"), {"fields": ("name", "tagline", "accent", "default_theme", "default_density")}),
        (_("Sign-up"), {"fields": SIGN_UP}),
        (_("Visitors"), {"fields": ("takes_mail_followers", "welcome")}),
        (_("Reading"), {"fields": ("unread_days",)}),
        (
            _("Writing"),
            {
                "fields": (
                    "reads_bbcode",
                    "reads_smileys",
                    "reads_maths",
                    "remote_images",
                    "plays_videos",
                    "shows_link_cards",
                    "reactions",
                    "draft_days",
                )
            },
        ),
        (_("Deleting for good"), {"fields": ("erase_days",)}),
        (_("Files"), {"fields": ("attachment_megabytes", "attachment_space", "attachment_endings")}),
        (_("Editing"), {"fields": ("edit_minutes", "history_readers", "wiki_makers")}),
        (_("Reports"), {"fields": ("reports_to_hide", "names_moderators")}),
        (_("Spam"), {"fields": ("profile_posts", "cleanup_posts", "cleanup_days")}),
        (_("Members"), {"fields": ("warning_days", "network_days")}),
        (_("Illegal content"), {"fields": ("notices_to", "notice_hours", "notice_days")}),
        (_("Limits"), {"fields": LIMITS, "description": ABOUT_LIMITS}),
        (_("Search"), {"fields": ("search_language",)}),
        (_("Who runs the forum"), {"fields": LEGAL, "description": ABOUT_LEGAL}),
        (_("Moderation in public"), {"fields": ("shows_public_log", "names_in_public_log")}),
        (_("Foot of every page"), {"fields": ("foot_text",)}),
        (_("Email"), {"fields": ("hides_private_text",)}),
        (_("Search engines"), {"fields": ("robots", "may_train_models")}),
    )

    class Media:
        css = {"all": ["css/accent.css"]}

    def get_urls(self) -> list[URLPattern]:
        return [
            path("logo/", self._page(logo_and_icon), name="logo_and_icon"),
            path("links/", self._page(links), name="site_links"),
            path("older-posts/", self._page(older_posts), name="older_posts"),
            *super().get_urls(),
        ]

    def _page(self, view: Callable[[ForumRequest], HttpResponse]) -> Callable[..., HttpResponse]:
        """A page beside the form, for those who may change the settings."""

        @wraps(view)  # with the mark that it takes a file
        def checked(request: ForumRequest) -> HttpResponse:
            if not self.has_change_permission(request):
                raise PermissionDenied
            return view(request)

        return self.admin_site.admin_view(checked)

    def words_when_saved(self, obj: SiteSettings) -> Promise:
        return _("The settings are saved.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:site_sitesettings_change", args=[1]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        titles = {"title": _("Site settings"), "subtitle": ""}
        return super().change_view(request, object_id, form_url, {**titles, **(extra_context or {})})

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> SiteSettings | None:
        return SiteSettings.current() if object_id == "1" else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Of the row, not of the form: only there names have lost what hides in them.
        obj.change(**{name: getattr(obj, name) for name in (*form.cleaned_data, *HTML.values())})
        if "accent" in form.changed_data and (note := adjustment_note(obj.accent)):
            messages.info(request, note)
        if "remote_images" in form.changed_data and obj.remote_images == RemoteImages.COPIED:
            request_pictures()
            messages.info(request, _("Pictures in older posts are copied in the background, too."))
        elif not WRITING.isdisjoint(form.changed_data):
            messages.info(
                request, _("Posts from before keep their look. To change them too, open “Older posts”.")
            )
