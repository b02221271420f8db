// What is said to a model: messages of plain data, so that a conversation can be stored and sent again.

/** A piece of text. */
export interface TextPart {
  readonly type: "text";
  readonly text: string;
}

/** A picture: its address, or its bytes. */
export interface ImagePart {
  readonly type: "image";
  /** An address (`https:` or `data:`), or the bytes, which need `mediaType`. */
  readonly image: string | Uint8Array;
  /** Such as `image/png`. */
  readonly mediaType?: string;
  /** How closely the model should look. */
  readonly detail?: "auto" | "low" | "high";
}

/** A recording. */
export interface AudioPart {
  readonly type: "audio";
  readonly audio: Uint8Array;
  readonly format: "wav" | "mp3";
}

/** A document: its address, or its bytes. */
export interface FilePart {
  readonly type: "file";
  readonly file: string | Uint8Array;
  readonly mediaType: string;
  readonly name?: string;
}

/** A part of what a user says. */
export type ContentPart = TextPart | ImagePart | AudioPart | FilePart;

/** A call of a tool that the model has asked for. */
export interface RequestedCall {
  readonly callId: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

/** One message of a conversation with a model. */
export type ChatMessage =
  | { readonly role: "system" | "developer"; readonly content: string }
  | { readonly role: "user"; readonly content: string | readonly ContentPart[] }
  | { readonly role: "assistant"; readonly content: string; readonly toolCalls?: readonly RequestedCall[] }
  | { readonly role: "tool"; readonly callId: string; readonly content: string };
