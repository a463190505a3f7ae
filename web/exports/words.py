"""The words that a document for readers needs around its quotations."""

ASKED = "问题"
ANSWERED = "回答"
QUOTED = "引文"
REFERENCES = "参考文献"
ORIGINAL = "原文"
AUTOMATIC = "回答由程序从报告原句中自动摘取，请以报告原文为准。"
RECOGNISED = "扫描件识别，文字可能有误"
