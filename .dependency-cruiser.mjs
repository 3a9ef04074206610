/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'type-only imports count as well',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'transports-know-no-packets-and-no-codecs',
      severity: 'error',
      from: { path: '^packages/transport-[^/]+/src/' },
      to: { path: '^packages/(packet|codec-[^/]+)/' },
    },
    {
      name: 'transports-apart',
      severity: 'error',
      from: { path: '^packages/(transport-[^/]+)/src/' },
      to: { path: '^packages/transport-', pathNot: '^packages/$1/' },
    },
    {
      name: 'codecs-know-no-transports',
      severity: 'error',
      from: { path: '^packages/codec-[^/]+/src/' },
      to: { path: '^packages/transport-' },
    },
    {
      name: 'codecs-apart',
      severity: 'error',
      from: { path: '^packages/(codec-[^/]+)/src/' },
      to: { path: '^packages/codec-', pathNot: '^packages/$1/' },
    },
    {
      name: 'core-is-the-bottom',
      severity: 'error',
      from: { path: '^packages/core/src/' },
      to: { pathNot: '^packages/core/src/' },
    },
    {
      name: 'packet-imports-only-core',
      severity: 'error',
      from: { path: '^packages/packet/src/' },
      to: { pathNot: '^packages/(packet|core)/src/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: '^packages/(?!testing/)[^/]+/src/' },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'no-reach-in',
      comment: 'other packages by their name only',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: {
        path: '^packages/[^/]+/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/src/(index|extend|node|es)\\.ts$'],
      },
    },
    {
      name: 'no-reach-in-from-outside',
      severity: 'error',
      from: { pathNot: '^packages/' },
      to: { path: '^packages/[^/]+/', pathNot: '^packages/[^/]+/src/(index|extend|node|es)\\.ts$' },
    },
    {
      name: 'no-relative-reach-in',
      comment: 'core cannot depend on @net/testing without a cycle of packages, so its tests may',
      severity: 'error',
      from: { path: '^packages/([^/]+)/', pathNot: '^packages/core/test/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-relative-reach-in-from-outside',
      severity: 'error',
      from: { pathNot: '^packages/' },
      to: { path: '^packages/', dependencyTypes: ['local'] },
    },
  ],
  options: {
    exclude: { path: '(^|/)(dist|coverage)/' },
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['@net/source', 'types', 'import', 'node', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
