import { parseArgs } from 'node:util';

export interface Options {
  readonly rounds: number;
  /** How long a round of one contestant should take. */
  readonly seconds: number;
  /** Only measurements whose name (`raw/64/1x1000/packets`) contains one of these. */
  readonly only: readonly string[];
  /** The load in Node although there is Go. */
  readonly nodeLoad: boolean;
}

export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: argv.filter((arg) => arg !== '--'),
    options: {
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      'node-load': { type: 'boolean', default: false },
    },
  });
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only.split(',').filter(Boolean),
    nodeLoad: values['node-load'],
  };
  if (!Number.isInteger(options.rounds) || options.rounds < 1) {
    throw new TypeError(`--rounds ${values.rounds} is not a whole number above 0`);
  }
  if (!(options.seconds > 0 && options.seconds <= 10)) {
    throw new TypeError(`--seconds ${values.seconds} is not within 0…10`);
  }
  return options;
}

export function isWanted(name: string, { only }: Options): boolean {
  return only.length === 0 || only.some((part) => name.includes(part));
}
