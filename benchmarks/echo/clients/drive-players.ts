import type { Player } from '../player.ts';
import { driveRounds, type Work } from './drive.ts';

/** Runs rounds of requests with a small object. */
export function drivePlayers(ask: Work<Player>['ask']): void {
  driveRounds({ create, isSame, ask });
}

function create(id: number): Player {
  return { id, name: 'player', x: 1.5, y: 2.5, text: 'hello' };
}

function isSame(reply: unknown, sent: Player): boolean {
  const player = reply as Player;
  return (
    player.id === sent.id &&
    player.name === sent.name &&
    player.x === sent.x &&
    player.y === sent.y &&
    player.text === sent.text
  );
}
