"""Texts as they come: titles in three languages, and the letters that Uyghur is written with."""

from hypothesis import strategies as st

UYGHUR_LETTERS = "ئاەبپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي"
UYGHUR = "ئۈچ يېزىنىڭ قىشلىق دوختۇرخانا ۋاقتى: «قاچان؟» دېسەڭ، 23-نويابىر؛ يەنە بىرى جۈمە كۈنى."
CHINESE = "“冬季农机检修”通知：请在12月5日前到镇农机站登记（带上行驶证），谢谢！《报告》……"
ENGLISH = "“Winter check” of Ürümqi’s machines: 08:00–18:00 (free), 5% of 1,234 — café…"

_WORDS = {
    "ug": ["ئۇقتۇرۇش", "دېھقانچىلىق", "«ماشىنا»", "(بۈگۈن)", "12-ئاينىڭ", "ۋاقتى:"],
    "zh": ["通知", "请在12月5日前", "（带上行驶证）", "“冬季”", "登记，", "08:00–18:00"],
    "en": ["notice", "Internationalisierungsmaßnahmen", "(today)", "12,345", "“winter”", "5%"],
}
_ANY = st.sampled_from([word for words in _WORDS.values() for word in words])
languages = st.sampled_from(["zh", "ug", "en"])
titles = st.one_of(
    st.lists(_ANY, min_size=1, max_size=40).map(" ".join),
    st.lists(_ANY, min_size=1, max_size=40).map("".join),
    st.text(max_size=80),
)
