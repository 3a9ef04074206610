import type { DefineTest } from '../src/define-test.ts';

/** Runs a contract suite against a broken subject; resolves to the names of the tests that fail. */
export async function failures(define: (it: DefineTest) => void): Promise<string[]> {
  const failed: string[] = [];
  const tests: [string, () => void | Promise<void>][] = [];
  define((name, run) => tests.push([name, run]));
  for (const [name, run] of tests) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}
