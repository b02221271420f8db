// What a tool of an MCP server gave, as data for the transcript: texts joined, structured content before texts, the rest described.
import type { CallToolResult, ContentBlock } from "@modelcontextprotocol/client";
import { MillraceError } from "../errors/millrace-error.js";

/** What stands for content that is no text: a picture, a recording, a file, a link to one. */
export interface McpContent {
  readonly type: "image" | "audio" | "resource" | "resource_link";
  readonly mediaType?: string;
  readonly uri?: string;
  readonly name?: string;
  readonly description?: string;
  /** The text of a resource. */
  readonly text?: string;
  /** How long the content is. */
  readonly bytes?: number;
  /** The content as base64, with `binary: "data"`. */
  readonly data?: string;
}

/** What becomes of bytes: their length is told, or they are handed on as base64. */
export type Binary = "describe" | "data";

/**
 * The result as plain data: structured content as it is, one text for all texts, else a list of texts and descriptions in their order.
 * Structured content that comes with more than texts is `{ data, content }`.
 *
 * @throws MCP_TOOL_FAILED for a result that says that the tool has failed.
 */
export function toolResult(tool: string, given: CallToolResult, binary: Binary): unknown {
  const { content, structuredContent, isError } = given;
  const parts = content.map((block) => partOf(block, binary));
  const texts = parts.filter((part) => typeof part === "string");
  const others = parts.filter((part) => typeof part !== "string");
  const value = others.length > 0 ? parts : texts.length === 0 ? null : texts.join("\n");
  if (isError === true) throw toolFailed(tool, value);
  if (structuredContent === undefined) return value;
  return others.length === 0 ? structuredContent : { data: structuredContent, content: others };
}

function toolFailed(tool: string, value: unknown): MillraceError {
  const words = typeof value === "string" && value.trim() !== "" ? value : JSON.stringify(value);
  return new MillraceError("MCP_TOOL_FAILED", words === "null" ? `The tool ${tool} failed.` : words, {
    details: { tool, result: value },
  });
}

function partOf(block: ContentBlock, binary: Binary): string | McpContent {
  switch (block.type) {
    case "text":
      return block.text;
    case "image":
    case "audio":
      return { type: block.type, mediaType: block.mimeType, ...bytesOf(block.data, binary) };
    case "resource_link": {
      const { uri, name, description, mimeType } = block;
      return known({ type: block.type, uri, name, description, mediaType: mimeType });
    }
    case "resource": {
      const { resource } = block;
      const about = { type: block.type, uri: resource.uri, mediaType: resource.mimeType };
      return known(
        "text" in resource ? { ...about, text: resource.text } : { ...about, ...bytesOf(resource.blob, binary) },
      );
    }
    default:
      return JSON.stringify(block); // of a later version of the protocol
  }
}

function bytesOf(base64: string, binary: Binary): { bytes: number; data?: string } {
  const bytes = Buffer.byteLength(base64, "base64");
  return binary === "data" ? { bytes, data: base64 } : { bytes };
}

function known(content: { [K in keyof McpContent]: McpContent[K] | undefined }): McpContent {
  return Object.fromEntries(
    Object.entries(content).filter(([, value]) => value !== undefined),
  ) as unknown as McpContent;
}
