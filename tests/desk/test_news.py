"""News: each edit told, or many edits told as one."""

from __future__ import annotations

import pytest

from convdesk.desk.news import News
from convdesk.model.change import Change

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def news():
    return News()


@pytest.fixture
def told(news):
    heard = []
    news.changed.connect(heard.append)
    return heard


def test_each_edit_is_told(qtbot, news, told):
    news.hear(Change("One", frozenset({"sources"})))
    news.hear(Change("Two", frozenset({"findings"})))
    qtbot.waitUntil(lambda: len(told) == 2)


def test_gathered_edits_are_told_as_one_with_all_they_touched(qtbot, news, told):
    news.gather()
    news.hear(Change("One", frozenset({"sources"})))
    news.hear(Change("Two", frozenset({"findings"})))
    qtbot.waitUntil(lambda: len(news._gathered) == 2)
    assert told == []
    news.let_go()
    assert told == [Change("Two", frozenset({"sources", "findings"}))]


def test_nothing_gathered_is_nothing_told(news, told):
    news.gather()
    news.let_go()
    assert told == []
