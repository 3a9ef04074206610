/** @type {import('jest').Config} */
export default {
  testEnvironment: import.meta.dirname + '/tools/jest-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['@net/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {},
  testTimeout: 20_000,
  passWithNoTests: true,
  reporters: ['default', import.meta.dirname + '/tools/summary-reporter.mjs'],
};
