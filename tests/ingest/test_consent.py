"""Columns that say what people agreed to."""

from __future__ import annotations

import pytest

from convdesk.ingest.consent import consent_role
from convdesk.model.mapping import Role

YES_NO = ["Yes", "No"]


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("may_quote", Role.CONSENT_QUOTE),
        ("permission_to_quote", Role.CONSENT_QUOTE),
        ("quote_consent", Role.CONSENT_QUOTE),
        ("canQuote", Role.CONSENT_QUOTE),
        ("May we quote you?", Role.CONSENT_QUOTE),
        ("Dürfen wir Sie zitieren?", Role.CONSENT_QUOTE),
        ("may_link", Role.CONSENT_LINK),
        ("Do you consent to us connecting your answers with recordings of your visit?", Role.CONSENT_LINK),
        ("consent_link", Role.CONSENT_LINK),
        ("may_show", Role.CONSENT_SHOW),
        ("Can we share your answers with our team?", Role.CONSENT_SHOW),
        ("consent", Role.CONSENT),
        ("Consented", Role.CONSENT),
    ],
)
def test_columns_of_consent_are_known_by_their_names(name, role):
    assert consent_role(name, YES_NO) is role


@pytest.mark.parametrize(
    "name",
    [
        "Quote",
        "link",
        "show",
        "What can you link to?",
        "maybe",
        "Did the show start in time?",
        "plan",
        "Consent form version",
    ],
)
def test_other_columns_are_no_consent(name):
    assert consent_role(name, YES_NO) is None


def test_a_question_that_is_answered_in_words_is_no_consent():
    assert consent_role("May we quote you?", ["Because I like it", "Never mind"]) is None
    assert consent_role("May we quote you?", ["I agree", "I do not agree"]) is Role.CONSENT_QUOTE
    assert consent_role("may_quote", ["Yes", "No", "1", "0", "true"]) is None, "too many different answers"
