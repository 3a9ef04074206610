/** How a suite hands its tests to a test runner: the `it` of jest, vitest, mocha or `node:test`. */
export type DefineTest = (name: string, run: () => void | Promise<void>) => void;
