import { ProgramError, runProgram } from '@net/apps-shared';

await runProgram('fail', ([message]) => Promise.reject(new ProgramError(message ?? '', 2)));
