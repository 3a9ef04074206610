import { setImmediate } from 'node:timers/promises';
import type { ChatView } from '../../src/chat-client.ts';
import type { Said, TypingNotice } from '../../src/contract.ts';

/** A view that remembers what it was shown. */
export class Recorder implements ChatView {
  readonly name: string;
  readonly said: Said[] = [];
  readonly writing: TypingNotice[] = [];
  members: readonly string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  onState(): void {}

  onJoined({ members }: { readonly members: readonly string[] }): void {
    this.members = members;
  }

  onSaid(said: Said): void {
    this.said.push(said);
  }

  onPresent(members: readonly string[]): void {
    this.members = members;
  }

  onWriting(notice: TypingNotice): void {
    this.writing.push(notice);
  }

  /** What was said, once it is `count` things. */
  async texts(count: number): Promise<string[]> {
    await this.until(() => this.said.length >= count);
    return this.said.map(({ text }) => text);
  }

  /** Resolves once `condition` holds; the test's own time limit bounds it. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await setImmediate();
  }
}
