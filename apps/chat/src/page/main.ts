import { ws } from '@net/transport-ws';
import { ChatClient } from '../chat-client.ts';
import { element } from './elements.ts';
import { PageView } from './page-view.ts';
import { TypingNotifier } from '../typing-notifier.ts';

const join = element('join', HTMLFormElement);
const name = element('name', HTMLInputElement);
const room = element('room', HTMLInputElement);
const say = element('say', HTMLFormElement);
const text = element('text', HTMLInputElement);
const refusal = element('refusal', HTMLElement);

name.value = localStorage.getItem('name') ?? '';
const wanted = decodeURIComponent(location.hash.slice(1));
if (wanted !== '') room.value = wanted;

join.addEventListener('submit', (event) => {
  event.preventDefault();
  void enter(name.value.trim(), room.value.trim());
});

async function enter(myName: string, roomName: string): Promise<void> {
  refusal.textContent = '';
  const address = `${location.protocol.replace('http', 'ws')}//${location.host}/chat`;
  const view = new PageView(myName);
  const client = new ChatClient(
    { address, transports: [ws()], name: myName, room: roomName },
    view,
  );
  try {
    await client.ready();
    localStorage.setItem('name', myName);
    location.hash = encodeURIComponent(roomName);
    talk(client);
  } catch (error) {
    refusal.textContent = error instanceof Error ? error.message : String(error);
    await client.close();
  }
}

function talk(client: ChatClient): void {
  const notifier = new TypingNotifier((isTyping) => client.typing(isTyping));
  text.addEventListener('input', () => notifier.onInput(text.value));
  say.addEventListener('submit', (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (words === '') return;
    text.value = '';
    notifier.onInput('');
    client.say(words).catch(() => giveBack(words));
  });
}

/** What could not be said is not lost. */
function giveBack(words: string): void {
  if (text.value === '') text.value = words;
}
