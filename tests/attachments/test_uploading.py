"""A file comes in, by a script or with the form of a post, and its link stands in the text."""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forum.attachments.models import Attachment
from forum.posts.models import Post
from forum.site.models import SiteSettings
from tests.attachments.conftest import content_of, picture, sent


def test_a_picture_is_stored_and_its_address_says_its_size(as_, ben, topic, attached):
    file = attached(ben, topic, sent("My boat.PNG"))
    attachment = Attachment.objects.get()
    assert file == {
        "name": "My-boat.png",
        "markdown": f"![](/files/{attachment.key}/64x48/My-boat.png)",
        "address": f"/files/{attachment.key}/64x48/My-boat.png",
        "is_image": True,
    }
    answer = as_(ben).get(file["address"])
    assert answer.headers["Content-Type"] == "image/png"
    assert content_of(answer).startswith(b"\x89PNG")


def test_a_document_is_sent_to_be_saved_and_never_shown(as_, ben, topic, attached):
    file = attached(ben, topic, SimpleUploadedFile("Plan é.pdf", b"%PDF-1.4 x", "text/html"))
    assert file["markdown"].startswith("[Plan-é.pdf (PDF, 10\xa0bytes)](/files/")
    answer = as_(ben).get(file["address"])
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Plan--.pdf"')
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert content_of(answer) == b"%PDF-1.4 x"


def test_several_files_come_at_once(ben, topic, upload):
    answer = upload(ben, topic, sent("a.png"), sent("b.png"))
    assert [file["name"] for file in answer.json()["files"]] == ["a.png", "b.png"]


def test_a_large_picture_is_made_smaller_rather_than_refused_and_has_two_thumbnails(
    as_, ben, topic, attached
):
    file = attached(ben, topic, sent("wide.jpg", picture(4000, 1000, "JPEG")))
    assert "/2560x640/" in file["address"]
    attachment = Attachment.objects.get()
    for longest, size in ((640, (640, 160)), (1280, (1280, 320))):
        answer = as_(ben).get(attachment.thumbnail_address(longest))
        assert answer.headers["Content-Type"] == "image/webp"
        assert len(content_of(answer)) == attachment.thumbnails[str(longest)]
        assert size[0] == longest


def test_files_of_a_form_come_into_its_text_without_a_script(as_, ben, topic):
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/",
        {"body": "Look:", "key": "k", "attach": "1", "files": [sent("a.png"), sent("b.txt", b"words")]},
    )
    assert answer.status_code == 200
    a, b = Attachment.objects.order_by("pk")
    assert f"Look:\n\n{a.markdown}\n{b.markdown}" in answer.text.replace("&quot;", '"')
    assert topic.posts.count() == 1


def test_files_that_are_chosen_and_not_attached_are_not_lost_by_posting(as_, ben, topic):
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/", {"body": "Look:", "key": "k", "files": [sent()]}
    )
    assert answer.status_code == 200
    assert Attachment.objects.get().markdown in answer.text
    assert topic.posts.count() == 1


@pytest.mark.parametrize("where", ["new", "start", "edit"])
def test_all_boxes_take_files(as_, ada, topic, where):
    address = {
        "new": f"{topic.board.get_absolute_url()}new/",
        "start": "/start/",
        "edit": f"/p/{topic.posts.get().pk}/edit/",
    }[where]
    fields = {
        "title": "A title to keep",
        "body": "words",
        "key": "k",
        "base": 1,
        "attach": "1",
        "files": [sent()],
    }
    answer = as_(ada).post(address, fields)
    assert answer.status_code == 200
    assert Attachment.objects.get().markdown in answer.text
    assert "A title to keep" in answer.text
    assert 'enctype="multipart/form-data"' in answer.text
    assert Post.objects.count() == 1


def test_a_refused_file_leaves_the_text_and_says_why(as_, ben, topic):
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/",
        {"body": "My words", "key": "k", "attach": "1", "files": [sent("x.svg", b"<svg/>"), sent("b.png")]},
    )
    assert answer.status_code == 422
    assert "Files of this kind can’t be attached" in answer.text
    assert "My words" in answer.text
    assert Attachment.objects.get().markdown in answer.text


def test_who_may_not_attach_is_offered_nothing_and_refused(as_, ben, topic, upload):
    topic.board.grants.filter(audience="members").update(verbs=["see", "start", "reply"])
    assert 'type="file"' not in as_(ben).get(topic.get_absolute_url()).text
    assert upload(ben, topic).status_code == 403
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/", {"body": "w", "key": "k", "attach": "1", "files": [sent()]}
    )
    assert answer.status_code == 403
    assert not Attachment.objects.exists()


def test_a_file_from_elsewhere_is_not_posted_where_one_may_not_attach(as_, ben, topic, attached):
    file = attached(ben, topic)
    topic.board.grants.filter(audience="members").update(verbs=["see", "start", "reply"])
    answer = as_(ben).post(f"{topic.get_absolute_url()}reply/", {"body": file["markdown"], "key": "k"})
    assert answer.status_code == 422
    assert "You can’t attach files on this board" in answer.text


def test_what_could_not_be_posted_cannot_be_edited_in(as_, ben, topic, say, attached):
    file, post = attached(ben, topic), say(ben, topic)
    verbs = ["see", "start", "reply"]
    topic.board.grants.filter(audience="members").update(verbs=verbs)
    address = f"/p/{post.pk}/edit/"
    answer = as_(ben).post(address, {"body": f"Mine: {file['markdown']}", "base": 1})
    assert answer.status_code == 422
    assert "You can’t attach files on this board" in answer.text
    assert f"Mine: {file['markdown']}" in answer.text
    topic.board.grants.filter(audience="members").update(verbs=[*verbs, "attach"])
    assert as_(ben).post(address, {"body": file["markdown"], "base": 1}).status_code == 303
    # What is there already is no reason to refuse a better word.
    topic.board.grants.filter(audience="members").update(verbs=verbs)
    body = f"Better. {file['markdown']}"
    assert as_(ben).post(address, {"body": body, "base": 2}).status_code == 303
    type(topic.board).objects.update(requires_descriptions=True)
    assert as_(ben).post(address, {"body": f"Best. {file['markdown']}", "base": 3}).status_code == 303
    more = f"{file['markdown']} ![](https://pics.example/boat.png)"
    refused = as_(ben).post(address, {"body": more, "base": 4})
    assert (refused.status_code, "need a description" in refused.text) == (422, True)
    # Nor may one come in place of another that had none either; described, it may.
    other = as_(ben).post(address, {"body": "![](https://pics.example/boat.png)", "base": 4})
    assert (other.status_code, "need a description" in other.text) == (422, True)
    said = {"body": "![A boat](https://pics.example/boat.png)", "base": 4}
    assert as_(ben).post(address, said).status_code == 303


def test_visitors_and_places_out_of_sight_are_refused(ben, topic, upload, staff_board, root, start):
    assert upload(None, topic).status_code == 403
    assert upload(ben, start(root, staff_board)).status_code == 404
    for place in ("board:backroom", "topic:x", "edit:999", "nonsense", "", "board:a\x00b"):
        assert upload(ben, place).status_code == 404, place
    assert not Attachment.objects.exists()


def test_nothing_sent_is_said(as_, ben, topic):
    assert as_(ben).post("/files/", {"place": f"topic:{topic.pk}"}).status_code == 422


def test_a_file_too_big_is_refused_by_the_owners_limit(ben, topic, upload):
    SiteSettings.current().change(attachment_megabytes=1)
    answer = upload(ben, topic, sent("a.zip", bytes(1024 * 1024 + 1)))
    assert (answer.status_code, answer.json()["error"]) == (
        413,
        "This file is too big. Files can be up to 1 MB.",
    )


def test_the_space_of_a_member_is_counted(ben, ada, topic, upload, stored):
    SiteSettings.current().change(attachment_space=1)
    assert upload(ben, topic, sent("a.zip", bytes(700_000))).status_code == 201
    answer = upload(ben, topic, sent("b.zip", bytes(700_000)))
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["error"]
    assert len(stored()) == 1
    assert upload(ada, topic, sent("b.zip", bytes(700_000))).status_code == 201


def test_the_owner_says_which_kinds_are_taken_but_never_web_pages(ben, topic, upload):
    SiteSettings.current().change(attachment_endings="foo html svg")
    assert upload(ben, topic, sent("a.foo", b"x")).status_code == 201
    for name in ("a.pdf", "a.html", "a.svg", "a", "a.foo.html"):
        assert upload(ben, topic, sent(name, b"<html>")).status_code == 422, name


def test_a_full_disk_is_said_and_leaves_nothing(as_, ben, topic, monkeypatch, stored):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("forum.attachments.files.os.fsync", full)
    answer = as_(ben).post(
        f"{topic.get_absolute_url()}reply/",
        {"body": "My words", "key": "k", "attach": "1", "files": [sent()]},
    )
    assert answer.status_code == 507
    assert "My words" in answer.text
    assert stored() == []
    assert not Attachment.objects.exists()


def test_a_board_may_ask_for_descriptions(as_, ben, topic, attached):
    topic.board.requires_descriptions = True
    topic.board.save()
    markdown = attached(ben, topic)["markdown"]
    place = f"{topic.get_absolute_url()}reply/"
    answer = as_(ben).post(place, {"body": markdown, "key": "k"})
    assert answer.status_code == 422
    assert "need a description" in answer.text
    assert "boat.png" in beside_the_box(answer)
    assert as_(ben).post(place, {"body": markdown.replace("![]", "![A boat]"), "key": "k"}).status_code == 303


def beside_the_box(answer):
    return re.search(r'<div class="errors" id="[a-z_]*body_error">.*?</div>', answer.text, re.DOTALL)[0]


def test_an_edit_or_a_new_topic_names_the_picture_beside_its_box_too(as_, ben, topic, say, attached):
    type(topic.board).objects.update(requires_descriptions=True)
    post, body = say(ben, topic), f"See {attached(ben, topic)['markdown']}"
    forms = {
        f"/p/{post.pk}/edit/": {"base": 1},
        f"/b/{topic.board.slug}/new/": {"title": "My boat", "key": "k"},
    }
    for address, more in forms.items():
        answer = as_(ben).post(address, {"body": body, **more})
        assert (answer.status_code, "boat.png" in beside_the_box(answer)) == (422, True)


@pytest.mark.parametrize("is_demanded", [True, False])
def test_forms_say_beforehand_that_a_board_asks_for_descriptions(as_, ben, topic, say, is_demanded):
    type(topic.board).objects.update(requires_descriptions=is_demanded)
    places = (topic.get_absolute_url(), f"/p/{say(ben, topic).pk}/edit/", f"/b/{topic.board.slug}/new/")
    for address in (*places, f"/start/?board={topic.board.slug}"):
        said = "Pictures on this board need a description" in as_(ben).get(address).text
        assert said == is_demanded, address


def test_of_many_kinds_that_are_taken_only_some_are_named(ben, topic, upload):
    words = upload(ben, topic, sent("a.exe", b"MZ")).json()["error"]
    assert words.endswith("Pictures can, and files such as pdf, txt, zip, docx, xlsx, pptx, mp3, mp4.")
    SiteSettings.current().change(attachment_endings="foo bar")
    words = upload(ben, topic, sent("a.exe", b"MZ")).json()["error"]
    assert words == "Files of this kind can’t be attached. These can: foo, bar."


def test_the_answer_is_json_for_the_script(ben, topic, upload):
    assert json.loads(upload(ben, topic, sent("x.exe", b"MZ")).content)["files"] == []


def test_without_scripts_the_answer_says_how_many_files_are_in_the_text_where_it_is_looked_at(
    as_, ben, topic
):
    browser, here = as_(ben), f"{topic.get_absolute_url()}reply/"
    assert f'formaction="{here}#attached"' in browser.get(topic.get_absolute_url()).text
    fields = {"body": "Look:", "key": "k", "attach": "1"}
    page = browser.post(here, fields | {"files": [sent("a.png"), sent("b.txt", b"words")]}).text
    assert "2 files are in your text now" in page[page.index('id="attached"') :]
    page = browser.post(here, fields | {"files": [sent("x.svg", b"<svg/>")]}).text
    assert page.count('id="attached"') == 1 and page.index('id="attached"') < page.index("x.svg:")


def test_without_scripts_a_preview_is_where_the_answer_is_looked_at(as_, ben, topic):
    browser, here = as_(ben), f"{topic.get_absolute_url()}reply/"
    page = browser.get(topic.get_absolute_url()).text
    assert f'formaction="{here}#preview"' in page
    fields = {"key": "k", "board": topic.board_id, "preview": "1"}
    page = browser.post(here, fields | {"body": "Look **here**"}).text
    assert '<section class="preview" id="preview"' in page and page.count('id="preview"') == 1
    page = browser.post(here, fields | {"body": ""}).text
    assert page.count('id="preview"') == 1 and page.index('id="preview"') < page.index('class="errors')
