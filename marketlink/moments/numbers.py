"""Small numbers written as words."""

from __future__ import annotations

KOREAN_DAYS = {
    "하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "닷새": 5, "엿새": 6, "이레": 7, "여드레": 8,
    "아흐레": 9, "열흘": 10, "보름": 15,
}  # fmt: skip
KOREAN_COUNTS = {
    "한": 1, "두": 2, "세": 3, "석": 3, "네": 4, "넉": 4, "다섯": 5, "여섯": 6, "일곱": 7,
    "여덟": 8, "아홉": 9, "열": 10, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "반": 0,
}  # fmt: skip
ENGLISH_COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "few": 3,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip


def korean(word: str) -> int | None:
    """The value of digits, a day word (사흘) or a counting word (두)."""
    if word.isascii() and word.isdigit():
        return int(word)
    return KOREAN_DAYS.get(word) or KOREAN_COUNTS.get(word)


def english(word: str) -> int | None:
    """The value of digits or a counting word."""
    return int(word) if word.isascii() and word.isdigit() else ENGLISH_COUNTS.get(word.lower())
