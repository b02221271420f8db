// What an execution knows of the one that it runs inside of.

/** Which node of which execution runs a sub-flow. */
export interface ParentLineage {
  readonly flow: string;
  readonly execution: string;
  readonly node: string;
}

/** The execution around a sub-flow. */
export interface ExecutionParent {
  readonly lineage: ParentLineage;
  /** Called when the child gets busy, and when it is quiet and not over. */
  onTurn(busy: boolean): void;
}
