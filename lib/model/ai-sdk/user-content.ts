// What a user says and attaches, as parts of the AI SDK.
import { MillraceError } from "../../errors/millrace-error.js";
import type { ContentPart, ProviderFile } from "../chat-message.js";
import { readDataAddress } from "../data-address.js";
import { type AttachmentKind, mediaTypeOf } from "../prompt/media-types.js";
import type { AiSdkFilePart, AiSdkTextPart } from "./ai-sdk-language-model.js";

type Content = string | Uint8Array | ProviderFile;

/** A part on its way to a provider. */
interface Attached {
  readonly kind: AttachmentKind;
  /** Its place in the call, such as `messages[0].content[1].image`. */
  readonly path: string;
  readonly mediaType: string | undefined;
  readonly provider: string;
}

/**
 * The parts as the SDK wants them. Addresses are handed on and not fetched: whether a provider takes them is for the
 * provider to say. Ids of files go to the providers that know them, see {@link FILE_IDS}.
 *
 * @throws MODEL_CALL_INVALID, with `path` and `provider`, for broken addresses, bytes without a type and ids that the
 * provider does not take.
 */
export function userContent(
  content: string | readonly ContentPart[],
  place: string,
  provider: string,
): (AiSdkTextPart | AiSdkFilePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((part, at) => {
    const path = `${place}.content[${String(at)}]`;
    const named = (kind: AttachmentKind, mediaType: string | undefined, data: Content): AiSdkFilePart => {
      const file = filePart(data, { kind, mediaType, path: `${path}.${kind}`, provider });
      const { name } = part as { readonly name?: string };
      return name === undefined ? file : { ...file, filename: name };
    };
    switch (part.type) {
      case "text":
        return { type: "text", text: part.text };
      case "image": {
        const file = named("image", part.mediaType ?? "image/*", part.image);
        const { detail } = part;
        // The one name that providers have for it; others pass it over.
        return detail === undefined ? file : { ...file, providerOptions: { openai: { imageDetail: detail } } };
      }
      case "audio":
        return named("audio", part.mediaType ?? (part.format && FORMATS[part.format]), part.audio);
      case "file":
        return named("file", part.mediaType, part.file);
      default:
        throw invalid({ path, provider }, `has the type ${JSON.stringify((part as { type?: unknown }).type)}`);
    }
  });
}

const FORMATS = { mp3: "audio/mpeg", wav: "audio/wav" } as const;

function filePart(data: Content, part: Attached): AiSdkFilePart {
  if (data instanceof Uint8Array) {
    if (part.mediaType === undefined) throw invalid(part, "is of bytes without a media type");
    return { type: "file", data, mediaType: part.mediaType };
  }
  if (typeof data === "string") return addressPart(data, part);
  if (typeof (data as Partial<ProviderFile> | null)?.fileId === "string") return keptPart(data.fileId, part);
  throw invalid(part, "is neither an address, nor bytes, nor the id of a file");
}

/** A `data:` address is taken apart, since the SDK wants base64 there. */
function addressPart(address: string, part: Attached): AiSdkFilePart {
  const held = readHeld(address, part);
  if (held) {
    const mediaType = held.mediaType === "" ? (part.mediaType ?? "text/plain") : held.mediaType;
    return { type: "file", data: held.base64, mediaType };
  }
  if (!URL.canParse(address)) throw unreadable(address, part);
  const data = new URL(address);
  const mediaType = part.mediaType ?? mediaTypeOf(part.kind, data.pathname) ?? UNTOLD[part.kind];
  return { type: "file", data, mediaType };
}

/** The SDK wants a type for every address, also where nobody knows it. */
const UNTOLD: Readonly<Record<AttachmentKind, string>> = {
  image: "image/*",
  audio: "audio/*",
  file: "application/octet-stream",
};

function readHeld(address: string, part: Attached): ReturnType<typeof readDataAddress> {
  try {
    return readDataAddress(address);
  } catch (cause) {
    throw unreadable(address, part, cause);
  }
}

/**
 * The interface of the SDK has no field for ids. These providers of it take text that begins in their way for one, under the
 * media types that they look for; everywhere else it would be sent as base64, that is, as rubbish.
 */
const FILE_IDS: Readonly<Record<string, { readonly begins: string; readonly kinds: readonly AttachmentKind[] }>> = {
  "openai.responses": { begins: "file-", kinds: ["image", "file"] },
  "openai.chat": { begins: "file-", kinds: ["file"] },
  "azure.responses": { begins: "assistant-", kinds: ["image", "file"] },
  "azure-openai.responses": { begins: "assistant-", kinds: ["image", "file"] },
};

function keptPart(fileId: string, part: Attached): AiSdkFilePart {
  const taken = Object.hasOwn(FILE_IDS, part.provider) ? FILE_IDS[part.provider] : undefined;
  if (!taken?.kinds.includes(part.kind)) {
    throw invalid(part, "is the id of a file", "Give the file itself: its path, its bytes or its address.");
  }
  if (!fileId.startsWith(taken.begins)) {
    const told = JSON.stringify(fileId);
    throw invalid(part, `is the id ${told} of a file`, `Its ids begin with ${taken.begins}.`);
  }
  // Of documents these providers look for this type alone, and send the id without it.
  return { type: "file", data: fileId, mediaType: part.kind === "image" ? "image/*" : "application/pdf" };
}

function unreadable(address: string, part: Attached, cause?: unknown): MillraceError {
  return invalid(
    part,
    `is the address ${JSON.stringify(address.slice(0, 80))}, which cannot be read`,
    undefined,
    cause,
  );
}

function invalid(
  { path, provider }: Pick<Attached, "path" | "provider">,
  what: string,
  hint?: string,
  cause?: unknown,
): MillraceError {
  return new MillraceError("MODEL_CALL_INVALID", `${path} ${what}, and cannot be sent to the provider "${provider}".`, {
    ...(hint !== undefined && { hint }),
    cause,
    details: { path, provider, retryable: false },
  });
}
