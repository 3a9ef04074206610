// What a page needs to ask a server something: bundled to see how large that is.
import { json } from '@net/codec-json';
import { call, connect } from '@net/core';
import { packets } from '@net/packet';
import { ws } from '@net/transport-ws';

const Echo = call(1, json(), json());

export async function ask(address, value) {
  const session = await connect(address, { transports: [ws()], protocol: packets() });
  return session.request(Echo, value);
}
