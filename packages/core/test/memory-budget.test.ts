import { describe, expect, it } from '@jest/globals';
import { type BudgetHolder, MemoryBudget } from '../src/memory-budget.ts';

describe('MemoryBudget', () => {
  it('counts what all hold together', () => {
    const budget = new MemoryBudget(100);
    const [one, other] = [new Holder(budget), new Holder(budget)];
    one.hold(30);
    other.hold(50);
    one.hold(10);
    expect(budget.usedBytes).toBe(60);
  });

  it('asks nobody to let go up to the bound', () => {
    const budget = new MemoryBudget(100);
    const holder = new Holder(budget);
    holder.hold(100);
    expect(holder.timesAsked).toBe(0);
  });

  it('asks whoever holds the most to let go, not whoever came last', () => {
    const budget = new MemoryBudget(100);
    const [small, large] = [new Holder(budget), new Holder(budget)];
    large.hold(90);
    small.hold(11);
    expect(large.timesAsked).toBe(1);
    expect(small.timesAsked).toBe(0);
    expect(budget.usedBytes).toBe(11);
  });

  it('asks the one that grows when it holds the most itself', () => {
    const budget = new MemoryBudget(100);
    const [small, large] = [new Holder(budget), new Holder(budget)];
    small.hold(10);
    large.hold(200);
    expect(large.timesAsked).toBe(1);
    expect(budget.usedBytes).toBe(10);
  });

  it('asks nobody when bytes are given back, though the bound is still passed', () => {
    const budget = new MemoryBudget(100);
    const stubborn = new Holder(budget, false);
    stubborn.hold(300);
    stubborn.hold(200);
    expect(stubborn.timesAsked).toBe(1);
  });

  it('forgets a holder that holds nothing', () => {
    const budget = new MemoryBudget(100);
    const [gone, left] = [new Holder(budget), new Holder(budget)];
    gone.hold(90);
    gone.hold(0);
    gone.looks = 0;
    left.hold(101);
    expect(gone.looks).toBe(0);
    expect(left.timesAsked).toBe(1);
    expect(budget.usedBytes).toBe(0);
  });
});

/** Lets go of everything when it is asked, unless it is stubborn. */
class Holder implements BudgetHolder {
  timesAsked = 0;
  /** How often it was asked what it holds. */
  looks = 0;
  #heldBytes = 0;
  readonly #budget: MemoryBudget;
  readonly #letsGo: boolean;

  constructor(budget: MemoryBudget, letsGo = true) {
    this.#budget = budget;
    this.#letsGo = letsGo;
  }

  get heldBytes(): number {
    this.looks += 1;
    return this.#heldBytes;
  }

  hold(bytes: number): void {
    const change = bytes - this.#heldBytes;
    this.#heldBytes = bytes;
    this.#budget.add(this, change);
  }

  onBudgetSpent(): void {
    this.timesAsked += 1;
    if (this.#letsGo) this.hold(0);
  }
}
