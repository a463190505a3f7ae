"""The words that a document for readers needs around its quotations."""

from dataclasses import dataclass

ANSWERED = "回答"
QUOTED = "引文"
REFERENCES = "参考文献"
ORIGINAL = "原文"
AUTOMATIC = "回答由程序从报告原句中自动摘取，请以报告原文为准。"
REMARK = "批注"
RECOGNISED = "扫描件识别，文字可能有误"


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of an answer that is pasted into a letter, in one language."""

    asked: str
    answered: str
    references: str
    automatic: str
    link: str


LETTER = {
    "zh-Hans": Letter("问题：", "回答：", REFERENCES, AUTOMATIC, "链接："),
    "zh-Hant": Letter("問題：", "回答：", "參考文獻", "回答由程式從報告原句中自動摘取，請以報告原文為準。", "連結："),
    "en": Letter(
        "Question: ", "Answer: ", "References",
        "The answer was extracted from the report's own sentences by a program; the report itself prevails.", "Link: ",
    ),
}  # fmt: skip
