import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { decodeUtf8, type FileText } from "../core/text/decode-utf8.ts";

/**
 * Every file of a folder, read as UTF-8, by its path in it, with forward slashes, in order of the path.
 * Hidden files and folders are left out.
 * @throws Error of the file system when the folder can't be read
 */
export function readFolder(folder: string): Map<string, FileText> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => !parts.some((part) => part.startsWith(".")))
    .map((parts) => parts.join("/"));
  return new Map(
    paths.toSorted().map((path) => [path, decodeUtf8(readFileSync(join(folder, path)))]),
  );
}
