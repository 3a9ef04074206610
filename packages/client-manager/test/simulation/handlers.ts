import { type Message, ReplyError, Router, type Session } from '@net/core';
import type { Random } from '@net/testing';
import type { CallName, Letter } from './letters.ts';
import type { World } from './world.ts';

/** What a handler does once its letter was noted. */
type Act = (letter: Letter, session: Session) => Letter | Promise<Letter>;

/** The server's handlers: prompt, late, failing, asking back, and those that never finish. */
export function serverRouter(world: World): Router {
  const { types, configuration, occupancy } = world;
  const { concurrency } = configuration;
  const random = world.random('handlers');
  const router = new Router();
  for (const [name, act] of Object.entries(acts(world, random))) {
    // The keys of `acts` are those of its type.
    const type = types.calls[name as CallName];
    router.handle(
      type,
      (letter, session, message) => {
        note(world, letter, session);
        return occupancy.run(session, message, concurrency, () => act(letter, session));
      },
      { concurrency },
    );
  }
  return router.handle(types.say, listener(world, random));
}

/** A client's handlers. */
export function clientRouter(world: World): Router {
  const { types, configuration, occupancy } = world;
  const { concurrency } = configuration;
  const random = world.random('client handlers');
  return new Router().handle(types.tell, listener(world, random)).handle(
    types.ask,
    (letter, session, message) => {
      note(world, letter, session);
      return occupancy.run(session, message, concurrency, () => respond(world, random, letter));
    },
    { concurrency },
  );
}

function acts(world: World, random: Random): Record<Exclude<CallName, 'unknown'>, Act> {
  const { limits } = world.configuration;
  const tooLongMs = 1.5 * (limits.handlerTimeoutMs || 2000);
  return {
    echo: (letter) => letter,
    later: (letter) => world.pause(random.below(200)).then(() => letter),
    refuse: (letter) => refuse(letter, random.chance(0.5)),
    break: () => {
      throw new Error('broken on purpose');
    },
    slow: (letter) => world.pause(tooLongMs).then(() => letter),
    never: () => new Promise(() => {}),
    back: async (letter, session) => {
      // By then its session may have stopped reading.
      await world.pause(1 + random.below(20));
      return askBack(world, letter, session);
    },
  };
}

function note(world: World, letter: Letter, session: Session): void {
  world.ledger.deliver(letter, world.watch.use(session, 'a letter'));
}

/** Takes what is not answered, at once or for a while. */
function listener(
  world: World,
  random: Random,
): (letter: Letter, session: Session, message: Message) => Promise<void> | undefined {
  return (letter, session, message) => {
    note(world, letter, session);
    return world.occupancy.run(session, message, 1, () =>
      random.chance(0.2) ? world.pause(random.below(30)) : undefined,
    );
  };
}

function respond(world: World, random: Random, letter: Letter): Letter | Promise<Letter> {
  return random.chance(0.5) ? letter : world.pause(random.below(50)).then(() => letter);
}

function refuse(letter: Letter, isLate: boolean): Promise<Letter> {
  const error = new ReplyError('SIM_REFUSED', `no to ${letter.id}`);
  if (isLate) return Promise.reject(error);
  throw error;
}

/** The answer waits for an answer from the one who asks. */
async function askBack(world: World, letter: Letter, session: Session): Promise<Letter> {
  const timeoutMs = 300;
  const dueAtMs = world.clock.now() + timeoutMs + LATE_MS;
  const number = world.watch.number(session);
  const question = world.ledger.ask({ session: number, fill: 1, dueAtMs });
  try {
    world.ledger.answer(question, await session.request(world.types.ask, question, { timeoutMs }));
  } catch (error) {
    world.ledger.reject(question, error);
    throw error;
  }
  return letter;
}

/** A tick of the timers, and what a step of the simulation rounds up. */
export const LATE_MS = 55;
