// A map that mostly holds one thing: the first entry costs no table, since ten thousand executions may wait for one answer.

/** A map by name, in the order of insertion. */
export class SmallMap<V> {
  private key: string | undefined = undefined;
  private value: V | undefined = undefined;
  /** Everything, from the second entry on. */
  private all: Map<string, V> | undefined = undefined;

  get size(): number {
    if (this.all) return this.all.size;
    return this.key === undefined ? 0 : 1;
  }

  has(key: string): boolean {
    return this.all ? this.all.has(key) : this.key === key;
  }

  get(key: string): V | undefined {
    if (this.all) return this.all.get(key);
    return this.key === key ? this.value : undefined;
  }

  set(key: string, value: V): void {
    if (this.all) {
      this.all.set(key, value);
    } else if (this.key === undefined || this.key === key) {
      this.key = key;
      this.value = value;
    } else {
      this.all = new Map([
        [this.key, this.value as V],
        [key, value],
      ]);
      this.key = undefined;
      this.value = undefined;
    }
  }

  delete(key: string): boolean {
    if (this.all) return this.all.delete(key);
    if (this.key !== key) return false;
    this.key = undefined;
    this.value = undefined;
    return true;
  }

  clear(): void {
    this.key = undefined;
    this.value = undefined;
    this.all = undefined;
  }

  /** The values as they are now, in the order of insertion. */
  values(): readonly V[] {
    if (this.all) return [...this.all.values()];
    return this.key === undefined ? [] : [this.value as V];
  }
}
