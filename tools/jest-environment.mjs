import { TestEnvironment } from 'jest-environment-node';

// Jest runs each test file in a fresh V8 context, so what Node's own modules throw or return
// (system errors, Maps from structuredClone, promises) is not `instanceof` the test's globals.
const shared = [
  'Object',
  'Array',
  'Function',
  'Promise',
  'Map',
  'Set',
  'Date',
  'RegExp',
  'DataView',
  'Error',
  'AggregateError',
  'EvalError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];
const ordinary = Function.prototype[Symbol.hasInstance];

export default class NodeRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of shared) {
      const inner = this.global[name];
      const outer = globalThis[name];
      Object.defineProperty(inner, Symbol.hasInstance, {
        configurable: true,
        value(value) {
          return ordinary.call(this, value) || (this === inner && ordinary.call(outer, value));
        },
      });
    }
  }
}
