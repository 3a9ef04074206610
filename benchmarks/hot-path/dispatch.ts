import { Message, MessageKind, raw, Router, call } from '@net/core';
import { BODY, type Work } from './work.ts';

/** The router alone: find a route, and run it through its middleware. */
export function routerWork(): Work[] {
  const Echo = call(1, raw(), raw());
  const bare = new Router().handle(Echo, (body) => body);
  const layered = new Router()
    .use((next) => (message, session) => next(message, session))
    .use((next) => (message, session) => next(message, session))
    .handle(Echo, (body) => body);
  return [work('router: find and run', bare), work('router: find and run, two layers', layered)];
}

function work(name: string, router: Router): Work {
  const message = new Message(MessageKind.Request, 1, 7, BODY);
  // The handlers here do not look at their session.
  const session = Object.create(null);
  const run = (): void => {
    for (let count = 0; count < MESSAGES; count++) router.find(message.type)?.run(message, session);
  };
  return { name, messages: MESSAGES, run };
}

const MESSAGES = 1000;
