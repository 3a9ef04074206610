import { ReplyError } from '@net/core';
import type { Said } from './contract.ts';

/** Somebody in a room. */
export interface Member<Id> {
  readonly id: Id;
  readonly name: string;
  readonly clientId: string;
}

/** Who is in a room and what was said there. Pure: it is told the time, and sends nothing itself. */
export class Room<Id> {
  readonly name: string;
  /** Tells it from an earlier room of the same name, whose numbers began anew. */
  readonly epoch: string;
  readonly #members = new Map<Id, Member<Id>>();
  readonly #history: Said[] = [];
  /** What was said under which key lately: whoever repeats it gets the same answer. */
  readonly #numbers = new Map<string, number>();
  #count = 0;

  constructor(name: string, epoch: string) {
    this.name = name;
    this.epoch = epoch;
  }

  /** The names of those in it, in the order they came. */
  get names(): string[] {
    return [...this.#members.values()].map((member) => member.name);
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  /** The last hundred things that were said. */
  get history(): readonly Said[] {
    return this.#history;
  }

  /** What was said after `number`, as far as it is remembered. */
  after(number: number): Said[] {
    return this.#history.filter((said) => said.number > number);
  }

  /**
   * Come in.
   *
   * @returns the place that the same client had before, if it had one: it is out now.
   * @throws ReplyError `NAME_TAKEN`, `ROOM_FULL`
   */
  join(member: Member<Id>): Id | undefined {
    const others = [...this.#members.values()];
    const former = others.find(({ clientId }) => clientId === member.clientId);
    const same = others.find(({ name }) => name.toLowerCase() === member.name.toLowerCase());
    if (same !== undefined && same !== former) {
      throw new ReplyError('NAME_TAKEN', `somebody called ${member.name} is here already`);
    }
    if (others.length >= MAX_MEMBERS) throw new ReplyError('ROOM_FULL', 'the room is full');
    if (former !== undefined) this.#members.delete(former.id);
    this.#members.set(member.id, member);
    return former?.id;
  }

  /** Go out. @returns whether it was in */
  leave(id: Id): boolean {
    return this.#members.delete(id);
  }

  /** Say something. @returns what is new to the others, or the number under which it was said before */
  say(name: string, text: string, key: string, at: number): Said | number {
    const before = this.#numbers.get(key);
    if (before !== undefined) return before;
    const said = { number: ++this.#count, name, text, at };
    this.#history.push(said);
    if (this.#history.length > MAX_HISTORY) this.#history.shift();
    this.#remember(key, said.number);
    return said;
  }

  #remember(key: string, number: number): void {
    this.#numbers.set(key, number);
    if (this.#numbers.size <= MAX_HISTORY) return;
    const [oldest] = this.#numbers.keys();
    if (oldest !== undefined) this.#numbers.delete(oldest);
  }
}

const MAX_HISTORY = 100;
const MAX_MEMBERS = 200;
