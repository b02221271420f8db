// Takes from paths the folder that all of them share, so that a narrow table shows what tells them apart.

/** A function from a name to its short form. Names that are no paths, such as "text 1", stay as they are. */
export function createShortNames(names: readonly string[]): (name: string) => string {
  const folders = names.filter((name) => name.includes("/")).map((name) => name.slice(0, name.lastIndexOf("/") + 1));
  let shared = folders[0] ?? "";
  for (const folder of folders) {
    while (!folder.startsWith(shared)) shared = parentOf(shared);
  }
  return (name) => (shared !== "" && name.startsWith(shared) ? name.slice(shared.length) : name);
}

/** "a/b/" gives "a/", and both "a/" and "/" give the empty text. */
function parentOf(folder: string): string {
  const names = folder.split("/").slice(0, -2);
  return names.map((name) => `${name}/`).join("");
}
