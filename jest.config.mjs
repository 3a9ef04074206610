import { readdirSync } from 'node:fs';
import base from './jest.config.base.mjs';

const { reporters, testTimeout, passWithNoTests, ...project } = base;

/** @type {import('jest').Config} One run over every package: coverage, and other Node versions. */
export default {
  reporters,
  testTimeout,
  passWithNoTests,
  coverageProvider: 'babel',
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'json-summary', 'lcov'],
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  projects: readdirSync(new URL('packages', import.meta.url)).map((name) => ({
    ...project,
    displayName: name,
    rootDir: `<rootDir>/packages/${name}`,
  })),
};
