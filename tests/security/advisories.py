"""What other forums, and the libraries this one stands on, have published as holes, by class and name, and the test that
keeps each out of here: a file, and a test in it.

Classes: A, a second surface forgets the permission; B, the reach of moderators or owners is too wide; C, parameters
that do more than the form offers; D, HTML; E, accounts and sessions. What this forum does not have at all is in
NOT_HERE, with the reason.
"""

HIDDEN = "tests/pages/test_hidden_boards.py::test_a_hidden_board_is_hidden_everywhere"
ACTS = "tests/pages/test_hidden_boards.py::test_a_hidden_topic_takes_no_act_from_those_it_is_hidden_from"
MATRIX = "tests/pages/test_permission_matrix.py::test_every_address_answers_each_reader_as_its_row_says"
NAMED = "tests/security/test_regressions.py"

TESTS = {
    # A
    "CVE-2026-27934": HIDDEN,
    "CVE-2026-32620": HIDDEN,
    "CVE-2026-32099": "tests/pages/test_oembed.py::test_what_a_visitor_does_not_see_is_told_to_nobody",
    "CVE-2026-27481": "tests/topics/test_tag_counts.py::test_a_tag_of_hidden_topics_alone_seems_unused",
    "CVE-2026-34947": HIDDEN,
    "CVE-2025-64528": f"{NAMED}::test_nobody_is_found_by_a_name_that_they_hide",
    "CVE-2024-28242": f"{NAMED}::test_no_style_sheet_names_a_board",
    "CVE-2024-24748": f"{NAMED}::test_a_parent_board_looks_the_same_with_and_without_a_hidden_board_inside",
    "CVE-2023-23622": "tests/topics/test_tag_counts.py::test_each_reader_is_told_of_the_topics_they_see",
    "CVE-2023-23935": HIDDEN,
    "CVE-2023-22453": "tests/pages/test_structured_data.py::test_a_members_page_is_their_profile_and_counts_what_the_reader_sees",
    "CVE-2023-25819": HIDDEN,
    "CVE-2023-44391": HIDDEN,
    "CVE-2023-45131": ACTS,
    "CVE-2023-22487": HIDDEN,
    "CVE-2023-22488": "tests/mail/test_acts_out_of_sight.py::test_a_post_removed_on_a_board_that_is_closed_to_its_author_is_not_told",
    "NodeBB#942": "tests/pages/test_feeds.py::test_feeds_hold_what_a_visitor_sees_even_for_whoever_sees_more",
    "CVE-2024-29316": MATRIX,
    "CVE-2026-44779": f"{NAMED}::test_there_is_no_page_for_debugging",
    # B
    "CVE-2026-26973": MATRIX,
    "CVE-2026-32615": "tests/moderation/test_log_page.py::test_a_board_that_one_cannot_read_is_not_in_ones_log",
    "CVE-2026-21865": "tests/moderation/test_topic_acts.py::test_a_topic_is_moved_where_the_mover_moderates_both_ends",
    "CVE-2026-28227": "tests/moderation/test_timers.py::test_who_lost_the_right_to_it_does_nothing_any_more",
    "CVE-2025-68933": "tests/member_exports/test_my_data.py::test_nobody_else_gets_it_admins_included",
    "CVE-2025-68666": "tests/member_exports/test_my_data.py::test_nobody_else_gets_it_admins_included",
    "CVE-2026-32143": "tests/moderation/test_log_as_file.py::test_the_file_holds_what_the_page_shows_and_no_formula",
    "CVE-2025-69289": "tests/admin/test_helping.py::test_an_address_is_changed_and_the_old_one_can_take_it_back",
    "CVE-2025-68479": f"{NAMED}::test_nobody_changes_what_another_follows",
    "GHSA-32wx-4gxx-h48f": "tests/moderation/test_topic_acts.py::test_a_topic_is_moved_where_the_mover_moderates_both_ends",
    "CVE-2026-28554": MATRIX,
    "CVE-2026-28555": MATRIX,
    "CVE-2026-28556": MATRIX,
    "CVE-2023-22489": f"{NAMED}::test_a_locked_topic_whose_first_post_is_gone_takes_no_reply",
    # C
    "CVE-2026-28219": f"{NAMED}::test_extra_fields_of_a_new_topic_and_of_a_profile_do_nothing",
    "CVE-2025-68660": f"{NAMED}::test_extra_fields_of_a_new_topic_and_of_a_profile_do_nothing",
    "CVE-2026-31805": f"{NAMED}::test_a_parameter_given_twice_is_asked_and_used_as_one",
    "CVE-2023-36466": "tests/posts/test_writing_limits.py::test_what_could_not_be_posted_cannot_be_edited_in",
    "CVE-2026-48611": f"{NAMED}::test_the_way_to_sign_in_is_no_parameter",
    "CVE-2025-47916": f"{NAMED}::test_what_owners_and_members_write_is_no_template",
    "CVE-2025-48827": f"{NAMED}::test_a_word_that_names_no_act_reaches_nothing",
    "CVE-2026-61511": f"{NAMED}::test_what_owners_and_members_write_is_no_template",
    "CVE-2025-71281": f"{NAMED}::test_a_word_that_names_no_act_reaches_nothing",
    "CVE-2026-33393": "tests/topics/test_addresses.py::test_nobody_is_led_to_another_host",
    "CVE-2023-30591": "tests/pages/test_nonsense.py::test_a_strange_form_breaks_no_page",
    # D
    "CVE-2022-41938": f"{NAMED}::test_a_title_is_text_wherever_it_is_shown",
    "CVE-2021-32671": f"{NAMED}::test_what_is_searched_for_comes_back_as_text",
    "CVE-2021-21283": f"{NAMED}::test_an_excerpt_is_text",
    "CVE-2024-57041": "tests/accounts/test_preferences.py::test_hostile_words_about_oneself_do_no_harm",
    "CVE-2026-28558": "tests/images/test_hostile_uploads.py::test_what_is_no_sound_picture_is_refused_with_a_sentence",
    "CVE-2026-30913": "tests/mail/test_composing.py::test_no_name_and_no_title_injects_a_header_or_a_link",
    "CVE-2023-5917": f"{NAMED}::test_a_title_is_text_in_the_admin",
    "CVE-2020-6802": "tests/markup/test_hostile.py::test_a_trick_does_nothing",
    "CVE-2020-6816": "tests/markup/test_hostile.py::test_a_trick_does_nothing",
    "CVE-2021-23980": "tests/markup/test_hostile.py::test_a_trick_does_nothing",
    "CVE-2018-7753": "tests/markup/test_hostile.py::test_a_trick_does_nothing",
    "GHSA-gj48-438w-jh9v": "tests/markup/test_hostile.py::test_a_trick_does_nothing",
    "machina#20": "tests/markup/test_hostile.py::test_a_parser_gone_wild_is_still_held_by_the_sanitiser_and_the_dressing",
    # E
    "CVE-2026-29199": "tests/pages/test_errors.py::test_a_forged_host_is_refused",
    "CVE-2022-36045": "tests/accounts/test_password.py::test_a_link_that_was_made_up_is_no_link",
    "CVE-2019-19844": "tests/accounts/test_password.py::test_the_mail_goes_to_the_address_we_know_and_not_to_one_that_looks_alike",
    "CVE-2025-27794": f"{NAMED}::test_signing_in_makes_a_new_session",
    "CVE-2024-45051": "tests/accounts/test_names.py::test_addresses_that_look_like_others_are_refused",
    "CVE-2022-21684": "tests/sign_up/test_invitations.py::test_an_invitation_is_no_approval_but_by_those_who_approve",
    "CVE-2019-1020018": f"{NAMED}::test_opening_a_link_of_a_mail_changes_nothing",
    "CVE-2025-65430": "tests/accounts/test_second_factor.py::test_an_account_that_is_switched_off_between_the_steps_stays_shut",
    "allauth-65.14.2": "tests/accounts/test_limits.py::test_a_forged_forwarding_header_is_no_new_place",
    "allauth-65.8.1": "tests/accounts/test_limits.py::test_a_right_password_does_not_clear_the_count",
    "allauth-0.61.0": "tests/accounts/test_second_factor.py::test_a_code_counts_once",
    "allauth-0.54": "tests/accounts/test_password.py::test_an_unknown_address_gets_the_same_answer",
    "allauth-65.3.0": "tests/accounts/test_sign_up.py::test_with_mail_the_pages_of_free_and_taken_addresses_are_the_same_to_the_letter",
    "allauth-65.12.1": "tests/accounts/test_reverting_address_change.py::test_a_forged_link_does_nothing",
    "allauth-65.11.1": "tests/accounts/test_sign_up.py::test_a_weak_password_is_refused",
    "CVE-2024-21641": "tests/accounts/test_next.py::test_signing_out_leads_to_no_other_site",
    "CVE-2026-27982": "tests/accounts/test_next.py::test_signing_in_leads_to_no_other_site",
    "CVE-2026-33427": "tests/topics/test_addresses.py::test_nobody_is_led_to_another_host",
}  # fmt: skip

NOT_HERE = {
    "CVE-2023-23615": "No page makes topics for other sites; authors come from the session alone.",
    "CVE-2025-48828": "Pages are Django templates in the repository; no part of one is a member’s text.",
    "CVE-2025-71278": "The forum signs nobody in to other sites, and so has no scopes.",
    "CVE-2026-73311": "The forum signs nobody in to other sites, and so gives no codes.",
    "CVE-2026-73312": "The forum signs nobody in to other sites, and so gives no refresh tokens.",
    "CVE-2023-2850": "There are no web sockets.",
}
