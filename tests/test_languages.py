"""What a language is told by, and what becomes of a text in one that is not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketlink import text
from marketlink.cli.main import run
from marketlink.reading import read
from marketlink.text import language_of, languages, unread
from marketlink.text.language import known_languages

TEXTS = {
    "ja": "エヌビディアの株価は27日に17%下落した。半導体株が売られ、SKハイニックスも下げた。",
    "zh": "英伟达股价周一暴跌17%，市值蒸发近6000亿美元。SK海力士在周五下跌9.86%。",
    "fr": "L'action Nvidia a chuté de 17% lundi. Les investisseurs craignent DeepSeek.",
    "de": "Die Nvidia-Aktie ist am Montag um 17 Prozent eingebrochen. Anleger sorgen sich.",
    "es": "Las acciones de Nvidia cayeron un 17% el lunes tras el anuncio de DeepSeek.",
    "it": "Le azioni di Nvidia sono scese del 17% lunedì dopo il lancio di DeepSeek in Cina.",
    "pt": "As ações da Nvidia caíram 17% na segunda-feira após o lançamento do modelo da DeepSeek.",
    "nl": "Het aandeel Nvidia daalde maandag met 17 procent na het nieuws over DeepSeek.",
    "sv": "Nvidias aktie föll med 17 procent på måndagen efter nyheten om DeepSeek.",
    "und-Cyrl": "Акции Nvidia упали на 17% в понедельник после новости о DeepSeek.",
    "und-Arab": "تراجعت أسهم إنفيديا بنسبة 17% يوم الاثنين بعد أنباء ديب سيك.",
    "th": "หุ้นเอ็นวิเดียร่วงลง 17% เมื่อวันจันทร์",
    "vi": "Cổ phiếu Nvidia đã giảm 17% trong phiên thứ Hai sau khi các quỹ bán ra trong phiên.",
}  # fmt: skip


@pytest.mark.parametrize(("code", "said"), TEXTS.items())
def test_a_language_is_told_by_letters_or_function_words(code: str, said: str) -> None:
    assert language_of(said) == code


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", "NVDA -17%"),
        ("en", "Banco de la Nacion Argentina shares jump 5%"),
        ("en", "Coca-Cola FEMSA, S.A.B. de C.V. Announces Results"),
        ("en", "/C O R R E C T I O N -- Toyota Motor/"),
        ("en", "Nvidia fell 17% as El País and Le Monde wrote of 'la bolsa de la IA' on Monday."),
        ("en", "12345 %"),
        ("ko", "엔비디아 17% 폭락(NVIDIA plunges seventeen percent on Monday)"),
        ("ko", "美 증시 급락… 日 도쿄일렉트론(東京エレクトロン)도 8.6% 하락했다."),
        ("en", "Toyota (トヨタ自動車) rose 2% in Tokyo, the company said."),
    ],
)
def test_names_and_brackets_of_another_language_do_not_make_a_text_one_of_it(code, said) -> None:
    assert language_of(said) == code


def test_a_read_body_beside_text_in_another_language_is_read() -> None:
    lines = "\n".join(
        [
            "Nvidia fell 17% on Monday after DeepSeek released its model, analysts said.",
            "SK hynix lost 9.86% on Friday when the Seoul market opened again after its holiday.",
            "相关报道",
            "丰田股价",
        ]
    )
    assert read(lines, "2025-02-06").subjects == ("NVDA", "000660.KS")


@pytest.mark.parametrize("code", ["zh", "fr", "de", "es"])
def test_what_is_not_read_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    reading = read(TEXTS[code], "2025-02-06")
    assert reading.article.language == code
    assert (reading.subjects, reading.mentions, reading.moments, reading.claims) == ((),) * 4
    assert len(reading.warnings) == 1
    page, db = tmp_path / "a.txt", str(tmp_path / "m.duckdb")
    page.write_text(TEXTS[code], encoding="utf-8")
    ask = ["--published", "2025-02-06", "--db", db]
    assert run(["link", str(page), "--format", "json", *ask]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["language"] == code
    assert found["warnings"] == [unread(code)]
    assert run(["report", str(page), "--offline", "--out", str(tmp_path / "r"), *ask]) == 2
    said = capsys.readouterr().err
    assert "which is not read" in said
    assert said.count("marketlink: error") == 1


def test_every_language_that_is_read_can_be_told() -> None:
    assert set(languages()) <= {one.code for one in known_languages()}
    assert all(unread(code) is None for code in languages())
    assert (
        text.unread("tlh")
        == "the text is in tlh, which is not read: English, Japanese and Korean are"
    )
