// `npm test`, `npm run demo` … on a machine with only Node and npm: hands over to the pinned pnpm,
// which installs what is missing (verifyDepsBeforeRun) and runs the same script again, this time
// with node_modules/.bin first on the PATH, and so with the pinned Node.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { packageManager, scripts } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);
const event = process.env.npm_lifecycle_event;
const argv = process.argv.slice(2);
let command = argv;
if (process.env.npm_config_user_agent?.startsWith('pnpm/')) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 18)) {
    console.error(
      `Node ${process.version} is too old: install Node >= 22.18 (none is pinned for this platform).`,
    );
    process.exit(1);
  }
} else {
  // Scripts hold no quotes and no globs, so their words are the first of argv; the rest was typed.
  const extra = argv.slice(scripts[event].split(' ').length - 2);
  command = ['npx', '--yes', packageManager, 'run', event, ...extra];
}

const isOuter = command !== argv;
const child = spawn(command[0], command.slice(1), {
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: isOuter ? { ...process.env, NET_TASK_PID: String(process.pid) } : process.env,
});
child.on('error', (error) => {
  console.error(`${command[0]}: ${error.message}`);
  process.exitCode = 1;
});
child.on('exit', (status) => process.exit(status ?? 1));

// Ctrl-C reaches the child by itself: wait for it to finish in its own time. A signal to npm alone
// gets no further than its shell, and one to npx no further than pnpm: so each level looks whether
// the one above is still there.
process.on('SIGINT', () => {});
process.on('SIGTERM', stop);
const parent = process.ppid;
const outer = isOuter ? undefined : process.env.NET_TASK_PID;
setInterval(() => {
  if (process.ppid !== parent || (outer && !isAlive(Number(outer)))) stop();
}, 250).unref();

function stop() {
  if (isOuter) process.exit(143);
  child.kill('SIGTERM');
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
