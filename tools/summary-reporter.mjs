import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Leaves a package's counts in `.test-summary`, which the turbo cache keeps and restores. */
export default class SummaryReporter {
  #rootDir;

  constructor({ rootDir }) {
    this.#rootDir = rootDir;
  }

  onRunComplete(_contexts, results) {
    const passed = results.numPassedTests;
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const line = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    writeFileSync(join(this.#rootDir, '.test-summary'), `${line}\n`);
  }
}
