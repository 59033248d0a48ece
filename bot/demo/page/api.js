// The people's side over HTTP. A refusal is an Error whose message is the server's sentence.
async function ask(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

const post = (path, body) => ask(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

export const people = () => ask("/api/people");
export const chats = (me) => ask(`/api/chats?as=${me}`);
export const messages = (chat, me) => ask(`/api/chats/${chat}/messages?as=${me}`);
export const commands = (chat, me) => ask(`/api/chats/${chat}/commands?as=${me}`);
export const markRead = (chat, me) => post(`/api/chats/${chat}/read`, { from: me });
export const say = (chat, me, text, reply) =>
  post(`/api/chats/${chat}/messages`, { from: me, text, reply_to: reply });
export const press = (chat, me, message, data) =>
  post(`/api/chats/${chat}/press`, { from: me, message_id: message, data });
export const block = (chat, me, on) => post(`/api/chats/${chat}/${on ? "block" : "unblock"}`, { from: me });
export const clock = () => ask("/api/clock");
export const pushClock = (body) => post("/api/clock", body);
export const fileAddress = (media) => `/api/files/${media.file_unique_id}`;

export function sendFile(chat, me, file, { caption, reply }) {
  const form = new FormData();
  form.append("from", me);
  if (caption) form.append("caption", caption);
  if (reply) form.append("reply_to", reply);
  form.append(kindOf(file.type), file);
  return ask(`/api/chats/${chat}/messages`, { method: "POST", body: form });
}

function kindOf(type) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return "photo";
  if (/^audio\/(ogg|webm|opus)/.test(type)) return "voice";
  return type.startsWith("audio/") ? "audio" : "document";
}

// Call back for each event; `returned` runs when a lost connection is back, as news was missed.
export function listen({ heard, lost, returned }) {
  const source = new EventSource("/api/events");
  let broken = false;
  source.onmessage = (event) => heard(JSON.parse(event.data));
  source.onerror = () => { broken = true; lost(); };
  source.onopen = () => { if (broken) returned(); broken = false; };
}
