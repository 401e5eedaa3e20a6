"""The rows of the permission matrix; `permission_matrix` says what the letters mean and who each column is.

Columns: visitor, new, member, suspended, silenced, elsewhere, moderator, everywhere, admin.
"""

# By the codes for GET and POST the names of the addresses; `none` where there is no such method.
# An act or a decision may have a row of its own, with its name behind that of the address.
BY_CODES = {
    "none lnnlnnnnf": """
        conversation-close conversation-remove conversation-reopen
    """,
    "nnnnnnnnr none": """
        conversation-last conversation-unread
    """,
    "lnnlnnnno lnnlnnnnf": """
        conversation-members
    """,
    "loolooooo lfflfwwww": """
        conversation-new
    """,
    "nnnnnnnno none": """
        conversation-news
    """,
    "none nnnnnnnnw": """
        conversation-reply
    """,
    "lnnlnnnnr none": """
        conversation-short
    """,
    "none lfflfnnnr": """
        moderate-assign:erasure moderate-release:erasure
    """,
    "lfflfnnrr lfflfnnrr": """
        moderate-decide:members:approve
        moderate-decide:messages:dismiss moderate-decide:messages:close
    """,
    "lfflfnnoo lfflfnnww": """
        moderate-decide:members:reject
        moderate-decide:messages:remove
    """,
    "none lfflfnnrr": """
        moderate-assign:members
        moderate-release:members
        moderate-assign:messages moderate-release:messages
        moderate-show-message
    """,
    "lfflfffoo none": """
        invited-branch
    """,
    "lnnlnnooo lnnlnnwww": """
        team-conversation-new
    """,
    "none lnnlnnnnr": """
        conversation-leave conversation-read invitation-revoke
    """,
    "orrorrrrr none": """
        invitation
    """,
    "lfflffffo none": """
        moderate-figures-export
        moderate-figures
        moderate-networks
    """,
    "none lfflfnnnn": """
        moderate-release:clean-ups
        moderate-assign:clean-ups
        moderate-selection
        moderate-assign:objections moderate-release:objections
    """,
    "lfflfnnnn lfflfnnnn": """
        moderate-decide:clean-ups:decline
        moderate-decide:clean-ups:confirm
        moderate-decide:objections:again moderate-decide:objections:stands
    """,
    "none lfflfwwww": """
        moderate-held-back
    """,
    "ooooooooo rrrrrrrrr": """
        notice-confirm
    """,
    "ooooooooo wwwwwwwww": """
        act-notice-by-mail
        member-illegal notice-object post-illegal topic-illegal
    """,
    "none lfflfffrr": """
        moderate-lift-ban
    """,
    "foofooooo fnnfnnnnn": """
        draft-save
    """,
    "foofooooo none": """
        member-suggestions notifications-count notifications-newest people-completion reference-completion titled-alike
    """,
    "lfflfffff lfflfffff": """
        post-tasks
    """,
    "lfflffffo lfflffffw": """
        invitations
        moderate-hold
        setup:boards setup:email setup:look
    """,
    "lfflfffoo lfflfffrr": """
        member-act
    """,
    "lfflfffoo lfflfffww": """
        member-clean-up
        member-act:reject-member
        member-act:watch member-act:hold-posts
        member-act:clear-profile
        moderate-bans
        member-act:remove-recent
        member-act:silence
        member-act:suspend
        member-act:warn
    """,
    "lfflfffrr lfflfffoo": """
        admin:login
    """,
    "lfflffnnn lfflffnnn": """
        version-hide
    """,
    "lfflffooo lfflffrrr": """
        post-restore topic-act
    """,
    "lfflffooo lfflffwww": """
        poll-change post-edit post-remove post-warn
        topic-act:move
        topic-act:remove
        topic-act:set-timer
        topic-act:slow-mode
        topic-act:tag
    """,
    "lfflfnnnn lfflfrrrr": """
        moderate-together
    """,
    "lfflfnooo lfflfnwww": """
        moderate-decide:illegal:illegal moderate-decide:illegal:nothing moderate-decide:illegal:rules
        moderate-decide:posts:reject
        moderate-decide:edits:reject
    """,
    "lfflfnrrr lfflfnrrr": """
        moderate-decide
    """,
    "lfflfoooo lfflfffww": """
        moderate-member
    """,
    "lfflfnnno lfflfnnnw": """
        moderate-decide:erasure:remove moderate-decide:erasure:keep
        moderate-own-decision
    """,
    "lfflfnrrn lfflfnrrn": """
        moderate-decide:appeals:reverse moderate-decide:appeals:uphold
    """,
    "none lfflfnrrn": """
        moderate-assign:appeals moderate-release:appeals
    """,
    "lfflfoooo none": """
        moderate-illegal
        moderate moderate-log moderate-log-export moderate-removed moderate-written team-conversations
    """,
    "lllllllff lllllllff": """
        admin:own_pages_termsacceptance_add
        admin:own_pages_termsacceptance_delete
        admin:own_pages_termsversion_add
        admin:own_pages_termsversion_delete
        admin:legal_holds_legalhold_add admin:legal_holds_legalhold_delete
        admin:illegal_content_case_add admin:illegal_content_case_delete
        admin:accounts_user_delete admin:admin_logentry_add admin:admin_logentry_delete admin:backups_backup_add
        admin:backups_backup_delete admin:jobs_job_add admin:jobs_job_delete admin:link_cards_linkcard_add
        admin:link_cards_linkcard_delete admin:moderation_logentry_add admin:moderation_logentry_delete
        admin:notifications_delivery_add admin:notifications_delivery_delete admin:posts_post_add
        admin:posts_post_delete admin:remote_pictures_remotepicture_add admin:remote_pictures_remotepicture_delete
        admin:reports_report_add admin:reports_report_delete admin:site_sitesettings_add admin:site_sitesettings_delete
        admin:site_spamprotection_add admin:site_spamprotection_delete
        admin:topics_topic_add admin:topics_topic_delete
    """,
    "lllllllff none": """
        admin:autocomplete
    """,
    "lllllllfo lllllllff": """
        admin:own_pages_termsversion_change
        admin:jobs_job_change admin:link_cards_linkcard_change admin:remote_pictures_remotepicture_change
    """,
    "lllllllfo lllllllfo": """
        admin:own_pages_termsacceptance_changelist
        admin:own_pages_termsversion_changelist
        admin:own_pages_termsversion_history
        admin:legal_holds_legalhold_changelist
        admin:illegal_content_category_add admin:illegal_content_category_changelist
        admin:accounts_user_add admin:admin_logentry_changelist admin:announcements_announcement_add
        admin:announcements_announcement_change admin:announcements_announcement_changelist
        admin:announcements_announcement_delete admin:announcements_announcement_history admin:auth_group_add
        admin:auth_group_change admin:auth_group_changelist admin:auth_group_history admin:backups_backup_changelist
        admin:boards_board_add admin:boards_board_change admin:boards_board_changelist admin:boards_board_history
        admin:boards_board_seen_by admin:jobs_job_changelist admin:jobs_job_history admin:link_cards_linkcard_changelist
        admin:link_cards_linkcard_history admin:logo_and_icon admin:mail_suppressedaddress_add
        admin:mail_suppressedaddress_changelist admin:notifications_delivery_changelist admin:own_pages_ownpage_add
        admin:own_pages_ownpage_change admin:own_pages_ownpage_changelist admin:own_pages_ownpage_delete
        admin:own_pages_ownpage_history admin:remote_pictures_remotepicture_changelist
        admin:remote_pictures_remotepicture_history admin:reports_reportreason_add admin:moderation_savedtext_add admin:reports_reportreason_changelist admin:moderation_savedtext_changelist
        admin:site_sitesettings_change admin:site_sitesettings_history admin:topics_tag_add admin:topics_tag_change
        admin:site_spamprotection_change admin:site_spamprotection_history admin:filters_wordrule_add
        admin:filters_wordrule_changelist
        admin:topics_tag_changelist admin:topics_tag_delete admin:topics_tag_history
    """,
    "lllllllfo none": """
        admin:traffic
    """,
    "lllllllfo lllllllfr": """
        admin:boards_board_matrix admin:older_posts
    """,
    "lllllllfo lllllllfw": """
        admin:erase
        admin:accounts_user_merge
        admin:send_announcement admin:site_links
    """,
    "lllllllfr lllllllff": """
        admin:own_pages_termsacceptance_change
        admin:legal_holds_legalhold_change
        admin:admin_logentry_change admin:backups_backup_change admin:mail_suppressedaddress_change
        admin:notifications_delivery_change
    """,
    "lllllllfr lllllllfr": """
        admin:illegal_content_category_change admin:illegal_content_category_delete
        admin:auth_group_delete admin:boards_board_delete admin:mail_suppressedaddress_delete
        admin:reports_reportreason_change admin:moderation_savedtext_change admin:reports_reportreason_delete admin:moderation_savedtext_delete
        admin:filters_wordrule_change admin:filters_wordrule_delete
    """,
    "lllllllnn lllllllnn": """
        /admin/nowhere
    """,
    "lllllllno lllllllno": """
        admin:app_list
    """,
    "llllllloo lllllllff": """
        admin:illegal_content_case_change
        admin:moderation_logentry_change admin:posts_post_change admin:reports_report_change admin:topics_topic_change
    """,
    "llllllloo lllllllfr": """
        admin:accounts_user_change
    """,
    "llllllloo llllllloo": """
        admin:illegal_content_case_changelist admin:illegal_content_case_history
        admin:accounts_user_changelist admin:accounts_user_history admin:accounts_user_suggestions admin:index
        admin:moderation_logentry_changelist admin:moderation_logentry_history admin:posts_post_changelist
        admin:posts_post_history admin:reports_report_changelist admin:reports_report_history
        admin:topics_topic_changelist admin:topics_topic_history
    """,
    "llllllloo none": """
        admin:jsi18n admin:password_change_done
    """,
    "lllllllrr lllllllrr": """
        admin:own_pages_termsacceptance_history
        admin:legal_holds_legalhold_history
        admin:illegal_content_category_history
        admin:admin_logentry_history admin:backups_backup_history admin:mail_suppressedaddress_history
        admin:notifications_delivery_history admin:object admin:password_change admin:reports_reportreason_history admin:moderation_savedtext_history
        admin:site_sitesettings_changelist admin:site_spamprotection_changelist admin:filters_wordrule_history
    """,
    "lnnlnnnnn lnnlnnnnn": """
        claim-confirm
        act-notice mfa_deactivate_totp mfa_download_recovery_codes
    """,
    "lnnlnnnnn none": """
        avatar-whole my-data-file mfa_view_recovery_codes notification rejected-post
    """,
    "lnnlnnnno none": """
        conversation draft waiting-edit
    """,
    "loolfoooo lwwlfwwww": """
        member-report post-report start topic-new topic-report
    """,
    "looloooof looloooof": """
        account_reauthenticate
    """,
    "loolooooo fnnfnnnnn": """
        attachment-upload
    """,
    "loolooooo lrrlrrrrr": """
        account_email my-data notification-preferences own-record post-bookmark post-quote privacy usersessions_list
    """,
    "loolooooo lrrlrrrrw": """
        close-account
    """,
    "loolooooo lrrlwrrrr": """
        settings
    """,
    "loolooooo lwwlwwwww": """
        avatar-settings my-follows reading-preferences
    """,
    "loolooooo none": """
        account-settings away bookmarks conversations drafts mfa_index mfa_list_webauthn mine my-reactions notifications poll-changes
        poll-voters post-history unread
    """,
    "looloooor looloooor": """
        account_change_password
    """,
    "lrrlrrrrf lrrlrrrrf": """
        mfa_reauthenticate mfa_reauthenticate_webauthn
    """,
    "lrrlrrrrn lrrlrrrrn": """
        mfa_edit_webauthn mfa_remove_webauthn
    """,
    "lrrlrrrro lrrlrrrro": """
        account_set_password mfa_activate_totp mfa_add_webauthn mfa_generate_recovery_codes
    """,
    "lrrlrrrrr lrrlrrrrr": """
        account_confirm_login_code automatic-following mfa_authenticate mfa_login_webauthn post-answer
    """,
    "lrrlrrrrr lwwlwwwww": """
        email-preferences following-preferences ignored
    """,
    "nnnnnnnnn nnnnnnnnn": """
        provider-webhook revert-address-change
    """,
    "nnnnnnnnn none": """
        attachment card-picture conversation-go-to conversation-new-posts copied-picture feed picture thumbnail topic-go-to topic-new-posts
        /tag/quiet/1
        /users/ben/summary
    """,
    "nnnnnnnrr none": """
        /c/backroom/7
        /p/7771/1
        /posts/7771.json
        /posts/by_number/777/1
        /raw/777
        /t/old/777.rss
    """,
    "none fffffffff": """
        post-task
    """,
    "none fnnfnnnnn": """
        topic-seen
    """,
    "none foofooooo": """
        paste
    """,
    "none fwwfwwwww": """
        preview
    """,
    "none lfflfffff": """
        moderate-undo
    """,
    "none lfflffffr": """
        setup:finish
    """,
    "none lfflffnnn": """
        version-restore version-show
    """,
    "none lfflffrrr": """
        post-end-wiki post-make-wiki post-solve post-unsolve
    """,
    "none lfflfnffr": """
        moderate-remove-note moderate-restore-note
    """,
    "none lfflfnrrr": """
        moderate-assign moderate-release moderate-take-warning-back
    """,
    "none lllllllff": """
        admin:boards_board_order admin:moderation_logentry_undo
    """,
    "none lllllllfr": """
        admin:backups_backup_now admin:checklist
    """,
    "none lllllllfw": """
        admin:boards_board_members admin:boards_board_moderators
    """,
    "none lnnlnnnnn": """
        claim
        attachment-delete notifications-read read-undo topic-read-undo
    """,
    "none lrrlrrrrr": """
        away-done board-follow board-read board-unfollow dismiss-banner draft-discard draft-restore feed-key ignore
        my-follows-undo person-follow person-unfollow post-bookmark-add post-bookmark-remove post-take-back-reaction
        post-unread read-everything stop-ignoring tag-follow tag-read tag-unfollow topic-follow topic-read
        topic-unfollow waiting-edit-withdraw waiting-withdraw
    """,
    "none lwwlfwwww": """
        poll-vote post-react
    """,
    "none lwwlwwwww": """
        reply time-zone
    """,
    "none nnnnnnnnn": """
        conversation-seen mail-hook
    """,
    "none rrrrrrroo": """
        admin:logout
    """,
    "onnonnnnn onnonnnnn": """
        unsubscribe
    """,
    "onnonnnnn wnnwnnnnn": """
        mail-level
    """,
    "ooooooooo nnnnnnnnn": """
        account_confirm_email
    """,
    "ooooooooo lrrlrrrrr": """
        terms
    """,
    "ooooooooo none": """
        notice
        account_email_verification_sent account_inactive account_reset_password_done
        account_reset_password_from_key_done board-feed board-followers boards browser-suggestions draft-token
        emoji-completion keys-help latest new oembed opensearch person-feed person-followers post-reactions public-log public-log-feed post-replies post-share
        robots search search-suggestions searching-help site-feed sitemap sitemap-members sitemap-pages sitemap-topics
        tag tag-feed tag-followers tags top topic topic-copy terms-version topic-feed topic-followers topic-news training unanswered
        username-check writing-help
    """,
    "ooooooooo ooooooooo": """
        account_reset_password account_reset_password_from_key alive announcement board home mail-confirm manifest
        member own-page ready
    """,
    "orrorrrrr orrorrrrr": """
        account_login account_signup
    """,
    "orrorrrrr wrrwrrrrr": """
        follow-by-mail
    """,
    "roorooooo rrrrrrrrr": """
        account_logout
    """,
    "rrrrrrrrr none": """
        post topic-last topic-short topic-unread
        /latest.rss
        /t/{topic_id}-x
    """,
    "rrrrrrrrr rrrrrrrrr": """
        /.well-known/change-password
        /favicon.ico
        /notices/
        /notices/{notification}/
        /settings/notices/
        /settings/profile/
    """,
}

ROWS = {name: codes for codes, names in BY_CODES.items() for name in names.split()}

# What is told on the board of staff where it is not simply the same, for those who see it: it has other posts.
PRIVATE = {
    "post-illegal": "nnnnnnnoo nnnnnnnww",
    "topic-illegal": "nnnnnnnoo nnnnnnnww",
    "board-feed": "nnnnnnnnn none",
    "follow-by-mail": "nnnnnnnnn nnnnnnnnn",
    "post-bookmark-remove": "none lrrlrrrrr",
    "post-remove": "nnnnnnnoo nnnnnnnwr",
    "post-report": "nnnnnnnof nnnnnnnwf",
    "post-task": "none nnnnnnnfn",
    "post-tasks": "nnnnnnnfn nnnnnnnfn",
    "post-warn": "nnnnnnnff nnnnnnnff",
    "topic-feed": "nnnnnnnnn none",
    "topic-report": "nnnnnnnof nnnnnnnwf",
    "version-hide": "nnnnnnnoo nnnnnnnww",
    "version-restore": "none nnnnnnnww",
    "version-show": "none nnnnnnnrr",
}
