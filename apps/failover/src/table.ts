import { wholeFigure } from '@net/apps-shared';
import type { ClientManager } from '@net/client-manager';
import type { LoadFigures } from './load.ts';

/** Who is up, and how the load does: a few lines for people. */
export function table(manager: ClientManager, figures: LoadFigures): string {
  const servers = manager.find(['echo']).map(({ addresses, state, pendingRequests }) => {
    const name = state.name.padEnd(10);
    return `${addresses[0]!.padEnd(24)}${name}${wholeFigure(pendingRequests).padStart(4)} in flight`;
  });
  return [...servers, loadLine(figures), ''].join('\n');
}

/** What it came to. */
export function verdict(figures: LoadFigures): string {
  const { answered, lost, repeated, longestGapMs } = figures;
  const total = wholeFigure(answered + lost);
  return (
    `${wholeFigure(lost)} of ${total} requests lost, ${wholeFigure(repeated)} asked again; ` +
    `the longest time without an answer was ${longestGapMs.toFixed(0)} ms\n`
  );
}

function loadLine({ answered, inFlight, repeated, lost }: LoadFigures): string {
  const parts = [
    `${wholeFigure(answered)} answered`,
    `${wholeFigure(inFlight)} in flight`,
    `${wholeFigure(repeated)} asked again`,
    `${wholeFigure(lost)} lost`,
  ];
  return parts.join(', ');
}
