import {
  checkAddress,
  kcpOptionsOf,
  protocolOf,
  readTlsFiles,
  transportsWith,
} from '@net/apps-shared';
import { type CloseInfo, connect, message, NetError, Router, type Session } from '@net/core';
import { schemeOf } from '@net/core/extend';
import { askAll } from './ask-all.ts';
import { askByMessage, askByRequest, type SendBody } from './asks.ts';
import { type Bodies, rawBodies, textBodies } from './bodies.ts';
import { ECHO_TYPE, Echoes } from './echoes.ts';
import { limitsFor } from './limits-for.ts';
import { measureGroup } from './measure-group.ts';
import type { Measurement } from './measurement.ts';
import type { ClientOptions } from './options.ts';
import type { Progress } from './progress-bar.ts';
import { sendAll } from './send-all.ts';

/**
 * Connects, sends all requests, then all one-way messages if there are to be any.
 *
 * @throws ProgramError for a file that cannot be read.
 * @throws NetError when there is no session, when it ends early, or for a body that is too large.
 */
export function runEchoClient(options: ClientOptions, progress: Progress): Promise<Measurement> {
  const { codec, body, group } = options;
  if (group.length > 0) return measureGroup(options, progress);
  if (codec === 'raw') return measure(options, rawBodies(body), progress);
  return measure(options, textBodies(codec, body), progress);
}

async function measure<T>(
  options: ClientOptions,
  bodies: Bodies<T>,
  progress: Progress,
): Promise<Measurement> {
  const echoes = new Echoes(bodies);
  const session = await open(options, bodies, echoes);
  try {
    const { count, timeout: timeoutMs, oneWay, connect = '' } = options;
    const send = sender(session, bodies, echoes);
    const ask = protocolOf(options.protocol).packets.features.correlation
      ? askByRequest(session, bodies, timeoutMs)
      : askByMessage(send, timeoutMs);
    const answers = await askAll(ask, options, progress);
    const drained = (): Promise<void> => session.drained();
    const sending = { count, timeoutMs, send, drained };
    const returns = oneWay ? await sendAll(sending, progress) : undefined;
    return { transport: schemeOf(connect), answers, returns };
  } finally {
    await session.close();
  }
}

async function open<T>(
  options: ClientOptions,
  { codec }: Bodies<T>,
  echoes: Echoes<T>,
): Promise<Session> {
  const protocol = protocolOf(options.protocol);
  const { connect: address = '' } = options;
  checkAddress(address, protocol);
  const router = new Router().handle(message(ECHO_TYPE, codec), (value) => echoes.receive(value));
  const session = await connect(address, {
    transports: transportsWith(
      await readTlsFiles(options),
      options.protocol,
      kcpOptionsOf(options),
    ),
    protocol,
    router,
    limits: limitsFor(options),
  });
  void session.closed.then((info) => echoes.fail(lossOf(info)));
  return session;
}

function sender<T>(session: Session, bodies: Bodies<T>, echoes: Echoes<T>): SendBody {
  const type = message(ECHO_TYPE, bodies.codec);
  return (index, waiter) => {
    echoes.expect(index, waiter);
    return session.send(type, bodies.make(index));
  };
}

function lossOf({ code, reason, error }: CloseInfo): Error {
  return error ?? new NetError(code, reason);
}
