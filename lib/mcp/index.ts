// The door `millrace/mcp`: tools of MCP servers for agents. Nothing else in the house loads the library behind it.
export { type McpAddress, type McpSource } from "./connect.js";
export { McpToolkit, mcpToolkit, type McpToolkitOptions } from "./mcp-toolkit.js";
export { type McpContent } from "./tool-result.js";
