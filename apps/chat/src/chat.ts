import { ReplyError, Router, type Server, type Session, sessionKey } from '@net/core';
import {
  Heard,
  Join,
  type Joined,
  Missed,
  Present,
  type Said,
  Say,
  Typing,
  Writing,
} from './contract.ts';
import { type Member, Room } from './room.ts';

/** Told of everything that is said, for those who listen in another way. */
export type OnSaid = (room: string, said: Said) => void;

/** All rooms, and what sessions may do in them. */
export class Chat {
  /** For `serve`. */
  readonly router: Router;
  readonly #rooms = new Map<string, Room<string>>();
  readonly #place = sessionKey<{ readonly room: Room<string>; readonly member: Member<string> }>();
  readonly #onSaid: OnSaid;
  #server: Server | undefined;

  constructor(onSaid: OnSaid = () => {}) {
    this.#onSaid = onSaid;
    this.router = new Router()
      .handle(Join, ({ name, room, clientId }, session) =>
        this.#join(session, room, { id: session.id, name, clientId }),
      )
      .handle(Say, ({ text, key }, session) => this.#say(session, text, key))
      .handle(Missed, ({ after }, session) => this.#placeOf(session).room.after(after))
      .handle(Typing, ({ isTyping }, session) => this.#type(session, isTyping));
  }

  /** The server whose sessions are in the rooms. */
  attach(server: Server): void {
    this.#server = server;
  }

  /** Say something in a room without being in it. */
  announce(name: string, roomName: string, text: string): void {
    const room = this.#room(roomName);
    const said = room.say(name, text, crypto.randomUUID(), Date.now());
    if (typeof said === 'object') this.#tell(room, said);
  }

  #join(session: Session, roomName: string, member: Member<string>): Joined {
    const place = this.#place.get(session);
    // The answer to a first request may be lost on its way.
    if (place?.room.name === roomName) return view(place.room);
    if (place !== undefined) throw new ReplyError('ALREADY_IN', 'one session is in one room');
    const room = this.#room(roomName);
    const former = room.join(member);
    if (former !== undefined) this.#server?.session(former)?.abort();
    this.#place.set(session, { room, member });
    this.#group(room)?.add(session);
    void session.closed.then(() => this.#leave(room, session));
    this.#group(room)?.send(Present, { members: room.names }, session);
    return view(room);
  }

  #leave(room: Room<string>, session: Session): void {
    if (!room.leave(session.id)) return;
    this.#group(room)?.send(Present, { members: room.names });
  }

  #say(session: Session, text: string, key: string): { number: number } {
    const { room, member } = this.#placeOf(session);
    const said = room.say(member.name, text, `${member.clientId} ${key}`, Date.now());
    if (typeof said === 'number') return { number: said };
    this.#tell(room, said);
    return { number: said.number };
  }

  #type(session: Session, isTyping: boolean): void {
    const { room, member } = this.#placeOf(session);
    this.#group(room)?.send(Writing, { name: member.name, isTyping }, session);
  }

  #tell(room: Room<string>, said: Said): void {
    this.#group(room)?.send(Heard, said);
    this.#onSaid(room.name, said);
  }

  #placeOf(session: Session) {
    const place = this.#place.get(session);
    if (place === undefined) throw new ReplyError('NOT_IN', 'join a room first');
    return place;
  }

  /** Rooms stay when all have left, so that who comes back finds what was said; but only so many. */
  #room(name: string): Room<string> {
    const known = this.#rooms.get(name);
    if (known !== undefined) return known;
    if (this.#rooms.size >= MAX_ROOMS) this.#forgetEmpty();
    if (this.#rooms.size >= MAX_ROOMS) throw new ReplyError('TOO_MANY_ROOMS', 'no more rooms');
    const room = new Room<string>(name, crypto.randomUUID());
    this.#rooms.set(name, room);
    return room;
  }

  #forgetEmpty(): void {
    for (const [name, room] of this.#rooms) if (room.isEmpty) this.#rooms.delete(name);
  }

  #group(room: Room<string>) {
    return this.#server?.group(`room ${room.name}`);
  }
}

/** What one sees on coming in. */
function view(room: Room<string>): Joined {
  return { room: room.name, members: room.names, history: [...room.history], epoch: room.epoch };
}

const MAX_ROOMS = 1000;
