// What is said to a model: messages of plain data, so that a conversation can be stored and sent again.

/** A piece of text. */
export interface TextPart {
  readonly type: "text";
  readonly text: string;
}

/** A file that a provider keeps, under the id that the provider has given it when it was uploaded. */
export interface ProviderFile {
  readonly fileId: string;
}

/** A picture: its address, its bytes, or its id at a provider. */
export interface ImagePart {
  readonly type: "image";
  /** An address (`https:` or `data:`), the bytes, which need `mediaType`, or what a provider keeps. */
  readonly image: string | Uint8Array | ProviderFile;
  /** Such as `image/png`. */
  readonly mediaType?: string;
  /** How closely the model should look. */
  readonly detail?: "auto" | "low" | "high";
  /** What the file is called. */
  readonly name?: string;
}

/** A recording: its address, its bytes, or its id at a provider. */
export interface AudioPart {
  readonly type: "audio";
  /** An address (`https:` or `data:`), the bytes, which need `format` or `mediaType`, or what a provider keeps. */
  readonly audio: string | Uint8Array | ProviderFile;
  /** The short word for `audio/wav` or `audio/mpeg`. */
  readonly format?: "wav" | "mp3";
  /** Such as `audio/ogg`. Goes over `format`. */
  readonly mediaType?: string;
  /** What the file is called. */
  readonly name?: string;
}

/** A document: its address, its bytes, or its id at a provider. */
export interface FilePart {
  readonly type: "file";
  /** An address (`https:` or `data:`), the bytes, which need `mediaType`, or what a provider keeps. */
  readonly file: string | Uint8Array | ProviderFile;
  /** Such as `application/pdf`. */
  readonly mediaType?: string;
  /** What the file is called. */
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
