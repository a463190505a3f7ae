"""Rules of the reader of PDF files that one line or two tell, without a file."""

from types import SimpleNamespace

import pytest

from corpus.layout import Line
from corpus.paragraphs import is_unfinished
from corpus.readers.pdf.layout import is_below
from corpus.readers.pdf.paragraphs import starts_clause
from corpus.readers.pdf.rules import Edge, open_sides


def placed(text: str) -> SimpleNamespace:
    return SimpleNamespace(line=SimpleNamespace(text=text, bold=False))


@pytest.mark.parametrize(
    ("above", "starts"),
    [
        (["4.1 范围说明"], True),
        (["工作方案见", "4.1 范围说明"], False),
        (["应当符合下列规定。"], True),
        (["应当符合"], False),
    ],
)
def test_a_numbered_clause_follows_a_sentence_or_another_clause(above: list[str], starts: bool):
    assert starts_clause([placed(text) for text in above], placed("4.2 总能力").line) is starts


def test_the_sides_of_a_table_reach_from_the_first_to_the_last_rule_that_an_upright_joins():
    rules = [Edge(0, y, 200, y) for y in (0, 20, 100)]
    assert list(open_sides([*rules, Edge(90, 0, 90, 20)])) == [Edge(0, 0, 0, 20), Edge(200, 0, 200, 20)]
    assert list(open_sides(rules)) == []


def test_a_line_is_below_a_table_though_its_letters_touch_the_last_rule():
    table = SimpleNamespace(box=(50, 100, 300, 200))
    at = [SimpleNamespace(x0=60, x1=90, y0=y) for y in (197, 199, 210)]
    assert [is_below(line, table) for line in at] == [False, True, True]
    assert not is_below(SimpleNamespace(x0=310, x1=330, y0=210), table)


def test_a_line_that_fills_its_width_goes_on_and_a_shorter_one_does_not():
    line, after = (Line(text, 1, False, False, False, starts=False) for text in ("持续推动新能源汽车推广", "应用工作"))
    assert is_unfinished([line], after, line.width)
    assert not is_unfinished([line], after, 2 * line.width)
