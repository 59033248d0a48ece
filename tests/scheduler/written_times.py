"""A local time written out in each form that is read back."""

NUMERALS = "〇一二三四五六七八九"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
UG_MONTHS = [
    "يانۋار",
    "فېۋرال",
    "مارت",
    "ئاپرېل",
    "ماي",
    "ئىيۇن",
    "ئىيۇل",
    "ئاۋغۇست",
    "سېنتەبىر",
    "ئۆكتەبىر",
    "نويابىر",
    "دېكابىر",
]


def in_chinese(n):
    tens, ones = divmod(n, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return ten + (NUMERALS[ones] if ones or not tens else "")


def chinese_part(hour):
    return "凌晨" if hour < 5 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"


FORMS = [
    lambda d: f"{d:%Y-%m-%d %H:%M}",
    lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year} {d:%H:%M}",
    lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year} {d.hour % 12 or 12}:{d.minute:02} {'pm' if d.hour > 11 else 'am'}",
    lambda d: f"{d.year}年{d.month}月{d.day}日{d.hour}:{d.minute:02}",
    lambda d: f"{d.year}年{in_chinese(d.month)}月{in_chinese(d.day)}日{chinese_part(d.hour)}{in_chinese(d.hour % 12 or 12)}点{in_chinese(d.minute)}分",
    lambda d: f"{d.year}-يىلى {d.day}-{UG_MONTHS[d.month - 1]} سائەت {d:%H:%M} دە",
    lambda d: f"{d.year}-يىلى {d.month}-ئاينىڭ {d.day}-كۈنى {d:%H:%M}",
    lambda d: f"{d:%Y-%m-%d %H:%M}".translate({ord("0") + n: 0x660 + n for n in range(10)}),
    lambda d: f"{d:%Y-%m-%d %H:%M}".translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
]  # fmt: skip
