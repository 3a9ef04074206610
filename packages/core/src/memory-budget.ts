/** Who holds bytes against a budget. */
export interface BudgetHolder {
  /** Bytes it holds at the moment. */
  readonly heldBytes: number;
  /** The budget is spent and this one holds the most. */
  onBudgetSpent(): void;
}

/**
 * A bound on bytes that many hold together. Over it, whoever holds the most has to let go, so that
 * many small peers are not hurt by one large one.
 */
export class MemoryBudget {
  #maxBytes: number;
  #usedBytes = 0;
  #holders = new Set<BudgetHolder>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes held by all. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** `holder` holds `change` bytes more than before (or fewer); `heldBytes` says the same already. */
  add(holder: BudgetHolder, change: number): void {
    this.#usedBytes += change;
    if (holder.heldBytes > 0) this.#holders.add(holder);
    else this.#holders.delete(holder);
    if (change > 0 && this.#usedBytes > this.#maxBytes) this.#largest()?.onBudgetSpent();
  }

  #largest(): BudgetHolder | undefined {
    let largest: BudgetHolder | undefined;
    for (const holder of this.#holders) {
      if (largest === undefined || holder.heldBytes > largest.heldBytes) largest = holder;
    }
    return largest;
  }
}
