"""What a citation says of a sentence that was read from a picture."""

from dataclasses import replace

import pytest

from retrieval.answer.answers import citation_dict, cite
from retrieval.answer.show import place as place_in_terminal
from web.places import place


@pytest.mark.parametrize("recognised", [True, False])
def test_a_sentence_that_ocr_read_is_not_called_verbatim(answerer, recognised: bool):
    document = answerer.index.documents[0]
    passage = replace(document.passages[5], recognised=recognised)
    citation = cite(1, passage.sentences[0], passage, document)
    assert citation_dict(citation)["recognised"] is recognised
    for told in (place(citation_dict(citation), "zh-Hans"), place_in_terminal(citation)):
        assert ("不是逐字原文" in told) is recognised
