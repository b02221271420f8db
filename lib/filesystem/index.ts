// The door `millrace/filesystem`: tools over the files of a folder. Nothing else in the house loads node:fs.
export { filesystemToolkit, type FilesystemToolkitOptions } from "./filesystem-toolkit.js";
