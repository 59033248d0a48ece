// The people's side over HTTP. A refusal is an Error whose message is the server's sentence.
async function call(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
}

const post = (path, body) => call(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

export const people = () => call("/api/people");
export const chats = (me) => call(`/api/chats?as=${me}`);
export const messages = (chat, me) => call(`/api/chats/${chat}/messages?as=${me}`);
export const commands = (chat, me) => call(`/api/chats/${chat}/commands?as=${me}`);
export const markRead = (chat, me) => post(`/api/chats/${chat}/read`, { from: me });
export const say = (chat, me, text, place) => post(`/api/chats/${chat}/messages`, { from: me, text, ...place });
export const ask = (chat, me, poll, place) => post(`/api/chats/${chat}/messages`, { from: me, poll, ...place });
export const vote = (chat, me, message, options) => post(`/api/chats/${chat}/vote`, { from: me, message_id: message, options });
export const promote = (chat, me, standing) => post(`/api/chats/${chat}/standing`, { from: me, standing });
export const press = (chat, me, message, data) =>
  post(`/api/chats/${chat}/press`, { from: me, message_id: message, data });
export const block = (chat, me, on) => post(`/api/chats/${chat}/${on ? "block" : "unblock"}`, { from: me });
export const clock = () => call("/api/clock");
export const pushClock = (body) => post("/api/clock", body);
export const fileAddress = (media) => `/api/files/${media.file_unique_id}`;

// One file, or several of one kind as an album.
export function sendFiles(chat, me, files, { caption, ...place }) {
  const form = new FormData();
  form.append("from", me);
  for (const [name, value] of Object.entries({ caption, ...place })) if (value) form.append(name, value);
  for (const file of files) form.append(kindOf(file.type), file);
  return call(`/api/chats/${chat}/messages`, { method: "POST", body: form });
}

// Photos and videos go together, ten at most; anything else goes by itself.
export function albums(files) {
  const seen = files.filter((file) => ["photo", "video"].includes(kindOf(file.type)));
  const rest = files.filter((file) => !seen.includes(file)).map((file) => [file]);
  const parts = Array.from({ length: Math.ceil(seen.length / 10) }, (_, at) => seen.slice(at * 10, at * 10 + 10));
  return [...parts, ...rest];
}

function kindOf(type) {
  if (/^image\/(png|jpeg|gif|webp)$/.test(type)) return "photo";
  if (/^audio\/(ogg|webm|opus)/.test(type)) return "voice";
  if (/^video\/(mp4|webm|quicktime)/.test(type)) return "video";
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
