"""Answers are worked out once, and the oldest make room."""

from __future__ import annotations

from convdesk.analyse.memory import SMALL_BYTES, Memory


def test_an_answer_is_worked_out_once():
    asked = []
    memory = Memory(SMALL_BYTES * 10)
    assert [memory.recall("a", lambda: asked.append(1) or len(asked)) for _ in range(3)] == [1, 1, 1]


def test_the_oldest_answers_make_room():
    memory = Memory(SMALL_BYTES * 2)
    for question in "abc":
        memory.recall(question, lambda: 1)
    assert memory.recall("a", lambda: 2) == 2
    assert memory.recall("c", lambda: 2) == 1


def test_a_hundred_thousand_texts_do_not_push_everything_else_out():
    memory = Memory(100_000 * 200)
    memory.recall("a", lambda: 1)
    memory.recall("texts", lambda: tuple(map(str, range(100_000))))
    assert memory.recall("a", lambda: 2) == 1
