// The tools of a turn by their names, and what the model is told of them.
import type { ToolDescription } from "../../model/language-model.js";
import { nearestName } from "../../model/settings/nearest-name.js";
import { warn } from "../../primitives/warn.js";
import type { Tool } from "./create-tool.js";
import { refuseTaken } from "./toolkit.js";

/** One tool for each name. */
export class ToolTable {
  static readonly empty = new ToolTable(new Map());
  /** What the model is told. */
  readonly descriptions: readonly ToolDescription[];

  private constructor(private readonly tools: ReadonlyMap<string, Tool>) {
    this.descriptions = [...tools.values()].map(({ name, description, parameters }) =>
      description === undefined ? { name, parameters } : { name, description, parameters },
    );
  }

  /**
   * This table with more tools over it: a later one takes the place of an earlier one of its name, unless it comes from a
   * remote server and the earlier one does not; that is warned of once.
   *
   * @throws TOOL_NAME_TAKEN for two of one name among those that are added, both of which are code or both remote.
   */
  with(added: readonly Tool[]): ToolTable {
    if (added.length === 0) return this;
    const code = added.filter(({ source }) => source === "code");
    const remote = added.filter(({ source }) => source === "remote");
    refuseTaken(code);
    refuseTaken(remote);
    const tools = new Map(this.tools);
    for (const one of code) tools.set(one.name, one);
    for (const one of remote) {
      if (tools.get(one.name)?.source === "code") {
        warn("MILLRACE_TOOL_SHADOWED", `The remote tool ${one.name} is left out: a tool of yours has its name.`);
      } else {
        tools.set(one.name, one);
      }
    }
    return new ToolTable(tools);
  }

  find(name: string): Tool | undefined {
    return this.tools.get(name);
  }

  /** What a model is told that has asked for a tool that there is not. */
  describeMissing(name: string): string {
    const names = [...this.tools.keys()];
    if (names.length === 0) return `There is no tool "${name}": there are no tools.`;
    const meant = nearestName(name, names);
    return `There is no tool "${name}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} The tools are: ${names.join(", ")}.`;
  }
}
