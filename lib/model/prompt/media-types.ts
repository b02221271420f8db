// Which media type a file has by the ending of its name: tables, and the one way to look into them.

/** What may be attached; each has a table of its own, and `file` takes what is in any. */
export type AttachmentKind = "image" | "audio" | "file";

/** Media types with the endings of their files, in lower case. */
type Endings = Readonly<Record<string, string>>;

const IMAGES: Endings = {
  "image/png": "png",
  "image/jpeg": "jpg jpeg",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/bmp": "bmp",
  "image/avif": "avif",
  "image/heic": "heic",
  "image/heif": "heif",
  "image/tiff": "tif tiff",
  "image/svg+xml": "svg",
};

const AUDIO: Endings = {
  "audio/wav": "wav",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg oga opus",
  "audio/flac": "flac",
  "audio/aac": "aac",
  "audio/mp4": "m4a",
  "audio/aiff": "aif aiff",
  "audio/webm": "weba webm",
};

const VIDEOS: Endings = {
  "video/mp4": "mp4 m4v",
  "video/quicktime": "mov",
  "video/webm": "webm",
  "video/x-matroska": "mkv",
  "video/x-msvideo": "avi",
  "video/mpeg": "mpg mpeg",
  "video/x-ms-wmv": "wmv",
  "video/x-flv": "flv",
  "video/3gpp": "3gp",
};

const OPEN_XML = "application/vnd.openxmlformats-officedocument";
const OPEN_DOCUMENT = "application/vnd.oasis.opendocument";

const DOCUMENTS: Endings = {
  "application/pdf": "pdf",
  "application/msword": "doc dot",
  [`${OPEN_XML}.wordprocessingml.document`]: "docx",
  [`${OPEN_XML}.wordprocessingml.template`]: "dotx",
  "application/vnd.ms-excel": "xls xlt",
  [`${OPEN_XML}.spreadsheetml.sheet`]: "xlsx",
  [`${OPEN_XML}.spreadsheetml.template`]: "xltx",
  "application/vnd.ms-powerpoint": "ppt pot pps",
  [`${OPEN_XML}.presentationml.presentation`]: "pptx",
  [`${OPEN_XML}.presentationml.template`]: "potx",
  [`${OPEN_XML}.presentationml.slideshow`]: "ppsx",
  [`${OPEN_DOCUMENT}.text`]: "odt",
  [`${OPEN_DOCUMENT}.spreadsheet`]: "ods",
  [`${OPEN_DOCUMENT}.presentation`]: "odp",
  "application/vnd.apple.pages": "pages",
  "application/vnd.apple.numbers": "numbers",
  "application/vnd.apple.keynote": "key",
  "application/epub+zip": "epub",
  "application/rtf": "rtf",
  "application/json": "json",
  "application/x-ndjson": "jsonl ndjson",
  "application/xml": "xml xsd xsl",
  "application/yaml": "yaml yml",
  "application/toml": "toml",
  "application/sql": "sql",
  "application/x-ipynb+json": "ipynb",
  "application/x-tex": "tex",
  "message/rfc822": "eml",
  "text/plain": "txt text log ini cfg conf",
  "text/markdown": "md markdown",
  "text/x-rst": "rst",
  "text/csv": "csv",
  "text/tab-separated-values": "tsv",
  "text/html": "html htm",
  "text/css": "css",
  "text/calendar": "ics",
  "text/vcard": "vcf",
  "text/vtt": "vtt",
  "application/x-subrip": "srt",
  "text/x-diff": "diff patch",
  "text/javascript": "js mjs cjs jsx",
  "text/x-typescript": "ts mts cts tsx",
  "text/x-python": "py",
  "text/x-java": "java",
  "text/x-kotlin": "kt",
  "text/x-swift": "swift",
  "text/x-c": "c h",
  "text/x-c++": "cpp cc cxx hpp",
  "text/x-csharp": "cs",
  "text/x-go": "go",
  "text/x-rust": "rs",
  "text/x-ruby": "rb",
  "text/x-php": "php",
  "text/x-sh": "sh bash zsh",
};

// The first table that knows an ending has the word, so each kind looks into its own first.
const TABLES: Readonly<Record<AttachmentKind, ReadonlyMap<string, string>>> = {
  image: byEnding(IMAGES),
  audio: byEnding(AUDIO),
  file: byEnding(DOCUMENTS, VIDEOS, IMAGES, AUDIO),
};

function byEnding(...tables: readonly Endings[]): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  for (const [type, endings] of tables.flatMap((table) => Object.entries(table))) {
    for (const ending of endings.split(" ")) if (!types.has(ending)) types.set(ending, type);
  }
  return types;
}

/** The ending of a name or of the path of an address, lower-cased, without its dot; empty where it has none. */
export function endingOf(name: string): string {
  return /[^/\\]\.([^./\\]*)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** The media type of a file of this name; undefined for endings that the kind does not know. */
export function mediaTypeOf(kind: AttachmentKind, name: string): string | undefined {
  return TABLES[kind].get(endingOf(name));
}
