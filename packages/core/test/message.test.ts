import { describe, expect, it } from '@jest/globals';
import { Message, MessageKind } from '../src/message.ts';
import { bytesOf } from './hex.ts';

describe('Message', () => {
  it('holds its header and its undecoded body', () => {
    const body = bytesOf('01 02');
    const message = new Message(MessageKind.Request, 7, 42, body, 500);
    expect(message).toMatchObject({ kind: 1, type: 7, id: 42, argument: 500 });
    expect(message.body).toBe(body);
  });

  it('says until when the caller of a request waits', () => {
    const message = new Message(MessageKind.Request, 7, 42, bytesOf(''), 500);
    message.receivedAtMs = 1000;
    expect(message.deadline).toBe(1500);
    expect(message.timeLeftMs(1200)).toBe(300);
    expect(message.timeLeftMs(1500)).toBe(0);
    expect(message.timeLeftMs(9000)).toBe(0);
  });

  it('counts the time left on the clock of the platform when told no other', () => {
    const message = new Message(MessageKind.Request, 7, 42, bytesOf(''), 1000);
    message.receivedAtMs = performance.now();
    const left = message.timeLeftMs();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1000);
  });

  it('has no deadline when the request states none, or is no request', () => {
    expect(new Message(MessageKind.Request, 7, 42, bytesOf('')).deadline).toBe(Infinity);
    expect(new Message(MessageKind.Failure, 7, 42, bytesOf(''), 3).deadline).toBe(Infinity);
    expect(new Message(MessageKind.Push, 7, 0, bytesOf(''), 3).timeLeftMs()).toBe(Infinity);
  });

  it('aborts its signal when it is cancelled', () => {
    const message = new Message(MessageKind.Request, 7, 42, bytesOf(''));
    const { signal } = message;
    expect(signal.aborted).toBe(false);
    const reason = new Error('the caller gave up');
    message.cancel(reason);
    expect(message.isCancelled).toBe(true);
    expect(signal.reason).toBe(reason);
  });

  it('makes a signal that is aborted already when it is asked for later', () => {
    const message = new Message(MessageKind.Request, 7, 42, bytesOf(''));
    message.cancel(new Error('first'));
    expect(message.signal.aborted).toBe(true);
    expect(message.signal).toBe(message.signal);
  });

  it('keeps the first reason', () => {
    const message = new Message(MessageKind.Request, 7, 42, bytesOf(''));
    const first = new Error('first');
    message.cancel(first);
    message.cancel(new Error('second'));
    expect(message.signal.reason).toBe(first);
  });
});
