"""The words and links that are replaced, held or refused, tried on a text before they are saved."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.admin.base import ListAdmin
from forum.filters import days, patterns
from forum.filters.matching import Rules, host_key
from forum.filters.models import WordRule
from forum.filters.patterns import BadPattern
from forum.filters.words import marked
from forum.site.spam_protection import SpamProtection

LONGEST_SAMPLE = 32_000
MOST_RULES = {WordRule.Kind.WORDS: 2_000, WordRule.Kind.DOMAIN: 5_000, WordRule.Kind.PATTERN: 100}
TRY = "_try"


class WordRuleForm(forms.ModelForm):
    class Meta:
        model = WordRule
        fields = ("kind", "text", "action", "replacement", "message", "is_on")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text, kind = cleaned.get("text", "").strip(), cleaned.get("kind")
        cleaned["text"] = host_key(text) if kind == WordRule.Kind.DOMAIN else text
        if text and kind and (why := self.why_not(cleaned["text"], kind)):
            self.add_error("text", why)
        return cleaned

    def why_not(self, text: str, kind: str) -> str:
        if kind == WordRule.Kind.DOMAIN and "." not in text:
            return _("Write a domain, such as example.com.")
        if kind == WordRule.Kind.WORDS and not any(map(str.isalnum, text)):
            return _("Write a word.")
        others = WordRule.objects.filter(kind=kind).exclude(pk=self.instance.pk)
        if others.count() >= MOST_RULES[WordRule.Kind(kind)]:
            return _("There are %(count)d of this kind already. Delete some first.") % {
                "count": others.count()
            }
        try:
            Rules().add(WordRule(kind=kind, text=text))
        except BadPattern as bad:
            return str(bad)
        return ""

    def tried_on(self, sample: str) -> list[tuple[str, bool]]:
        """The sample in pieces, with whether each was found; nothing where the rule can't be used yet."""
        if "text" not in self.cleaned_data or "kind" not in self.cleaned_data:
            return []
        rules = Rules()
        rules.add(WordRule(kind=self.cleaned_data["kind"], text=self.cleaned_data["text"]))
        return marked(rules, sample)


@admin.register(WordRule)
class WordRuleAdmin(ListAdmin):
    form = WordRuleForm
    change_form_template = "admin/filters/word_rule.html"
    list_display = ("text", "kind", "action", "is_on", "lately")
    list_filter = ("kind", "action", "is_on")
    sortable_by = ()
    ordering = ("kind", "text")
    search_fields = ("text",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WordRule]:
        self.done = days.lately()  # for all rows of the list
        return super().get_queryset(request)

    @admin.display(description=gettext_lazy("in the last 30 days"))
    def lately(self, rule: WordRule) -> str:
        done = self.done.get(f"word-{rule.pk}", {})
        words = {"held": _("held: %(n)d"), "refused": _("refused: %(n)d"), "replaced": _("replaced: %(n)d")}
        return " · ".join(words[what] % {"n": done[what]} for what in words if done.get(what)) or "–"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"has_patterns": patterns.is_available(), "longest_sample": LONGEST_SAMPLE}
        form = context["adminform"].form
        if TRY in request.POST:
            sample = request.POST.get("sample", "")[:LONGEST_SAMPLE]
            pieces = form.tried_on(sample)
            context |= {"sample": sample, "tried": not form.errors, "pieces": pieces}
            context["found_count"] = sum(is_found for _piece, is_found in pieces)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if TRY not in request.POST:
            return form

        class Trying(form):  # type: ignore[valid-type,misc]
            """Is read, and never saved."""

            def is_valid(self) -> bool:
                super().is_valid()
                return False

        return Trying

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        SpamProtection.bump_words()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        SpamProtection.bump_words()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[WordRule]) -> None:
        super().delete_queryset(request, queryset)
        SpamProtection.bump_words()
