import { describe, expect, it } from '@jest/globals';
import { Tickets } from '../src/tickets.ts';

describe('Tickets', () => {
  it('gives a ticket once', () => {
    const tickets = new Tickets();
    tickets.keep('a', Buffer.from('01', 'hex'));
    expect(tickets.take('a')).toEqual(Buffer.from('01', 'hex'));
    expect(tickets.take('a')).toBeUndefined();
  });

  it('keeps the newest of one server, and those of servers apart', () => {
    const tickets = new Tickets();
    tickets.keep('a', Buffer.from('01', 'hex'));
    tickets.keep('a', Buffer.from('02', 'hex'));
    expect(tickets.take('__proto__')).toBeUndefined();
    expect(tickets.take('a')).toEqual(Buffer.from('02', 'hex'));
  });

  it('forgets the oldest of more than 256', () => {
    const tickets = new Tickets();
    for (let index = 0; index <= 256; index += 1) tickets.keep(String(index), new Uint8Array(1));
    expect(tickets.take('0')).toBeUndefined();
    expect(tickets.take('1')).toBeDefined();
    expect(tickets.take('256')).toBeDefined();
  });
});
