import { assertNothingStayed, churn } from './churn.ts';

/** Run as `churn-program.ts [connections]`: prints a `ChurnReport`, and fails when anything stayed. */
const report = await churn(Number(process.argv[2] ?? 10_000));
process.stdout.write(`${JSON.stringify(report)}\n`);
assertNothingStayed(report);
