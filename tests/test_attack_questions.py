"""Questions that broke a part of the answerer."""

import pytest

from retrieval.question.question import understand
from retrieval.text.quantities import find_quantities


@pytest.mark.parametrize("number", ["一百二十三万" * 80, "万" * 400, "九" * 400, "9" * 400, "亿" * 90, "一亿" * 60])
def test_a_run_of_numerals_is_no_error(number: str):
    find_quantities(f"{number}辆")
    assert understand(f"保有量是{number}辆吗？")
