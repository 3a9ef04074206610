import type { QuicheBinding } from './binding.ts';
import { ClientConfigs } from './client-configs.ts';
import { StepQueue } from './step-queue.ts';
import { TurnQueue } from './turn-queue.ts';

/** What all endpoints of a provider share, so that together they do no more in a turn than one. */
export class Engine {
  readonly binding: QuicheBinding;
  readonly turns: TurnQueue = new TurnQueue();
  readonly steps: StepQueue = new StepQueue(this.turns);
  readonly clientConfigs: ClientConfigs;

  constructor(binding: QuicheBinding) {
    this.binding = binding;
    this.clientConfigs = new ClientConfigs(binding);
  }
}
