import type { ClientState } from '@net/client-manager';
import type { ChatView } from '../chat-client.ts';
import type { Joined, Said, TypingNotice } from '../contract.ts';

/** Shows a room as lines of text. */
export class TerminalView implements ChatView {
  readonly #write: (line: string) => void;
  #members: readonly string[] = [];

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  onState(state: ClientState): void {
    if (state.name === 'waiting') this.#note('the connection is lost, trying again');
  }

  onJoined({ room, members }: Joined): void {
    this.#members = members;
    this.#note(`in ${room} with ${members.join(', ')}`);
  }

  onSaid({ name, text, at }: Said): void {
    const time = new Date(at).toTimeString().slice(0, 5);
    this.#write(`${time} ${printable(name)}: ${printable(text)}`);
  }

  onPresent(members: readonly string[]): void {
    for (const name of members) if (!this.#members.includes(name)) this.#note(`${name} came in`);
    for (const name of this.#members) if (!members.includes(name)) this.#note(`${name} has left`);
    this.#members = members;
  }

  onWriting(_notice: TypingNotice): void {
    // A line would stay after it has stopped being true.
  }

  #note(text: string): void {
    this.#write(`* ${printable(text)}`);
  }
}

/** A peer's text must not move the cursor or change the colours. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ');
}
