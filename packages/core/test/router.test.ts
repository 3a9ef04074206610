import { describe, expect, it } from '@jest/globals';
import { call, type Codec, message, raw } from '../src/codec.ts';
import { NetError } from '../src/errors.ts';
import { Message, MessageKind } from '../src/message.ts';
import { type Handler, type Middleware, Router } from '../src/router.ts';
import { bytesOf } from './hex.ts';
import { standInSession } from './stand-in.ts';

const text: Codec<string> = {
  encode: (value, out) => out.writeUtf8(value),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes),
};
const Echo = call(1, text, text);
const Say = message(101, text);
const session = standInSession();

describe('Router', () => {
  it('finds nothing for a type that has no handler', () => {
    expect(new Router().find(1)).toBeUndefined();
    expect([...new Router().types]).toEqual([]);
  });

  it('hands the decoded value, the session and the message to the handler', () => {
    const seen: unknown[] = [];
    const router = new Router().handle(Say, (...args) => seen.push(...args));
    const received = push(101, 'hi');
    router.find(101)?.run(received, session);
    expect(seen[0]).toBe('hi');
    expect(seen[1]).toBe(session);
    expect(seen[2]).toBe(received);
  });

  it('returns what the handler returns', () => {
    const router = new Router().handle(Echo, (value) => `${value}!`);
    expect(router.find(1)?.run(push(1, 'hi'), session)).toBe('hi!');
  });

  it('knows the codec of an answer, and that a message has none', () => {
    const router = new Router().handle(Echo, (value) => value).handle(Say, () => {});
    expect(router.find(1)?.reply).toBe(text);
    expect(router.find(101)?.reply).toBeUndefined();
    expect([...router.types]).toEqual([1, 101]);
  });

  it('refuses a second handler for a type', () => {
    const router = new Router().handle(Echo, (value) => value);
    expect(() => router.handle(message(1, raw()), () => {})).toThrow(
      new TypeError('message type 1 has a handler already'),
    );
  });

  it('does not call the handler when the body cannot be decoded', () => {
    const seen: string[] = [];
    const router = new Router().handle(Say, (value) => seen.push(value));
    const broken = new Message(MessageKind.Push, 101, 0, bytesOf('ff')); // no UTF-8
    const error = thrownBy(() => router.find(101)?.run(broken, session));
    expect(error).toBeInstanceOf(NetError);
    expect(error).toMatchObject({
      code: 'BAD_MESSAGE',
      message: 'a message of type 101 cannot be decoded',
      cause: expect.any(TypeError),
    });
    expect(seen).toEqual([]);
  });

  it('lets an error of the handler through as it is', () => {
    const failure = new Error('mine');
    const router = new Router().handle(Say, () => {
      throw failure;
    });
    expect(thrownBy(() => router.find(101)?.run(push(101, ''), session))).toBe(failure);
  });

  it('runs one handler of a route at a time unless told otherwise', () => {
    const router = new Router()
      .handle(Echo, (value) => value)
      .handle(Say, () => {}, { concurrency: 8 });
    expect(router.find(1)?.concurrency).toBe(1);
    expect(router.find(101)?.concurrency).toBe(8);
  });

  it('refuses a concurrency that is no whole number above 0', () => {
    for (const concurrency of [0, -1, 1.5, NaN, Infinity]) {
      expect(() => new Router().handle(Say, () => {}, { concurrency })).toThrow(
        new TypeError(`concurrency is a whole number above 0, got ${concurrency}`),
      );
    }
  });

  it('gives what no route takes to the fallback, undecoded', () => {
    const seen: Message[] = [];
    const router = new Router()
      .handle(Echo, (value) => value)
      .fallback((received) => seen.push(received));
    const unknown = new Message(MessageKind.Push, 7, 0, bytesOf('ff'));
    router.find(7)?.run(unknown, session);
    router.find(1)?.run(push(1, 'hi'), session);
    expect(seen).toEqual([unknown]);
    expect([...router.types]).toEqual([1]);
  });

  it('answers with the bytes that the fallback returns', () => {
    const route = new Router().fallback((received) => received.body).find(9);
    expect(route?.reply?.decode(bytesOf('01'))).toEqual(bytesOf('01'));
  });

  it('refuses a second fallback', () => {
    const router = new Router().fallback(() => {});
    expect(() => router.fallback(() => {})).toThrow(new TypeError('there is a fallback already'));
  });
});

describe('Router with middleware', () => {
  it('runs the first layer outermost', () => {
    const order: string[] = [];
    const layer =
      (name: string): Middleware =>
      (next) =>
      (received, from) => {
        order.push(`${name} in`);
        const result = next(received, from);
        order.push(`${name} out`);
        return result;
      };
    const router = new Router()
      .use(layer('a'))
      .use(layer('b'))
      .handle(Say, () => order.push('handler'));
    router.find(101)?.run(push(101, ''), session);
    expect(order).toEqual(['a in', 'b in', 'handler', 'b out', 'a out']);
  });

  it('wraps only handlers that are added later', () => {
    const router = new Router()
      .handle(Echo, (value) => value)
      .use(() => () => 'from the layer')
      .handle(Say, () => 'from the handler');
    expect(router.find(1)?.run(push(1, 'hi'), session)).toBe('hi');
    expect(router.find(101)?.run(push(101, 'hi'), session)).toBe('from the layer');
  });

  it('wraps the fallback too', () => {
    const router = new Router().use(() => () => 'from the layer').fallback(() => 'no');
    expect(router.find(7)?.run(push(7, ''), session)).toBe('from the layer');
  });

  it('wraps once, not per message', () => {
    let wraps = 0;
    const counted: Middleware = (next: Handler) => {
      wraps += 1;
      return next;
    };
    const route = new Router()
      .use(counted)
      .handle(Say, () => {})
      .find(101);
    route?.run(push(101, ''), session);
    route?.run(push(101, ''), session);
    expect(wraps).toBe(1);
  });

  it('lets a layer refuse a message before its body is decoded', () => {
    const router = new Router().use(refuse).handle(Say, () => {});
    const broken = new Message(MessageKind.Push, 101, 0, bytesOf('ff'));
    expect(thrownBy(() => router.find(101)?.run(broken, session))).toMatchObject({
      code: 'OVERLOADED',
    });
  });
});

function push(type: number, body: string): Message {
  return new Message(MessageKind.Push, type, 0, Buffer.from(body));
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

function refuse(): Handler {
  return () => {
    throw new NetError('OVERLOADED', 'not now');
  };
}
