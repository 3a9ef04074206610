/** A program cannot go on, and its user can do something about it. The message is one line. */
export class ProgramError extends Error {
  override readonly name: string = 'ProgramError';
  /** 2 for a wrong command line, 1 for everything else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
