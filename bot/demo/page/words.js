// The page's own words, in the language of the person being played.
// zh and ug are `drafted`: no native speaker has checked them yet.
const WORDS = {
  en: {
    playAs: "You are", people: "Play as", chats: "Chats", clock: "Demo clock",
    editor: "editor", approver: "approver", parent: "parent", child: "child", neighbour: "neighbour",
    urumqi: "Ürümqi", beijing: "Beijing", plusHour: "+1 h", nextMorning: "Next morning",
    write: "Message", send: "Send", attach: "Attach a file", commands: "Commands", menu: "More",
    messages: "Messages", start: "Start", startHint: "Press Start to begin the conversation.",
    block: "Block the bot", unblock: "Unblock the bot", removeBot: "Remove the bot from this group",
    addBot: "Add the bot to this group", edited: "edited", typing: "typing…", photo: "Photo",
    voice: "Voice message", audio: "Audio", document: "File", noAnswer: "The bot has not answered yet.",
    ok: "OK", reply: "Reply", cancel: "Cancel", offline: "Connection lost, trying again…",
    unfold: "Show all", copied: "Copied", noCommands: "No commands here.", unread: "unread",
    bot: "bot", onlyInline: "This button works only in Telegram.", left: "The bot left the group.",
    joined: "The bot joined the group.", failed: "That did not work.", hidden: "Hidden text",
    video: "Video", poll: "Poll", attachFile: "Photos, video or file", askPoll: "Ask in a poll",
    question: "Question", answer: "Answer", severalAnswers: "several answers", anonymousPoll: "Anonymous poll",
    openPoll: "Open poll", quiz: "Quiz", pollClosed: "Closed poll", oneVote: "1 vote", votes: "{n} votes",
    channel: "channel", topic: "Topic", general: "General", closed: "closed", forwarded: "Forwarded from",
    readOnly: "Only administrators post in this channel.", nothingYet: "No posts yet.",
    removeFromChannel: "Remove the bot from this channel", addToChannel: "Add the bot to this channel",
    promote: "Make the bot an administrator", demote: "Take the bot's rights away",
  },
  zh: { // drafted
    playAs: "你现在是", people: "扮演", chats: "对话", clock: "演示时钟",
    editor: "编辑", approver: "审核人", parent: "家长", child: "孩子", neighbour: "邻居",
    urumqi: "乌鲁木齐时间", beijing: "北京时间", plusHour: "＋1 小时", nextMorning: "到明早",
    write: "写消息", send: "发送", attach: "添加文件", commands: "命令", menu: "更多",
    messages: "消息", start: "开始", startHint: "点“开始”进入对话。",
    block: "屏蔽机器人", unblock: "取消屏蔽", removeBot: "把机器人移出群", addBot: "把机器人加入群",
    edited: "已修改", typing: "正在输入…", photo: "图片", voice: "语音", audio: "音频", document: "文件",
    noAnswer: "机器人还没有回应。", ok: "好", reply: "回复", cancel: "取消",
    offline: "连接中断，正在重试…", unfold: "展开", copied: "已复制", noCommands: "这里没有命令。",
    unread: "未读", bot: "机器人", onlyInline: "这个按钮只能在 Telegram 里使用。",
    left: "机器人离开了群。", joined: "机器人加入了群。", failed: "没有成功。", hidden: "隐藏文字",
    video: "视频", poll: "投票", attachFile: "图片、视频或文件", askPoll: "发起投票",
    question: "问题", answer: "选项", severalAnswers: "可多选", anonymousPoll: "匿名投票",
    openPoll: "公开投票", quiz: "测验", pollClosed: "投票已结束", oneVote: "1 票", votes: "{n} 票",
    channel: "频道", topic: "话题", general: "综合", closed: "已关闭", forwarded: "转发自",
    readOnly: "只有管理员可以在这个频道发消息。", nothingYet: "还没有内容。",
    removeFromChannel: "把机器人移出频道", addToChannel: "把机器人加入频道",
    promote: "设机器人为管理员", demote: "取消机器人的权限",
  },
  ug: { // drafted
    playAs: "سىز", people: "كىم بولىسىز؟", chats: "سۆھبەتلەر", clock: "سىناق سائىتى",
    editor: "تەھرىر", approver: "تەستىقلىغۇچى", parent: "ئاتا-ئانا", child: "بالا", neighbour: "قوشنا",
    urumqi: "ئۈرۈمچى", beijing: "بېيجىڭ", plusHour: "+1 سائەت", nextMorning: "ئەتە ئەتىگەن",
    write: "ئۇچۇر يېزىڭ", send: "يوللاش", attach: "ھۆججەت قوشۇش", commands: "بۇيرۇقلار", menu: "تېخىمۇ كۆپ",
    messages: "ئۇچۇرلار", start: "باشلاش", startHint: "سۆھبەتنى باشلاش ئۈچۈن «باشلاش» نى بېسىڭ.",
    block: "بوتنى توسۇش", unblock: "توسۇشنى بىكار قىلىش", removeBot: "بوتنى گۇرۇپپىدىن چىقىرىش",
    addBot: "بوتنى گۇرۇپپىغا قوشۇش", edited: "تەھرىرلەندى", typing: "يېزىۋاتىدۇ…", photo: "رەسىم",
    voice: "ئاۋازلىق ئۇچۇر", audio: "ئاۋاز", document: "ھۆججەت", noAnswer: "بوت تېخى جاۋاب بەرمىدى.",
    ok: "بولىدۇ", reply: "جاۋاب بېرىش", cancel: "بىكار قىلىش", offline: "ئۇلىنىش ئۈزۈلدى، قايتا سىناۋاتىدۇ…",
    unfold: "ھەممىسىنى كۆرسىتىش", copied: "كۆچۈرۈلدى", noCommands: "بۇ يەردە بۇيرۇق يوق.", unread: "ئوقۇلمىغان",
    bot: "بوت", onlyInline: "بۇ كۇنۇپكا پەقەت تېلېگرامدىلا ئىشلەيدۇ.", left: "بوت گۇرۇپپىدىن چىقتى.",
    joined: "بوت گۇرۇپپىغا قوشۇلدى.", failed: "بولمىدى.", hidden: "يوشۇرۇن تېكىست",
    video: "سىن", poll: "راي سىناش", attachFile: "رەسىم، سىن ياكى ھۆججەت", askPoll: "راي سىناش",
    question: "سوئال", answer: "جاۋاب", severalAnswers: "بىر قانچىسىنى تاللاشقا بولىدۇ", anonymousPoll: "نامسىز راي سىناش",
    openPoll: "ئوچۇق راي سىناش", quiz: "سىناق سوئالى", pollClosed: "راي سىناش ئاخىرلاشتى", oneVote: "1 ئاۋاز", votes: "{n} ئاۋاز",
    channel: "قانال", topic: "تېما", general: "ئومۇمىي", closed: "تاقالغان", forwarded: "مەنبەسى",
    readOnly: "بۇ قانالغا پەقەت باشقۇرغۇچىلارلا يازالايدۇ.", nothingYet: "تېخى ھېچنېمە يوق.",
    removeFromChannel: "بوتنى قانالدىن چىقىرىش", addToChannel: "بوتنى قانالغا قوشۇش",
    promote: "بوتنى باشقۇرغۇچى قىلىش", demote: "بوتنىڭ ھوقۇقىنى ئېلىۋېتىش",
  },
};

// Where a direction of its own would not move the words to another side.
const CENTRED = new Set(["BUTTON", "P"]);

let language = "en";

export const word = (key) => WORDS[language][key] ?? WORDS.en[key] ?? key;
export const spoken = () => ({ en: "en-GB", zh: "zh-CN", ug: "ug" })[language];

// Put every marked word of the page into the person's language.
export function speak(code) {
  language = code.split("-")[0] in WORDS ? code.split("-")[0] : "en";
  document.documentElement.lang = spoken();
  document.getElementById("pane").dir = language === "ug" ? "rtl" : "ltr";
  for (const each of document.querySelectorAll("[data-word]")) {
    each.textContent = word(each.dataset.word);
    if (CENTRED.has(each.tagName)) each.dir = "auto";
  }
  for (const each of document.querySelectorAll("[data-label]")) {
    each.setAttribute("aria-label", word(each.dataset.label));
    each.title = each.id === "log" || each.id === "text" ? "" : word(each.dataset.label);
  }
  for (const each of document.querySelectorAll("[data-hint]")) each.placeholder = word(each.dataset.hint);
}
