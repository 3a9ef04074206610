import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChatServer, startChat } from '../src/chat-server.ts';
import { terminalOptions } from '../src/terminal/options.ts';
import { TerminalView } from '../src/terminal/terminal-view.ts';
import { Terminal } from './support/terminal.ts';

let chat: ChatServer | undefined;
const terminals: Terminal[] = [];

afterEach(async () => {
  await Promise.all(terminals.splice(0).map((terminal) => terminal.kill()));
  await chat?.close();
  chat = undefined;
});

describe('chat-terminal', () => {
  it('talks over TCP and UDP in the same room', async () => {
    chat = await startChat({ host: '127.0.0.1', port: 0, terminalPort: 0, gonetPort: 0 });
    const ada = run('--connect', chat.tcp, '--name', 'Ada');
    await ada.sees('* in lobby with Ada');
    const bob = run('--connect', chat.udp, '--name', 'Bob');
    await bob.sees('* in lobby with Ada, Bob');
    await ada.sees('* Bob came in');
    bob.write('hello over UDP\n');
    await ada.sees('Bob: hello over UDP');
    bob.end();
    expect(await bob.exitCode).toBe(0);
    await ada.sees('* Bob has left');
  }, 30_000);

  it('says why it is not let in', async () => {
    chat = await startChat({ host: '127.0.0.1', port: 0, terminalPort: 0, gonetPort: 0 });
    await run('--connect', chat.tcp, '--name', 'Ada').sees('* in lobby');
    const second = run('--connect', chat.tcp, '--name', 'ada');
    expect(await second.exitCode).toBe(1);
    expect(second.errors).toContain('somebody called ada is here already');
  }, 30_000);
});

describe('terminalOptions', () => {
  it('needs an address and a name', () => {
    expect(() => terminalOptions(['--connect', 'tcp://x'])).toThrow('--name is missing');
    expect(() => terminalOptions(['--name', 'Ada'])).toThrow('--connect is missing');
    expect(terminalOptions(['--name', 'Ada', '--connect', 'tcp://x'])).toMatchObject({
      room: 'lobby',
    });
  });
});

describe('TerminalView', () => {
  it('lets nobody move the cursor or change the colours', () => {
    const lines: string[] = [];
    const view = new TerminalView((line) => lines.push(line));
    view.onSaid({ number: 1, name: 'eve\u001b[2J', text: '\u001b[31mred\r\n\u0007', at: 0 });
    expect(lines[0]).toMatch(/^\d\d:\d\d eve \[2J: {2}\[31mred {3}$/);
  });
});

function run(...argv: readonly string[]): Terminal {
  const terminal = new Terminal(argv);
  terminals.push(terminal);
  return terminal;
}
