"""Why an answer was wrong, by the names that the page, the file and the drafts use."""

from typing import Literal

Rating = Literal["right", "wrong"]
Reason = Literal["citation", "figure", "beside", "incomplete", "should_refuse"]
REASONS: dict[Reason, str] = {
    "citation": "引用不对",
    "figure": "数字有误",
    "beside": "答非所问",
    "incomplete": "没答全",
    "should_refuse": "应当拒答",
}
