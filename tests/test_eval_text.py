"""How texts are compared."""
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.text import covers, normalise


def test_text_is_compared_half_width_simplified_lower_case_without_white_space():
    assert normalise("ＧＤＰ　１２６.９ 萬輛\n") == "gdp126.9万辆"


@settings(deadline=None)  # the first example loads the conversion table
@given(st.text(max_size=40))
def test_normalised_text_holds_no_white_space(text):
    assert normalise(text).split() in ([], [normalise(text)])


@settings(deadline=None)
@given(st.text(alphabet="深圳碳 \n12。", min_size=1, max_size=20), st.text(alphabet="深圳碳 \n12。", max_size=20))
def test_coverage_does_not_depend_on_the_order_of_its_two_texts(a, b):
    assert covers(a, b) == covers(b, a)
