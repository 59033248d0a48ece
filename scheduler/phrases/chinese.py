"""
Chinese words for times: kind, word, value.

Weekdays are here as 周一 alone: the spelling makes 星期一 and 礼拜一 so.
"""

from datetime import timedelta
from typing import Any

from scheduler.phrases.said import (
    AFTERNOON,
    EVENING,
    FORENOON,
    MORNING,
    NIGHT,
    NOON,
    SMALL_HOURS,
)
from scheduler.repeats import WORKING_DAYS, Daily

WORDS: dict[str, dict[str, Any]] = {
    "weekday": {f"周{word}": n for n, word in enumerate("一二三四五六日")},
    "day": {
        "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3,
    },
    "daypart": {
        **dict.fromkeys(("今早", "今早上"), (0, MORNING)),
        **dict.fromkeys(("今晚", "今晚上"), (0, EVENING)),
        **dict.fromkeys(("明早", "明早上"), (1, MORNING)),
        **dict.fromkeys(("明晚", "明晚上"), (1, EVENING)),
    },
    "part": {
        "凌晨": SMALL_HOURS,
        **dict.fromkeys(("早上", "早晨", "清晨", "清早"), MORNING),
        "上午": FORENOON,
        **dict.fromkeys(("中午", "正午"), NOON),
        **dict.fromkeys(("下午", "午后"), AFTERNOON),
        **dict.fromkeys(("傍晚", "晚上", "晚间"), EVENING),
        **dict.fromkeys(("夜里", "夜间"), NIGHT),
    },
    "midnight": {"午夜": None},
    "hour": dict.fromkeys(("点", "点钟", "点整", "时", "时整")),
    "minute": {"分": None},
    "fraction": {"半": 30, "一刻": 15, "一刻钟": 15, "三刻": 45},
    "next": dict.fromkeys(("下", "下个"), 1),
    "this": dict.fromkeys(("本", "这", "这个"), 0),
    "unit": {
        "分钟": timedelta(minutes=1),
        **dict.fromkeys(("小时", "个小时", "个钟头"), timedelta(hours=1)),
        "天": timedelta(days=1),
        **dict.fromkeys(("周", "个星期", "星期", "个礼拜"), timedelta(weeks=1)),
    },
    "span": {"半小时": timedelta(minutes=30), "半个小时": timedelta(minutes=30)},
    "later": dict.fromkeys(("后", "以后", "之后")),
    "every": dict.fromkeys(("每", "每个", "每逢")),
    "repeats": {
        **dict.fromkeys(("每天", "每日", "天天"), Daily()),
        **dict.fromkeys(("工作日", "每个工作日", "每逢工作日"), WORKING_DAYS),
    },
    "monthly": dict.fromkeys(("每月", "每个月")),
    "last": dict.fromkeys(("最后一个", "最后1个", "最后")),
    "lastday": {"最后一天": None},
    "from": {"从": None, "自": None},
    "until": dict.fromkeys(("到", "至", "直到", "直至", "截至", "截止到")),
    "times": {"次": None},
    "skip": dict.fromkeys(("的", "在", "于", "和", "及", "与", "共", "一共", "总共", "为止", "止")),
}  # fmt: skip
