"""Joining: invitations, who invited whom, and new members who wait for approval."""
