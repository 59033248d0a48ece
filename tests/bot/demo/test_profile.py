"""Command menus by scope and language, the bot's names, and what it may ask about chats."""

import pytest

from tests.bot.demo.conftest import Line

GROUP = -3001


async def offer(line: Line, name: str, **where: object) -> None:
    answer = await line.bot(
        "setMyCommands", commands=[{"command": name, "description": name}], **where
    )
    assert answer.result is True


async def seen(line: Line, person: int, chat: int) -> list[str]:
    _, body = await line.get(f"/api/chats/{chat}/commands?as={person}")
    return [each["command"] for each in body["commands"]]


async def test_the_narrowest_scope_wins_and_in_it_the_own_language(met: Line):
    assert await seen(met, 2003, 2003) == []
    await offer(met, "default")
    assert await seen(met, 2003, 2003) == ["default"]
    await offer(met, "english", language_code="en")
    assert await seen(met, 2003, 2003) == ["english"]
    assert await seen(met, 2001, 2001) == ["default"]
    await offer(met, "private", scope={"type": "all_private_chats"})
    assert await seen(met, 2003, 2003) == ["private"]
    await offer(met, "mine", scope={"type": "chat", "chat_id": 2003})
    assert await seen(met, 2003, 2003) == ["mine"]
    await met.bot("deleteMyCommands", scope={"type": "chat", "chat_id": 2003})
    assert await seen(met, 2003, 2003) == ["private"]


async def test_chinese_people_get_the_chinese_menu(line: Line):
    await offer(line, "plain")
    await offer(line, "zh", language_code="zh")

    assert await seen(line, 1001, 1001) == ["zh"]
    assert (await line.bot("getMyCommands", language_code="ug")).result == []


async def test_a_group_has_its_own_menus_and_its_owner_another(line: Line):
    await offer(line, "groups", scope={"type": "all_group_chats"})
    await offer(line, "owners", scope={"type": "all_chat_administrators"})
    assert await seen(line, 2002, GROUP) == ["groups"]
    assert await seen(line, 2001, GROUP) == ["owners"]
    await offer(line, "here", scope={"type": "chat", "chat_id": GROUP})
    assert await seen(line, 2002, GROUP) == ["here"]
    await offer(line, "child", scope={"type": "chat_member", "chat_id": GROUP, "user_id": 2002})
    assert await seen(line, 2002, GROUP) == ["child"]


@pytest.mark.parametrize(
    "params",
    [
        {"commands": [{"command": "Upper", "description": "x"}]},
        {"commands": [{"command": "a b", "description": "x"}]},
        {"commands": [{"command": "x" * 33, "description": "x"}]},
        {"commands": [{"command": "x", "description": ""}]},
        {"commands": [{"command": "x", "description": "x" * 257}]},
        {"commands": ["x"]},
        {"commands": [{"command": "x", "description": "x"}] * 101},
        {"scope": {"type": "somewhere"}},
        {"scope": {"type": "chat", "chat_id": 7}},
        {"scope": {"type": "chat_member", "chat_id": GROUP, "user_id": 1001}},
        {"language_code": "zh-hans"},
    ],
)
async def test_a_menu_telegram_would_refuse_is_refused(line: Line, params: dict):
    good = {"commands": [{"command": "x", "description": "x"}]}
    answer = await line.bot("setMyCommands", **{**good, **params})

    assert answer.status == 400


@pytest.mark.parametrize("field", ["Name", "Description", "ShortDescription"])
async def test_names_and_descriptions_are_kept_by_language(line: Line, field: str):
    key = {"Name": "name", "Description": "description"}.get(field, "short_description")
    await line.bot(f"setMy{field}", **{key: "general"})
    await line.bot(f"setMy{field}", **{key: "中文", "language_code": "zh"})

    for language, text in {"zh": "中文", "ug": "general", "": "general"}.items():
        assert (await line.bot(f"getMy{field}", language_code=language)).result == {key: text}
    assert (await line.bot(f"setMy{field}", **{key: "x" * 600})).status == 400


async def test_a_chat_tells_about_itself_and_its_people(met: Line):
    me = (await met.bot("getMe")).result["id"]
    group = (await met.bot("getChat", chat_id=GROUP)).result
    statuses = [
        (await met.bot("getChatMember", chat_id=GROUP, user_id=user)).result["status"]
        for user in (2001, 2002, 1001, me)
    ]

    assert group["type"] == "group"
    assert statuses == ["creator", "member", "left", "member"]
    assert (await met.bot("getChatMemberCount", chat_id=GROUP)).result == 3
    administrators = (await met.bot("getChatAdministrators", chat_id=GROUP)).result
    assert [each["user"]["id"] for each in administrators] == [2001]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("getChat", {"chat_id": 2001}),
        ("getChatMember", {"chat_id": 2003, "user_id": 5}),
        ("getChatMember", {"chat_id": 2003}),
        ("getChatAdministrators", {"chat_id": 2003}),
        ("leaveChat", {"chat_id": 2003}),
    ],
)
async def test_what_a_bot_may_not_know_or_do_is_refused(met: Line, method: str, params: dict):
    assert (await met.bot(method, **params)).status == 400


async def test_leaving_a_group_tells_the_bot_and_the_page(line: Line):
    assert (await line.bot("leaveChat", chat_id=GROUP)).result is True
    _, chat = await line.get(f"/api/chats/{GROUP}/messages?as=2001")

    assert chat["chat"]["standing"] == "left"
    assert chat["messages"][-1]["left_chat_member"]["is_bot"]
    assert (await line.updates())[0]["my_chat_member"]["new_chat_member"]["status"] == "left"


@pytest.mark.parametrize("method", ["logOut", "close"])
async def test_signing_off_is_answered(line: Line, method: str):
    assert (await line.bot(method)).result is True
