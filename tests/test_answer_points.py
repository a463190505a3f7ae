"""The points of a section: what stands in it, without the words that only head it."""

from opening import answerer_over
from retrieval.answer.parts import top_places, walk
from retrieval.answer.points import Points, repeats

RUN_IN = """云江市绿色发展意见

一、总体要求

（一）指导思想。坚持生态优先，统筹发展和安全。推动产业绿色转型。

（二）主要目标。到2025年，森林覆盖率达到62%。到2030年，建成海上风电场3座。

二、保障措施

（三）加强领导。市政府每年听取一次汇报。各县区落实属地责任。
"""


def test_a_title_that_begins_its_paragraph_is_no_point_of_its_section(tmp_path):
    path = tmp_path / "opinion.txt"
    path.write_text(RUN_IN, "utf-8")
    answerer = answerer_over([path])
    document = answerer.index.document("opinion")
    aims = next(place for place in walk(top_places(document)) if "主要目标" in place.title)
    told = [point.sentence.text.strip() for point in Points(answerer.index).of_place(aims)]
    assert told == ["到2025年，森林覆盖率达到62%。", "到2030年，建成海上风电场3座。"]


def test_what_says_more_than_the_title_does_not_repeat_it(tmp_path):
    path = tmp_path / "opinion.txt"
    path.write_text(RUN_IN, "utf-8")
    top = top_places(answerer_over([path]).index.document("opinion"))[0]
    assert repeats("一、总体要求。", top) and not repeats("总体要求要落实到位。", top)
