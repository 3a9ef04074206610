import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type ChatServer, startChat } from '../src/chat-server.ts';
import { findBrowser } from './support/find-browser.ts';

const executablePath = findBrowser();
// Said by name, so that nobody takes a machine without a browser for a page that was tested.
const withBrowser = executablePath === undefined ? describe.skip : describe;
const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;
const DESKTOP: BrowserContextOptions = { viewport: { width: 960, height: 640 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  colorScheme: 'dark',
  hasTouch: true,
};

let browser: Browser;
let chat: ChatServer | undefined;
const faults: string[] = [];

withBrowser('the page, in Chromium', () => {
  beforeAll(async () => {
    const args = ['--no-sandbox', '--disable-dev-shm-usage'];
    browser = await chromium.launch({ executablePath: executablePath!, args });
  }, 60_000);
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await chat?.close();
    faults.length = 0;
  });
  afterAll(() => browser.close());

  it('lets two people talk', async () => {
    chat = await start();
    const ada = await enter('Ada', DESKTOP);
    const bob = await enter('Bob', PHONE);
    await say(ada, 'Is anybody here?');
    await bob.getByText('Is anybody here?').waitFor();
    await say(bob, 'Just me, from the train.');
    await say(ada, 'Good. The deploy went through: <b>no errors</b> so far.');
    await bob.getByText('<b>no errors</b>').waitFor();
    await bob.locator('#text').pressSequentially('Then I am');
    await ada.getByText('Bob is writing…').waitFor();
    await ada.getByText('Ada, Bob').waitFor();
    await ada.screenshot({ path: `${SCREENSHOTS}desktop-light.png` });
    await bob.screenshot({ path: `${SCREENSHOTS}phone-dark.png` });
    expect(faults).toEqual([]);
  }, 60_000);

  it('shows what was said before one came', async () => {
    chat = await start();
    await say(await enter('Ada', DESKTOP), 'early');
    await (await enter('Bob', DESKTOP)).getByText('early').waitFor();
  }, 60_000);

  it('says why a name is refused, and lets one try another', async () => {
    chat = await start();
    await enter('Ada', DESKTOP);
    const page = await open(DESKTOP);
    await fillIn(page, 'ada');
    await page.getByText('somebody called ada is here already').waitFor();
    await fillIn(page, 'Bob');
    await page.getByText('Ada, Bob').waitFor();
  }, 60_000);

  it("answers Chromium's own WebSocket, which sends bytes made by hand", async () => {
    chat = await start();
    const page = await open(DESKTOP);
    const body = JSON.stringify({ name: 'Eve', room: 'lobby', clientId: 'x'.repeat(16) });
    const length = Buffer.byteLength(body).toString(16).padStart(8, '0');
    const header = `00000007 01 0000 00 000000 000001f4 ${length}`.replaceAll(' ', '');
    const hex = header + Buffer.from(body).toString('hex');
    const answer = await page.evaluate(askByHand, {
      url: `${chat.page.replace('http', 'ws')}chat`,
      hex,
    });
    // The same opaque and command, the flag RESPONSE, and the length of the body.
    expect(answer.slice(0, 30)).toBe('00000007010000010000000000000000'.slice(0, 30));
    const joined = JSON.parse(Buffer.from(answer.slice(38), 'hex').toString());
    expect(joined).toMatchObject({ room: 'lobby', members: ['Eve'], history: [] });
  }, 60_000);

  it('comes back when the server was restarted', async () => {
    chat = await start();
    const { page: address } = chat;
    const ada = await enter('Ada', DESKTOP);
    await say(ada, 'before');
    await chat.close();
    await ada.getByText('reconnecting…').waitFor();
    chat = await start(Number(new URL(address).port));
    await ada.locator('#status[data-state=ready]').waitFor();
    await say(ada, 'after');
    await ada.locator('#messages').getByText('after').waitFor();
  }, 60_000);
});

function start(port = 0): Promise<ChatServer> {
  return startChat({ host: '127.0.0.1', port, terminalPort: 0, gonetPort: 0 });
}

async function open(options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(chat!.page);
  return page;
}

async function enter(name: string, options: BrowserContextOptions): Promise<Page> {
  const page = await open(options);
  await fillIn(page, name);
  await page.locator('#status[data-state=ready]').waitFor();
  return page;
}

async function fillIn(page: Page, name: string): Promise<void> {
  await page.locator('#name').fill(name);
  await page.getByRole('button', { name: 'Enter' }).click();
}

async function say(page: Page, text: string): Promise<void> {
  await page.locator('#text').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.locator('#messages').getByText(text).waitFor();
}

/** Runs in the page, without any code of ours: one message out, the first one that comes back, in hex. */
function askByHand({ url, hex }: { readonly url: string; readonly hex: string }): Promise<string> {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('open', () => socket.send(bytes));
    socket.addEventListener('message', ({ data }) => {
      const answer = Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, '0'));
      resolve(answer.join(''));
    });
  });
}
